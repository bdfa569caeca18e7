"""Claims about time: which runs there are, which are fair, what breaks a claim, and what a claim says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import Limits, Result, Verdict, check, compose, load
from everystate.exploring.engines import Engine
from everystate.exploring.shared import product
from everystate.judging.assumed import assumed
from everystate.judging.verdict import Count

MODELS = Path(__file__).parents[1] / "models"

SYSTEM = """\
system: A lamp and a switch
parameters: {lamps: 2, dim: 0}
claims:
  c: CLAIM
"""
LAMP = """\
party: lamp
copies: lamps
actions: {switch: {}, fail: {cause: fault, at_most: 1}, mend: {cause: environment}, flicker: {fair: no}}
machines:
  light:
    initial: off
    states: [off, on, dead]
    transitions:
      - {trigger: switch,  source: off,  dest: on}
      - {trigger: switch,  source: on,   dest: off}
      - {trigger: fail,    source: on,   dest: dead}
      - {trigger: mend,    source: dead, dest: off}
      - {trigger: flicker, source: on,   dest: "="}
"""


def checked(write: Write, claim: str, lamp: str = LAMP, limits: Limits | None = None, lamps: int = 2) -> Result:
    """What is found out about lamps."""
    return check(write(system=SYSTEM.replace("CLAIM", claim), lamp=lamp), {"lamps": lamps}, limits=limits)


def judged(write: Write, claim: str, lamp: str = LAMP, lamps: int = 2) -> Verdict:
    """The verdict on one claim about lamps."""
    return next(verdict for verdict in checked(write, claim, lamp, lamps=lamps).verdicts if verdict.name == "c")


def vacuous(write: Write, claim: str, lamp: str = LAMP) -> list[str]:
    """What is said of a claim that says nothing."""
    verdicts = checked(write, claim, lamp).verdicts
    return [cause.text for verdict in verdicts if verdict.name == "no vacuous claim" for cause in verdict.causes]


@pytest.mark.parametrize(
    ("claim", "answer", "length"),
    [
        # an atom about states is read before the step, one about events on it
        ('{formula: "on", where: {on: "lamp[0].light == on"}}', "violated", 0),
        ('{for: {x: lamps}, formula: "[] (s -> !dead)", where: {s: x.switch, dead: x.light == dead}}', "holds", None),
        ('{for: {x: lamps}, formula: "[] (s && a -> X !a)", where: {s: x.switch, a: x.light == off}}', "holds", None),
        ('{for: {x: lamps}, formula: "[] (s -> X on)", where: {s: x.switch, on: x.light == on}}', "violated", 0),
        # every lamp is switched again and again, unless it dies
        ("{for: {x: lamps}, always_eventually: x.switch}", "violated", 2),
        ('{for: {x: lamps}, formula: "[] <> s || <> d", where: {s: x.switch, d: x.fail}}', "holds", None),
        # a fault may happen, and need not; the environment need not mend
        ("{eventually: lamp.fail}", "violated", 0),
        ('{formula: "! <> [] dead", where: {dead: any(x.light == dead for x in lamps)}}', "violated", 2),
        ('{recoverable: "all(x.light == off for x in lamps)"}', "holds", None),
        ("{recoverable: lamp.fail.left == 1}", "violated", 2),
        # until is strong; with an event that happens in the same letter
        ('{until: ["all(x.light == off for x in lamps)", lamp.switch]}', "holds", None),
        ('{until: ["all(x.light == off for x in lamps)", lamp.fail]}', "violated", 0),
        ('{formula: "off W fail", where: {off: "all(x.light == off for x in lamps)", fail: lamp.fail}}', "violated", 0),
    ],
)  # fmt: skip
def test_verdicts(write: Write, claim: str, answer: str, length: int | None) -> None:
    verdict = judged(write, claim)
    assert (verdict.answer, verdict.trace.length if verdict.trace else None) == (answer, length)


def test_every_counterexample_goes_round_or_rests(write: Write) -> None:
    trace = judged(write, "{for: {x: lamps}, always_eventually: x.switch}").trace
    assert trace is not None
    assert trace.loop is not None
    assert not trace.stutters
    assert trace.steps[-1].target == trace.steps[trace.loop - 1].target


def test_a_verdict_names_the_copy(write: Write) -> None:
    verdict = judged(write, '{for: {x: lamps}, eventually: "x == 0 or x.light == dead"}')
    assert verdict.reason == "it fails where x is lamp[1]"
    both = judged(write, "{for: {x: lamps}, eventually: x.light == dead}")
    assert both.reason == "it fails where x is lamp[0] (and for 1 more of 2)"


def test_claims_about_runs_assume_fairness_and_others_assume_none(write: Write) -> None:
    folder = write(system=SYSTEM.replace("CLAIM", "{eventually: 'lamp[0].light == dead'}"), lamp=LAMP)
    network = compose(load(folder))
    fair = "every protocol step is weakly fair; not fair: lamp.flicker"
    assert assumed(network, ["always", "leads_to", "no deadlock"]) == fair
    assert assumed(network, ["always", "recoverable", "no deadlock"]) == ""


def test_names_of_for_and_of_the_event_agree(write: Write) -> None:
    """The event of the other lamp is not this one's."""
    where = "{s: lamp.switch, on: lamp.light == on, off: lamp.light == off}"
    assert (
        judged(write, f'{{for: {{lamp: lamps}}, formula: "[] (s && off -> X on)", where: {where}}}').answer == "holds"
    )


