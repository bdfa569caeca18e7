"""Every mistake is found, with its file, its line and column, why it is one, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import SpecError, compose, load

SYSTEM = """\
system: A desk
parameters:
  agents: 1
  pace: {domain: [any, settled], initial: any}
messages:
  Talk:
    agent -> server: [Ask, "Tell(tone: [low, high])"]
    server -> agent: [Answer about agent]
connections:
  desk: {between: [agent, server], opened_by: agent, breaks: {at_most: 1}}
phases:
  The Desk Breaks: {begins: desk.breaks, begins_when: pace}
claims:
  nobody waits: {never: any(a.at == waiting and server.mood == calm for a in agents)}
"""
AGENT = """\
party: agent
copies: agents
actions:
  ask: {}
variables:
  patience: {domain: 0..3, initial: 3}
machines:
  at:
    initial: outside
    states: [outside, inside, waiting]
    transitions:
      - {trigger: desk.opened, source: outside, dest: inside}
      - {trigger: desk.lost, source: "*", dest: outside}
      - {trigger: ask, source: inside, dest: waiting, when: patience > 0, set: {patience: patience - 1}, send: Ask}
      - {trigger: Answer, source: waiting, dest: inside, send: Tell(tone=low)}
"""
SERVER = """\
party: server
machines:
  mood:
    initial: calm
    states: [calm, upset]
    transitions:
      - {trigger: Ask, source: calm, dest: upset, send: Answer(agent=agent)}
      - {trigger: Tell, source: upset, dest: calm, when: tone == low}
