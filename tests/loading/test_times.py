"""Claims about time and fairness: what is read, and every mistake in them, told where it stands."""

from __future__ import annotations

import pytest
from tests.conftest import Write
from tests.loading.test_mistakes import problems

from everystate import compose, load
from everystate.loading.events import EventName, PhaseEdge, Timing
from everystate.loading.spec import Claim, Spec

SYSTEM = """\
system: A desk
parameters: {agents: 2, most: 3}
messages:
  Talk:
    agent -> server: [Ask]
    server -> agent: [Answer]
connections:
  desk: {between: [agent, server], initially: open, breaks: {at_most: 1}}
phases:
  The Desk Breaks: {begins: desk.breaks, within: agent.rest}
claims:
  asked is answered: CLAIM
"""
AGENT = """\
party: agent
copies: agents
actions:
  ask: {}
  rest: {cause: environment}
machines:
  at:
    initial: inside
    states: [inside, waiting]
    transitions:
      - {trigger: ask, source: inside, dest: waiting, send: Ask}
      - {trigger: Answer, source: waiting, dest: inside}
      - {trigger: rest, source: inside, dest: "="}
"""
SERVER = """\
party: server
machines:
  mood:
    initial: calm
    states: [calm]
    transitions:
      - {trigger: Ask, source: calm, dest: "=", send: Answer}
"""


def spec_with(write: Write, claim: str, agent: str = AGENT, system: str = SYSTEM) -> Spec:
    """The spec with this claim."""
    return load(write(system=system.replace("CLAIM", claim), agent=agent, server=SERVER))


def claim_of(write: Write, claim: str) -> tuple[Claim, Timing]:
    """The claim as it was read."""
    [read] = spec_with(write, claim).claims
    assert read.timing is not None
    return read, read.timing


READ = [
    ("{leads_to: [agent sends Ask, agent receives Answer]}", "G (p -> F q)"),
    ("{eventually: server.mood == calm}", "F p"),
    ("{always_eventually: agent.ask}", "G F p"),
    ("{eventually_always: server.mood == calm}", "F G p"),
    ("{until: [server.mood == calm, The Desk Breaks begins]}", "p U q"),
    ('{formula: "always (a implies eventually b)", where: {a: agent.ask, b: server receives Ask}}', "G (a -> F b)"),
]


@pytest.mark.parametrize(("claim", "formula"), READ)
def test_a_claim_about_time_is_a_formula(write: Write, claim: str, formula: str) -> None:
    _, timing = claim_of(write, claim)
    assert str(timing.formula) == formula


def test_what_can_be_read_as_an_event_is_one(write: Write) -> None:
    where = "{a: x.ask, b: x sends Ask, c: agent.desk.lost, d: each phase ends, e: x.at == inside, f: desk.breaks}"
    _, timing = claim_of(write, f'{{for: {{x: agents}}, formula: "a && b && c && d && e && f", where: {where}}}')
    meanings = {one.atom: one for one in timing.propositions}
    assert (meanings["a"].meaning, meanings["a"].copy) == (EventName("action", "agent", "ask"), "x")
    assert (meanings["b"].meaning, meanings["b"].copy) == (EventName("sends", "agent", "Ask"), "x")
    assert (meanings["c"].meaning, meanings["c"].copy) == (EventName("lost", "agent", "desk"), "")
    assert meanings["d"].meaning == PhaseEdge("", "ends")
    assert not isinstance(meanings["e"].meaning, EventName | PhaseEdge)
    assert meanings["f"].meaning == EventName("breaks", "", "desk")


def test_a_phase_may_have_a_name_of_one_letter(write: Write) -> None:
    spec = spec_with(write, "{eventually: P begins}", system=SYSTEM.replace("The Desk Breaks", "P"))
    assert [claim.timing.propositions[0].meaning for claim in spec.claims if claim.timing] == [PhaseEdge("P", "begins")]


def test_within_is_a_number_over_parameters(write: Write) -> None:
    read, _ = claim_of(write, "{ends: The Desk Breaks, within: most + 1 steps}")
    assert (read.kind, read.phase) == ("ends", "The Desk Breaks")
    [ground] = compose(spec_with(write, "{ends: each phase, within: most + 1 steps}")).claims
    assert ground.timing is not None
    assert ground.timing.within == 4