def test_what_rests_must_not_owe_anything(write: Write) -> None:
    """With one lamp: dead, and nothing more happens. With two, the other one goes on."""
    claim = '{always_eventually: "all(x.light == off for x in lamps)"}'
    alone, two = (judged(write, claim, lamps=number).trace for number in (1, 2))
    assert alone is not None
    assert two is not None
    assert (alone.length, alone.stutters) == (2, True)
    assert not two.stutters


def test_a_loop_says_how_it_is_fair(write: Write) -> None:
    lamp = LAMP.replace("switch: {}", "switch: {fair: strong}")
    trace = judged(write, "{for: {x: lamps}, eventually: x.light == dead}", lamp).trace
    assert trace is not None
    switched = {one.name: one for one in trace.fair}
    assert set(switched) == {"lamp[0] switch", "lamp[1] switch"}
    for one in switched.values():
        assert one.strong
        assert str(trace.steps[one.step].label) == one.name


# -- fairness ---------------------------------------------------------------------------------------------------------

BAG = """\
system: Two kinds of message
messages:
  Line:
    writer -> reader: [Word, Number]
connections:
  line: {between: [writer, reader], initially: open, capacity: 2, order: ORDER}
claims:
  a number arrives: {leads_to: [writer sends Number, reader receives Number]}
"""
WRITER = """\
party: writer
actions: {write: {}, tell: {}}
machines:
  pen:
    initial: wet
    states: [wet]
    transitions:
      - {trigger: write, source: wet, dest: "=", send: Word}
      - {trigger: tell,  source: wet, dest: "=", send: Number}
"""
READER = """\
party: reader
machines:
  eye:
    initial: open
    states: [open]
    transitions:
      - {trigger: Word,   source: open, dest: "="}
      - {trigger: Number, source: open, dest: "="}
"""


@pytest.mark.parametrize("order", ["fifo", "any"])
def test_what_is_queued_arrives_also_where_it_may_be_overtaken(write: Write, order: str) -> None:
    """In a bag each kind of message is a unit of its own, or words could be read for ever."""
    result = check(write(system=BAG.replace("ORDER", order), writer=WRITER, reader=READER))
    assert [v.answer for v in result.verdicts if v.name == "a number arrives"] == ["holds"]
    units = [one.name for one in result.network.fairness]
    on = "reader receives on line[writer, reader]"
    each = [f"reader receives {m} on line[writer, reader]" for m in ("Word", "Number")]
    assert units == ["writer write", "writer tell", *([on] if order == "fifo" else each)]


def test_a_party_and_a_connection_may_be_unfair(write: Write) -> None:
    system = BAG.replace("order: ORDER", "fair: no")
    unread = check(write(system=system, writer=WRITER, reader=READER))
    assert [v.answer for v in unread.verdicts if v.name == "a number arrives"] == ["violated"]
    lazy = READER.replace("party: reader", "party: reader\nfair: no")
    unread = check(write(system=BAG.replace("ORDER", "fifo"), writer=WRITER, reader=lazy))
    assert [v.answer for v in unread.verdicts if v.name == "a number arrives"] == ["violated"]