"""


def problems(folder: Path) -> list[str]:
    """What is said of a spec that is wrong, without the name of the folder."""
    with pytest.raises(SpecError) as raised:
        compose(load(folder))
    assert raised.value.exit_code == 2
    return [str(problem).replace(f"{folder}/", "").replace(str(folder), ".") for problem in raised.value.problems]


def test_the_desk_as_it_stands_has_no_mistake(write: Write) -> None:
    assert compose(load(write(system=SYSTEM, agent=AGENT, server=SERVER))).events


MISTAKES = [
    # In the system file
    (
        "agents: 1",
        "agents: 1.5",
        "system.yaml:3:11: '1.5' is not a value; a value is a number or a word of letters, digits and",
    ),
    ("agents: 1", "agents: 1000000", "agent.yaml:1:8: 1000000 copies of agent do not fit; there can be 0 to 10,000"),
    ("agents: 1\n", "agents: 1\n  agents: 2\n", "system.yaml:4:3: duplicate key 'agents'; first in line 3"),
    ("initial: any", "initial: some", "system.yaml:4:43: 'some' is not in the domain; known: any, settled"),
    ("begins_when: pace", "begins_when: peace", "system.yaml:12:55: unknown word 'peace'; did you mean 'pace'?"),
    (
        "agent -> server:",
        "agent -> sever:",
        "system.yaml:7:5: unknown direction 'agent -> sever'; did you mean 'server'?",
    ),
    (
        "agent -> server:",
        "agent to server:",
        "system.yaml:7:5: unknown direction 'agent to server'; write sender -> receiver",
    ),
    (
        "[Ask,",
        "[Ask me,",
        "system.yaml:7:23: 'Ask me' is not a message; write NAME, NAME about PARTY, or NAME(field: 0..3)",
    ),
    ("tone: [low, high]", "tone", "system.yaml:7:28: '(tone)' are not fields; write (name: 0..3, other: [a, b])"),
    ("about agent", "about agnet", "system.yaml:8:36: unknown party 'agnet'; did you mean 'agent'?"),
    ("[agent, server], op", "[agent, serve], op", "system.yaml:10:27: unknown party 'serve'; did you mean 'server'?"),
    (
        "[agent, server], op",
        "[agent], op",
        "system.yaml:10:3: 'desk' joins two ends; write between: [a, b] or {left: a, right: a}",
    ),
    (
        "opened_by: agent",
        "opened_by: agents",
        "system.yaml:10:47: 'agents' is not an end of desk; did you mean 'agent'?",
    ),
    (
        "opened_by: agent",
        "opened_by: server",
        "system.yaml:10:3: no machine of server takes 'desk.opened'; it opens the connection",
    ),
    (
        "opened_by: agent",
        "capactiy: 2",
        "system.yaml:10:36: unknown key 'capactiy' in a connection; did you mean 'capacity'?",
    ),
    (
        "opened_by: agent",
        "opened_by: agent, order: lifo",
        "system.yaml:10:61: unknown word 'lifo'; did you mean 'fifo'?",
    ),
    (
        "opened_by: agent",
        "opened_by: agent, initially: pace",
        "system.yaml:10:65: 'pace' is any or settled; closed or open is",
    ),
    (
        "opened_by: agent",
        "opened_by: agent, carries: Walk",
        "system.yaml:10:63: unknown protocol 'Walk'; did you mean 'Talk'?",
    ),
    (
        "opened_by: agent",
        "opened_by: agent, capacity: 1000000",
        "system.yaml:10:3: a channel of 1,000,000 messages does not",
    ),
    ("opened_by: agent", "opened_by: agent, instances: 9", "system.yaml:10:3: instances is 9; it can be 0 to 8"),
    ("at_most: 1", "at_most: 0 - 1", "system.yaml:10:3: at_most of desk.breaks is -1; it can be 0 to 10,000"),
    ("at_most: 1", "at_most: desk.is_open", "system.yaml:10:72: 'desk.is_open' is not known here"),
    (
        "begins: desk.breaks",
        "begins: desk.brakes",
        "system.yaml:12:29: unknown event 'desk.brakes'; did you mean 'desk.breaks'?",
    ),
    ("begins: desk.breaks", "begins: agent.ask", "system.yaml:10:3: 'desk.breaks' belongs to no phase; it is a fault"),
    ("begins: desk.breaks", "begins: [desk.breaks, desk.lost]", "system.yaml:12:43: 'desk.lost' begins no phase"),
    (
        "The Desk Breaks:",
        "start:",
        "system.yaml:12:3: 'start' cannot be a phase; start is the phase before the first of these; give it another",
    ),
    ("never: any(", "nevr: any(", "system.yaml:14:18: unknown key 'nevr' in a claim; did you mean 'never'?"),
    ("a.at == waiting", "a.at == wating", "system.yaml:14:37: unknown word 'wating'; did you mean 'waiting'?"),
    ("a.at == waiting", "a.att == waiting", "system.yaml:14:29: agent has no 'att'; did you mean 'at'?"),
    ("for a in agents", "for a in agens", "system.yaml:14:78: unknown set 'agens'; did you mean 'agents'?"),
    (
        "server.mood == calm",
        "desk.is_open",
        "system.yaml:14:49: which desk?; nothing binds agent here; write desk[a, b]",
    ),
    (
        "{never: any(",
        "{never: some(",
        "system.yaml:14:25: 'some' cannot be called; there are any, all, count, len, min and max",
    ),
    ("{never: any(", "{after: anything, holds: any(", "system.yaml:14:25: unknown phase 'anything'"),
    ("{never: any(", "{whenever: agent asks, holds: any(", "system.yaml:14:28: unknown event 'agent asks'"),
    (
        "{never: any(",
        "{holds: any(",
        "system.yaml:14:3: 'nobody waits' is not a claim; write one of always, never, possible, leads_to, eventually,",
    ),
    # In the file of the agent
    (
        "party: agent\n",
        "partei: agent\n",
        "agent.yaml:1:1: unknown key 'partei' in a party file; did you mean 'party'?",
    ),
    ("copies: agents", "copies: agnets", "agent.yaml:2:9: unknown parameter 'agnets'; did you mean 'agents'?"),
    ("  ask: {}", "  ask: {cause: accident}", "agent.yaml:4:16: unknown cause 'accident'; known: environment, fault,"),
    ("  ask: {}", "  ask: {closes: [desc]}", "agent.yaml:4:18: agent has no connection 'desc'; did you mean 'desk'?"),
    ("  ask: {}", "  ask: {per: servant}", "agent.yaml:4:14: unknown party 'servant'; did you mean 'server'?"),
    (
        "  ask: {}",
        "  ask: {}\n  shout: {}",
        "agent.yaml:5:3: no machine of agent takes 'shout'; add a row with this trigger",
    ),
    ("  ask: {}", "  ask: {cause: fault}", "agent.yaml:4:3: 'agent.ask' belongs to no phase; it is of cause fault"),
    ("domain: 0..3", "domain: 0..many", "agent.yaml:6:22: unknown parameter 'many'"),
    (
        "domain: 0..3",
        "domain: 0..1000000",
        "agent.yaml:6:3: 0..1000000 does not fit; a domain has at most 10,000 values",
    ),
    ("domain: 0..3", "domain: 3..0", "agent.yaml:6:3: an empty domain"),
    (
        "domain: 0..3",
        "domain: [0..3, true]",
        "agent.yaml:6:23: one domain for truth values and numbers; true is no number",
    ),
    (
        "domain: 0..3",
        "domain: [server, agent]",
        "agent.yaml:6:23: one domain for server and agent; copies differ only by",
    ),
    ("initial: 3", "initial: 4", "agent.yaml:6:3: 'patience' starts as 4; that is not in its domain"),
    ("initial: outside", "initial: outsid", "agent.yaml:9:14: unknown word 'outsid'; did you mean 'outside'?"),
    ("    initial: outside\n", "", "agent.yaml:9:5: a machine without 'initial'; add `initial:`"),
    (
        "waiting]",
        "waiting, gone]",
        "agent.yaml:10:40: state 'gone' of agent.at cannot be reached; no row leads to it from the",
    ),
    ("waiting]", "waiting, inside]", "agent.yaml:10:40: a second state 'inside'"),
    ("waiting]", "waiting, 2nd]", "agent.yaml:10:40: '2nd' is not a name; a name has letters, digits and underscores"),
    (
        "waiting]",
        "waiting, class]",
        "agent.yaml:10:40: 'class' cannot be a name; expressions have this word; write class_",
    ),
    ("desk.opened,", "desk.open,", "agent.yaml:12:19: unknown trigger 'desk.open'; did you mean 'desk.opened'?"),
    ("trigger: Answer", "trigger: Tell", "agent.yaml:15:19: agent never receives 'Tell'; agent sends it to server"),
    (
        "source: inside, dest: waiting",
        "source: insid, dest: waiting",
        "agent.yaml:14:32: unknown state 'insid'; did you mean",
    ),
    ("patience > 0,", "patience > 0 and,", "agent.yaml:14:61: 'patience > 0 and' is not an expression; invalid syntax"),
    (
        "patience > 0,",
        "patience > 0 or agent sends Ask,",
        "agent.yaml:14:77: 'patience > 0 or agent sends Ask' is not an expression; an event stands alone",
    ),
    ("patience > 0,", "patients > 0,", "agent.yaml:14:61: unknown name 'patients'; did you mean 'patience'?"),
    ("patience > 0,", "patience > low,", "agent.yaml:14:72: unknown name 'low'"),
    ("patience > 0,", "at > 0,", "agent.yaml:14:61: 'at' is inside, outside or waiting; a number is expected"),
    ("patience > 0,", "patience == 1.5,", "agent.yaml:14:73: 1.5 is not in the language"),
    (
        "patience > 0,",
        "server.mood == calm,",
        "agent.yaml:14:61: 'server.mood' is not known to agent; parties share nothing",
    ),
    ("patience > 0,", "print(1),", "agent.yaml:14:61: 'print' cannot be called"),
    ("patience > 0,", "patience,", "agent.yaml:14:61: 'patience' is a number; true or false is expected"),
    (
        " when: patience > 0,",
        "",
        "agent.yaml:14:61: agent.patience would become -1; that is not in its domain; guard the row with",
    ),
    ("set: {patience:", "set: {patients:", "agent.yaml:14:81: unknown variable 'patients'; did you mean 'patience'?"),
    ("set: {patience:", "set: {at:", "agent.yaml:14:81: unknown variable 'at'"),
    ("set: {patience:", 'set: {"patience[0]":', "agent.yaml:14:81: 'patience[0]' has 1 index, not 0"),
    ("send: Ask", "send: Aks", "agent.yaml:14:112: unknown message 'Aks'; did you mean 'Ask'?"),
    ("send: Ask", "send: Answer", "agent.yaml:14:112: agent does not send 'Answer'; server sends it to agent"),
    ("send: Ask", "send: Ask(1)", "agent.yaml:14:112: 'Ask(1)' gives a value without a name; write Ask(field=value)"),
    ("send: Ask", "to: server", "agent.yaml:14:110: to: without send:; leave it out, or say what is sent"),
    ("Tell(tone=low)", "Tell", "agent.yaml:15:64: 'Tell' without 'tone'; write Tell(tone=...)"),
    ("Tell(tone=low)", "Tell(tone=loud)", "agent.yaml:15:74: unknown word 'loud'; known: high, low"),
    ("Tell(tone=low)", '"Tell(tone=low, to=server)"', "agent.yaml:15:64: 'Tell' carries no 'to'"),
    ("dest: outside}", "defer: true, dest: outside}", "agent.yaml:13:9: a row has a dest, or defers"),
    ("dest: outside}", "defer: true, send: Ask}", "agent.yaml:13:9: a row that defers does nothing; its trigger waits"),
    (
        'source: "*", dest',
        "source: [outside, *all], dest",
        "agent.yaml:13:48: alias '*all'; aliases are refused; write it out",
    ),
    (
        "copies: agents",
        "copies: !!python/name:os.system x",
        "agent.yaml:2:9: tag 'tag:yaml.org,2002:python/name:os.system'",
    ),
    (
        "copies: agents",
        "copies: agents\n---\nparty: other",
        "agent.yaml:3:1: a second document; one file holds one document",
    ),
    ("copies: agents", 'copies: "agents\\a"', "agent.yaml:2:9: a control character; texts are printable"),
    ("copies: agents", "copies: [", "agent.yaml:"),
    # In the file of the server
    ("trigger: Ask", "trigger: ask", "server.yaml:7:19: unknown trigger 'ask'; did you mean 'Ask'?"),
    ("(agent=agent)", "(agent=server)", "server.yaml:7:70: 'server' is a copy of server; a copy of agent is expected"),
    ("tone == low", "tone == lower", "server.yaml:8:66: unknown word 'lower'; did you mean 'low'?"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), MISTAKES)
def test_a_mistake_is_told_where_it_stands(write: Write, right: str, wrong: str, said: str) -> None:
    files = {"system": SYSTEM, "agent": AGENT, "server": SERVER}
    [name] = [name for name, text in files.items() if right in text]
    files[name] = files[name].replace(right, wrong, 1)
    found = problems(write(**files))
    assert [problem for problem in found if problem.startswith(said)], found


EXPRESSIONS = [
    ("agent.at == inside", "which agent?; nothing binds it here; write agent[0], or use a loop"),
    ("agent[0, 1].at == inside", "'agent[0, 1]' is not a copy; write agent[0]"),
    ("agent[calm].at == inside", "unknown name 'calm'"),
    ("server.mood[0] == calm", "'server.mood[0]' has 1 index; it is not `per` anything"),
    ("phase.mood == calm", "'phase' is The Desk Breaks or start; a copy of a party is expected"),
    ("phase == The", "unknown word 'The'"),
    ("agents[0]", "'agents' has no index"),
    ("desc[agent[0], server].is_open", "unknown connection 'desc'; did you mean 'desk'?"),
    ("desk[agent[0]].is_open", "desk joins agent and server; write desk[a, b]"),
    ("desk[server, server].is_open", "'server' is a copy of server; a copy of agent is expected"),
    ("desk[agent[0], server].pending[nobody]", "'nobody' is not an end of desk; known: agent, server"),
    ("desk[agent[0], server].head[agent].tune == low", "no message on desk carries 'tune'"),
    ("desk[agent[0], server].head[agent] == Asks", "unknown word 'Asks'; did you mean 'Ask'?"),
    ("desk[agent[0], server].length[agent]", "is a number; true or false is expected"),
    ("agent.ask.left == 0", "'agent.ask' has no bound"),
    ("desk.brakes.left == 0", "'desk.brakes' has no bound; did you mean 'breaks'?"),
    ("agents and true", "'agents' is a number; true or false is expected"),
    ("agents == calm", "unknown name 'calm'"),
    ("server.mood == agents", "'server.mood' is calm or upset; 'agents' is a number"),
    ("agents is 1", "'is' is not in the language; write =="),
    ("+agents == 1", "'+agents' is not in the language"),
    ("server.mood in calm", "'calm' is not a set; write (a, b), or the name of copies"),
    ("count(1)", "count takes `CONDITION for x in SET`"),
    ("any(true for a, b in agents)", "a loop has one variable"),
    ("any(true for a in server.mood)", "unknown set 'server.mood'"),
    ("agents.real == 1", "'agents' is a number; a copy of a party is expected"),
    ("'calm' == server.mood", "'calm' is not in the language; words are written without quotes"),
    ("__import__(server)", "'__import__' cannot be called; there are any, all, count, len, min and max"),
    ("min(agents) == 1", "min takes two numbers or more; write min(a, b)"),
    ("agents / 2 == 1", "'agents / 2' is not in the language; there are +, -, *, // and %"),
    ("(x := true)", "NamedExpr is not in the language; see docs/language.md, Expressions"),
    ("a == 1) or (true", "is not an expression; unmatched ')'"),
]


@pytest.mark.parametrize(("text", "said"), EXPRESSIONS)
def test_a_claim_that_cannot_be_read(write: Write, text: str, said: str) -> None:
    system = f'{SYSTEM}  another: {{always: "{text}"}}\n'
    [found] = problems(write(system=system, agent=AGENT, server=SERVER))
    assert found.startswith("system.yaml:15:")
    assert said in found


STATEMENTS = [
    ("final: server.mood", "'server.mood' is calm or upset; true or false is expected"),
    ("monitors: {m: {initial: a, states: [b], never: b, transitions: []}}", "unknown state 'a'; known: b"),
    ("monitors: {m: {initial: a, states: [a], never: c, transitions: []}}", "unknown state 'c'; known: a"),
    (
        "monitors: {m: {initial: a, states: [a], never: a, transitions: [{trigger: agent.ask, source: d, dest: a}]}}",
        "unknown state 'd'; known: a",
    ),
    (
        "monitors: {m: {initial: a, states: [a], never: a, transitions: [{trigger: agent.asks, source: a, dest: a}]}}",
        "unknown event 'agent.asks'; did you mean 'agent.ask'?",
    ),
    (
        "monitors: {m: {initial: a, states: [a], never: a, transitions: "
        "[{trigger: server sends Ask, source: a, dest: a}]}}",
        "'server sends Ask' never happens; no such message of server",
    ),
    (
        "monitors: {m: {initial: a, states: [a, b], never: b, transitions: "
        "[{trigger: agent.ask, source: a, dest: b}, {trigger: agent.ask, source: a, dest: a}]}}",
        "this row of m overlaps the one at line 15",
    ),
    (
        "monitors: {m: {initial: a, states: [a, b], never: b, transitions: "
        '[{trigger: agent.ask, source: a, dest: b, when: "desk[agent, server].length[server] > 0"}]}}',
        "a monitor looks into",
    ),
]


@pytest.mark.parametrize(("text", "said"), STATEMENTS)
def test_a_statement_that_cannot_be_read(write: Write, text: str, said: str) -> None:
    found = problems(write(system=f"{SYSTEM}{text}\n", agent=AGENT, server=SERVER))
    assert [problem for problem in found if said in problem], found


def test_a_message_that_nothing_carries(write: Write) -> None:
    system = SYSTEM.replace("carries", "").replace("between: [agent, server]", "between: [server, clerk]")
    rows = "[{trigger: desk.lost, source: a, dest: a}]"
    clerk = f"party: clerk\nmachines: {{m: {{initial: a, states: [a], transitions: {rows}}}}}\n"
    server = SERVER + '      - {trigger: desk.lost, source: "*", dest: "="}\n'
    agent = AGENT.replace("desk.opened", "ask").replace(
        '{trigger: desk.lost, source: "*", dest: outside}', '{trigger: ask, source: waiting, dest: "="}'
    )
    found = problems(write(system=system.replace("opened_by: agent, ", ""), agent=agent, server=server, clerk=clerk))
    assert "system.yaml:7:23: nothing carries 'Ask'; no connection joins agent and server; add one" in found


def test_a_message_that_two_connections_carry(write: Write) -> None:
    system = SYSTEM.replace("phases:", "  line: {between: [agent, server], initially: open}\nphases:")
    found = problems(write(system=system, agent=AGENT, server=SERVER))
    assert (
        "system.yaml:7:23: two connections carry 'Ask'; "
        "desk and line both join agent and server; say which with `carries:`" in found
    )


def test_a_message_that_nobody_listens_to(write: Write) -> None:
    server = SERVER.replace(
        "trigger: Tell, source: upset, dest: calm, when: tone == low", "trigger: Ask, source: upset, dest: calm"
    )
    found = problems(write(system=SYSTEM, agent=AGENT, server=server))
    assert (
        "system.yaml:7:28: no machine of server listens to 'Tell'; "
        "it would stay in its channel; add a row with this trigger" in found
    )


@pytest.mark.parametrize(
    ("trigger", "why"),
    [
        ("Call", "Call can never happen"),
        ("desk.refused", "desk.refused can never happen"),
        ("line.opened, line.lost", ""),
    ],
)
def test_a_machine_that_cannot_be_reached(write: Write, trigger: str, why: str) -> None:
    """None of its triggers is ever sent, opened, closed or broken."""
    system = SYSTEM.replace("[Ask,", "[Call, Ask,").replace(
        "phases:", "  line: {between: [agent, server], carries: Walk, initially: open}\nphases:"
    )
    system = system.replace("connections:", "  Walk: {agent -> server: [Step]}\nconnections:")
    rows = "".join(f'      - {{trigger: {one}, source: a, dest: "="}}\n' for one in trigger.split(", "))
    calls = '      - {trigger: Call, source: calm, dest: "="}\n      - {trigger: Step, source: calm, dest: "="}\n'
    server = SERVER + calls + f"  ear:\n    initial: a\n    states: [a]\n    transitions:\n{rows}"
    found = problems(write(system=system, agent=AGENT, server=server))
    assert [
        problem
        for problem in found
        if problem.startswith("server.yaml:11:3: server.ear cannot be reached") and why in problem
    ], found


@pytest.mark.parametrize(
    ("name", "domain", "kind"), [("mood", "[low, high]", "machine"), ("hearing", "0..1", "variable")]
)
def test_what_a_message_carries_hides_nothing_of_its_receiver(write: Write, name: str, domain: str, kind: str) -> None:
    system = SYSTEM.replace('"Tell(tone: [low, high])"', f'"Tell(tone: [low, high])", "Call({name}: {domain})"')
    server = SERVER.replace("machines:", "variables:\n  hearing: {domain: 0..1, initial: 0}\nmachines:", 1)
    found = problems(write(system=system, agent=AGENT, server=server))
    place = {"machine": "5:3", "variable": "3:3"}[kind]
    said = (
        f"Call carries '{name}', which is a {kind} of server; the {kind} is at server.yaml:{place}; rename one of them"
    )
    assert [problem for problem in found if problem.endswith(said)], found