WRONG = [
    ("{leads_to: [agent.ask]}", "system.yaml:12:3: 'leads_to' with 1 part; it has two; write leads_to: [P, Q]"),
    ("{leads_to: agent.ask}", "system.yaml:12:33: a single value where a list is expected; write [a, b]"),
    ("{eventually: agent.asks}", "system.yaml:12:35: which agent?; nothing binds it here"),
    ("{eventually: agent sends Answer}", "system.yaml:12:35: 'agent sends Answer' never happens; no such message"),
    ("{eventually: The Desk begins}", "system.yaml:12:35: unknown phase 'The Desk'; did you mean 'The Desk Breaks'?"),
    (
        "{eventually: start begins}",
        "system.yaml:12:35: 'start begins' is not a step; it has begun before the first one",
    ),
    ("{eventually: agent.at == inside}", "system.yaml:12:35: which agent?; nothing binds it here"),
    ("{recoverable: agent.ask}", "system.yaml:12:36: "),
    ("{eventually: agent.ask, always: server.mood == calm}", "system.yaml:12:3: 'asked is answered' is not a claim"),
    ("{eventually: agent.ask, holds: server.mood == calm}", "system.yaml:12:3: 'asked is answered' is not a claim"),
    ("{eventually: x.ask, for: {x: agnets}}", "system.yaml:12:51: unknown set 'agnets'; did you mean 'agents'?"),
    ("{eventually: server.ask, for: {server: agents}}", "system.yaml:12:53: 'server' for a copy of agent; server is"),
    (
        "{possible: server.mood == calm, for: {x: agents}}",
        "system.yaml:12:22: 'for' with possible; it belongs to always",
    ),
    ("{ends: each phase, for: {x: agents}}", "system.yaml:12:22: 'for' with ends; it belongs to always"),
    ("{eventually: agent.ask, within: 3 steps}", "system.yaml:12:22: 'within' with eventually; it belongs to ends"),
    ("{eventually: agent.ask, where: {a: agent.ask}}", "system.yaml:12:22: 'where' with eventually; it belongs to"),
    ("{ends: The Desk}", "system.yaml:12:29: unknown phase 'The Desk'; did you mean 'The Desk Breaks'?"),
    ("{ends: each phase, within: 3}", "system.yaml:12:49: '3' is not a number of steps; write `within: 12 steps`"),
    ("{ends: each phase, within: some steps}", "system.yaml:12:49: unknown name 'some'"),
    ('{formula: "<> a"}', "system.yaml:12:36: unknown atom 'a'; add `where: {a: ...}`"),
    (
        '{formula: "<> asked", where: {aske: agent.ask}}',
        "system.yaml:12:52: 'aske' stands only here; 'asked' stands at 2 places and is unknown; did you mean 'asked'?",
    ),
    ('{formula: "<> a", where: {a: agent.ask, b: agent.rest}}', "system.yaml:12:62: the formula has no 'b'"),
    ('{formula: "<> a ||", where: {a: agent.ask}}', "system.yaml:12:40: the formula ends where an operand is missing"),
    ('{formula: "<> a & b", where: {a: agent.ask}}', "system.yaml:12:38: '&' means nothing in a formula; write '&&'"),
    ('{formula: "<> U", where: {U: agent.ask}}', "system.yaml:12:48: 'U' is an operator of formulas; give the atom"),
]


@pytest.mark.parametrize(("claim", "said"), WRONG)
def test_a_mistake_in_a_claim_is_told_where_it_stands(write: Write, claim: str, said: str) -> None:
    found = problems(write(system=SYSTEM.replace("CLAIM", claim), agent=AGENT, server=SERVER))
    assert [problem for problem in found if problem.startswith(said)], found


CALM = "{always: server.mood == calm}"
POINTLESS = [
    (
        "agent",
        "ask: {}",
        "ask: {fair: weak}",
        "agent.yaml:4:3: fair: weak for ask says nothing; that is how fair it is",
    ),
    ("agent", "ask: {}", "ask: {fair: maybe}", "agent.yaml:4:15: unknown fairness 'maybe'; known: no, strong, weak"),
    (
        "agent",
        "{cause: environment}",
        "{cause: environment, fair: no}",
        "agent.yaml:5:3: fair: no for rest says nothing",
    ),
    ("agent", "party: agent", "party: agent\nfair: weak", "agent.yaml:1:8: fair: weak for agent says nothing"),
    ("agent", 'dest: "="}', 'dest: "=", fair: no}', "agent.yaml:13:9: fair: no for this row says nothing; rest is not"),
    ("agent", "dest: inside}", "dest: inside, fair: weak}", "agent.yaml:12:9: fair: weak for this row says nothing"),
    ("agent", "dest: inside}", "defer: true, fair: weak}", "agent.yaml:12:9: a row that defers does nothing"),
    ("system", "initially: open", "initially: open, fair: weak", "system.yaml:8:3: fair: weak for desk says nothing"),
    ("system", "initially: open", "initially: open, fair: no, capacity: 0", "system.yaml:8:3: fair: no for desk says"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "said"), POINTLESS)
def test_fairness_that_changes_nothing_is_refused(write: Write, name: str, right: str, wrong: str, said: str) -> None:
    files = {"system": SYSTEM.replace("CLAIM", CALM), "agent": AGENT, "server": SERVER}
    assert right in files[name]
    files[name] = files[name].replace(right, wrong, 1)
    found = problems(write(**files))
    assert [problem for problem in found if problem.startswith(said)], found


MEANT = [
    ("agent", "ask: {}", "ask: {fair: strong}"),
    ("agent", "{cause: environment}", "{cause: environment, fair: weak}"),
    ("agent", "party: agent", "party: agent\nfair: no"),
    ("agent", 'dest: "="}', 'dest: "=", fair: weak}'),
    ("agent", "dest: inside}", "dest: inside, fair: strong}"),
    ("agent", "dest: inside}", "dest: inside, fair: no}"),
    ("system", "initially: open", "initially: open, fair: no"),
]


@pytest.mark.parametrize(("name", "right", "other"), MEANT)
def test_fairness_that_changes_something_is_read(write: Write, name: str, right: str, other: str) -> None:
    files = {"system": SYSTEM.replace("CLAIM", CALM), "agent": AGENT, "server": SERVER}
    before = compose(load(write(**files))).fairness
    files[name] = files[name].replace(right, other, 1)
    assert compose(load(write(**files))).fairness != before