def test_fairness_of_a_row_changes_neither_states_nor_steps(write: Write) -> None:
    claim = "{recoverable: lamp.fail.left == 1}"
    fair = LAMP.replace("dest: off}", "dest: off, fair: strong}", 1)
    plain, other = (checked(write, claim, lamp).space for lamp in (LAMP, fair))
    assert (len(plain.states), plain.steps) == (len(other.states), other.steps)
    assert len(plain.network.events) < len(other.network.events)


# -- vacuity ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            '{leads_to: ["lamp[0].light == off and lamp[0].light == on", lamp.switch]}',
            ["'c' would hold were 'lamp.switch' never true"],
        ),
        ("{for: {x: lamps}, leads_to: [x.mend, x.switch]}", []),
        (
            '{until: ["lamp[0].light == off", "lamp[1].light == off"]}',
            ["'c' would hold were 'lamp[0].light == off' never true"],
        ),
        ('{formula: "[] !(p && q)", where: {p: "lamp[0].light == on", q: "lamp[0].light == off"}}', []),
        (
            '{formula: "[] !(p && q && r)", where: {p: "lamp[0].light == on", q: "lamp[0].light == off", r: dim > 5}}',
            ["'c' says nothing"],
        ),
        ('{formula: "<> p || [] !q", where: {p: "lamp[0].light == off", q: lamp.mend}}', []),
        ('{formula: "!p W !p", where: {p: lamp.fail}}', []),
    ],
)
def test_what_says_nothing(write: Write, claim: str, said: list[str]) -> None:
    """What cannot fail for the parameters alone is told in a note instead."""
    found = vacuous(write, claim) or [n[: len("'c' says nothing")] for n in checked(write, claim).notes if "'c'" in n]
    assert found == said


def test_a_claim_about_no_copies_says_nothing_at_these_parameters(write: Write) -> None:
    result = checked(write, "{for: {x: lamps}, eventually: x.switch}", lamps=0)
    assert "'c' says nothing at these parameters" in result.notes


def test_a_phase_that_never_begins_is_judged_nowhere(write: Write) -> None:
    folder = write(
        system="system: S\nphases:\n  P: {begins: lamp.fail}\nclaims:\n  c: {ends: P}\n",
        lamp=LAMP.replace("copies: lamps\n", "").replace("at_most: 1", "at_most: 0").replace("environment", "protocol"),
    )
    found = [cause.text for v in check(folder).verdicts if v.name == "no vacuous claim" for cause in v.causes]
    assert found == ["'c' is judged nowhere"]


# -- what was not seen ------------------------------------------------------------------------------------------------


def test_a_loop_found_in_part_of_a_space_is_a_loop(write: Write) -> None:
    found = checked(write, "{for: {x: lamps}, always_eventually: x.fail}", limits=Limits(states=7))
    assert not found.space.complete
    assert [verdict.answer for verdict in found.verdicts if verdict.name == "c"] == ["violated"]


@pytest.mark.parametrize(
    "claim", ["{for: {x: lamps}, eventually: x.switch}", "{recoverable: lamp.fail.left >= 0}", "{ends: each phase}"]
)
def test_no_loop_in_part_of_a_space_is_undecided(write: Write, claim: str) -> None:
    lamp = LAMP.replace("switch: {}", "switch: {cause: environment, fair: weak}")
    found = checked(write, claim, lamp, limits=Limits(states=3))
    [verdict] = [verdict for verdict in found.verdicts if verdict.name == "c"]
    assert verdict.answer == "undecided"
    assert verdict.reason.startswith("holds so far: ")


def test_a_product_that_does_not_fit_is_undecided(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product, "MAX_NODES", 5)
    folder = write(system=SYSTEM.replace("CLAIM", "{for: {x: lamps}, always_eventually: x.fail}"), lamp=LAMP)
    [verdict] = [verdict for verdict in check(folder, engine="reference").verdicts if verdict.name == "c"]
    assert verdict.answer == "undecided"
    assert verdict.reason == (
        "its product with the claim's automaton has more than 5 nodes: too many for the reference engine; "
        "use --engine native"
    )


def test_a_known_violation_is_known(write: Write) -> None:
    assert judged(write, "{eventually: lamp.fail, known_violation: nothing must fail}").answer == "known"
    no_more = judged(write, "{eventually: lamp.switch, known_violation: nothing must fail}")
    assert (no_more.answer, no_more.reason[:27]) == ("violated", "it is said to be violated, ")


# -- how long a phase takes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["reference", "native"])
def test_a_monitor_does_not_lengthen_a_loop(write: Write, engine: Engine) -> None:
    """The monitor moves in a round of three, after a first step: no loop of its joint states has two steps."""
    rows = [f"{{trigger: lamp.switch, source: {one}, dest: {two}}}" for one, two in ("ab", "bc", "cd", "db")]
    monitor = f"{{initial: a, states: [a, b, c, d, e], never: e, transitions: [{', '.join(rows)}]}}"
    system = SYSTEM.replace("CLAIM", "{eventually_always: 'lamp[0].light == on'}") + f"monitors:\n  m: {monitor}\n"
    trace = check(write(system=system, lamp=LAMP), {"lamps": 1}, claims=["c"], engine=engine).verdicts[0].trace
    assert trace is not None
    assert (trace.loop, [str(step.label) for step in trace.steps]) == (0, ["lamp switch", "lamp switch"])


def test_the_longest_run_is_shown_and_told() -> None:
    verdicts = {verdict.name: verdict for verdict in check(MODELS / "phase_lengths").verdicts}
    two, one = verdicts["a phase is over in two steps"], verdicts["a repair is over in one step"]
    assert (two.judged, two.remark) == (Count(3, "phase"), "the longest of these runs has 2 steps")
    assert two.witness is not None
    assert [str(step.label) for step in two.witness.steps] == ["plant fail", "plant check", "plant mend"]
    assert (one.judged, one.reason) == (Count(2, "phase"), "the longest of these runs has 2 steps, and 1 are claimed")
    assert one.trace is not None
    assert one.trace.steps == two.witness.steps
    assert (one.trace.longest, two.witness.longest) == (False, True)


TWO_PHASES = """\
system: A machine with a short repair, and a long one that comes later
phases: {Repair: {begins: [plant.fail, plant.melt]}}
claims:
  a repair takes one step: {ends: Repair, within: 1 step}
"""
PLANT = """\
party: plant
actions: {fail: {cause: fault}, melt: {cause: fault}, mend: {}}
machines:
  at:
    initial: up
    states: [up, down, half, dead, cold, bare, new]
    transitions:
      - {trigger: fail, source: up,   dest: down}
      - {trigger: mend, source: down, dest: half}
      - {trigger: mend, source: half, dest: new}
      - {trigger: melt, source: new,  dest: dead}
      - {trigger: mend, source: dead, dest: cold}
      - {trigger: mend, source: cold, dest: bare}
      - {trigger: mend, source: bare, dest: up}
"""


@pytest.mark.parametrize("engine", ["reference", "native"])
def test_a_run_that_exceeds_a_bound_does_so_as_early_as_may_be(write: Write, engine: Engine) -> None:
    verdict = check(write(system=TWO_PHASES, plant=PLANT), engine=engine).verdict("a repair takes one step")
    assert verdict.trace is not None
    assert [str(step.label) for step in verdict.trace.steps] == ["plant fail", "plant mend", "plant mend"]
    assert verdict.reason == "the longest of these runs has 3 steps, and 1 are claimed"


@pytest.mark.parametrize("engine", ["reference", "native"])
def test_nobody_waits_for_claims_about_time_once_the_time_is_up(engine: Engine) -> None:
    result = check(MODELS / "phase_lengths", limits=Limits(seconds=0), engine=engine)
    assert result.space.outcome.hurried
    assert {v.reason for v in result.verdicts if v.name.startswith("a ")} == {"--max-seconds 0 reached"}
    assert not check(MODELS / "phase_lengths", limits=Limits(states=1), engine=engine).space.outcome.hurried


def test_what_ends_by_fairness_alone_has_no_longest_run() -> None:
    verdicts = {verdict.name: verdict for verdict in check(MODELS / "ends_by_fairness").verdicts}
    bounded = verdicts["a spin ends in ten steps"]
    assert bounded.reason == "it ends by fairness alone, after no number of steps that could be named"
    assert bounded.trace is not None
    assert [str(step.label) for step in bounded.trace.steps] == ["top throw", "top turn", "top turn"]
