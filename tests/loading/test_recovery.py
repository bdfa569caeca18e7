"""What only follows from a mistake is not a message of its own: the reader goes on as if the right word stood there."""

from __future__ import annotations

import pytest
from tests.conftest import Write
from tests.loading.test_mistakes import AGENT, SERVER, SYSTEM, problems

ONE = [
    # A declaration that is wrong is still declared
    ("copies: agents", "copies: agnets", "agent.yaml:2:9: unknown parameter 'agnets'; did you mean 'agents'?"),
    ("copies: agents", "copies: crowd", "agent.yaml:2:9: unknown parameter 'crowd'; known: agents, pace"),
    ("copies: agents", "copies: {n: agents}", "agent.yaml:2:9: a mapping where a number or parameter is expected"),
    (
        "copies: agents",
        "copies: 0",
        "agent.yaml:2:9: the copies of 'agent' have no name; agents is used as their set; write `copies: agents`",
    ),
    (
        "states: [outside, inside, waiting]",
        "states: outside",
        "agent.yaml:10:13: a single value where a list is expected",
    ),
    ("domain: 0..3", "domain: {from: 0}", "agent.yaml:6:22: a mapping where a value of a domain is expected"),
    (
        "    agent -> server: [Ask,",
        "    agent -> server: 3\n    agent -> agent: [Ask,",
        "system.yaml:7:22: '3' is not a message; write NAME, NAME about PARTY, or NAME(field: 0..3)",
    ),
    ("party: server\n", "", "server.yaml:1:1: a party file without 'party'; add `party:`"),
    ("system: A desk\n", "", "system.yaml:1:1: a system file without 'system'; add `system:`"),
    ("domain: 0..3", "domain: [0..3, {a: b}]", "agent.yaml:6:29: a mapping where a value of a domain is expected"),
    ("domain: 0..3", "domain: 0.3", "agent.yaml:6:22: '0.3' is not a value; a value is a number or a word of"),
    ("agents: 1", "agents: 1.5", "system.yaml:3:11: '1.5' is not a value; a value is a number or a word of letters"),
    (
        "pace: {domain: [any, settled], initial: any}",
        "pace: {domain: [any, {a: b}], initial: any}\nworlds: {calm: {set: {pace: settled}}}",
        "system.yaml:4:24: a mapping where a value of a domain is expected",
    ),
    # Misspelt where it is declared: that is where it stands only once
    (
        "states: [outside, inside, waiting]",
        "states: [outside, insied, waiting]",
        "agent.yaml:10:23: 'insied' stands only here; 'inside' stands at 3 places and is unknown; "
        "did you mean 'inside'?",
    ),
    (
        "party: server\n",
        "party: sevrer\n",
        "server.yaml:1:8: 'sevrer' stands only here; 'server' stands at 4 places and is unknown;",
    ),
    (
        "domain: 0..3, initial: 3}",
        "domain: 0..3, initial: 3}\n  asked: {domain: [sevrer, none], initial: 'server[0]'}",
        "agent.yaml:7:20: 'sevrer' stands only here; 'server' stands at 6 places and is unknown; did you mean",
    ),
    (
        "[Ask,",
        "[Aks,",
        "system.yaml:7:23: 'Aks' stands only here; 'Ask' stands at 2 places and is unknown; did you mean 'Ask'?",
    ),
    # A key that is left out
    (
        "    initial: calm\n    states: [calm, upset]\n",
        "    states: [calm, upset]\n",
        "server.yaml:4:5: a machine without 'initial'; add `initial:`",
    ),
    # A key that was meant to be another
    (
        "source: inside, dest: waiting",
        "sorce: inside, dest: waiting",
        "agent.yaml:14:24: unknown key 'sorce' in a row; did you mean 'source'?",
    ),
    (
        "source: inside, dest: waiting",
        "source:inside, dest: waiting",
        "agent.yaml:14:24: unknown key 'source:inside' in a row; write `source: inside`",
    ),
    (
        "{never: any(",
        "{nevr: any(",
        "system.yaml:14:18: unknown key 'nevr' in a claim; did you mean 'never'?",
    ),
    ("{trigger: desk.opened, source", "{on: desk.opened, source", "agent.yaml:12:10: unknown key 'on' in a row; "),
    # What YAML splits
    (
        "when: patience > 0,",
        "when: patience in (1, 2, 3),",
        "agent.yaml:14:61: 'patience in (1' ends at a comma; quote it: \"patience in (1, 2, 3)\"",
    ),
    (
        "claims:\n",
        "define: {calm(a, b): a == b and b == a, other: most > 0}\nclaims:\n",
        "system.yaml:13:10: 'calm(a' ends at a comma; quote it: \"calm(a, b)\"",
    ),
    (
        '"Tell(tone: [low, high])"',
        "Tell(tone: low)",
        "system.yaml:7:28: a mapping where a message is expected; quote a value that holds a colon and a blank",
    ),
    ("source: inside, dest: waiting", "source: inside}, dest: waiting", "agent.yaml:14:39: not YAML: "),
    ('source: "*", dest: outside}', 'source: "*", dest: outside', "agent.yaml:13:9: not YAML: '{' is not closed; "),
    ('source: "*", dest: outside}', 'source: "*, dest: outside}', "agent.yaml:13:38: not YAML: '\"' is not closed; "),
    ("party: server\nmachines:", "party = server\nmachines:", "server.yaml:1:1: not YAML: mapping values are not"),
    ("    initial: calm\n", "     initial: calm\n", "server.yaml:4:6: not YAML: did not find expected key; "),
    # Operators of other languages
    *(
        (
            "patience > 0,",
            f"patience > 0 {sign} patience < 3,",
            f"agent.yaml:14:74: 'patience > 0 {sign} patience < 3' is not an expression; there is no '{sign}'; "
            f"write `{word}`",
        )
        for sign, word in [("&&", "and"), ("||", "or"), ("AND", "and"), ("mod", "%"), ("=", "==")]
    ),
    (
        "patience > 0,",
        "true & true,",
        "agent.yaml:14:61: 'true & true' is not in the language; write `and`",
    ),
    ("patience > 0,", "patience > 0 and True,", "agent.yaml:14:78: True is not in the language; write `true`"),
    ("patience > 0,", "(patience > 0,", "agent.yaml:14:61: '(patience > 0' is not an expression; '(' was never closed"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), ONE)
def test_one_mistake_is_one_message(write: Write, right: str, wrong: str, said: str) -> None:
    files = {"system": SYSTEM, "agent": AGENT, "server": SERVER}
    [name] = [name for name, text in files.items() if right in text]
    files[name] = files[name].replace(right, wrong, 1)
    [found] = problems(write(**files))
    assert found.startswith(said), found


NODES = """\
system: A vote
parameters: {nodes: 3}
messages: {Poll: {node -> node: [Vote]}}
connections: {poll: {between: {left: node, right: node}, where: left < right, initially: open}}
"""
NODE = """\
party: node
copies: nodes
actions: {vote: {}}
variables: {candidate: {domain: node, initial: "node[0]"}}
machines:
  at:
    initial: s
    states: [s]
    transitions:
      - {trigger: vote, source: s, dest: "=", set: {candidate: node}, send: Vote, to: candidate}
      - {trigger: Vote, source: s, dest: "="}
"""


def test_a_send_to_itself_is_told_once_for_all_copies_and_with_its_reason(write: Write) -> None:
    assert problems(write(system=NODES, node=NODE)) == [
        "node.yaml:10:77: node sends Vote to itself; candidate may be the node that sends; "
        "exclude it with `when: candidate != node`"
    ]


def test_a_row_that_overlaps_several_is_told_once(write: Write) -> None:
    row = '      - {trigger: Tell, source: upset, dest: "="}\n'
    assert problems(write(system=SYSTEM, agent=AGENT, server=SERVER + 2 * row)) == [
        f"server.yaml:{line}:9: this row of server.mood overlaps {others}; {number} can take Tell; "
        "make their sources or guards exclude each other, or say choice: true on each"
        for line, others, number in [(9, "the one at line 8", "both"), (10, "those at line 8 and line 9", "all")]
    ]


def test_a_machine_that_is_not_per_what_it_is_indexed_by_is_told_once(write: Write) -> None:
    claims = "".join(f"  claim {n}: {{always: 'server.mood[agent[0]] == calm'}}\n" for n in range(3))
    assert problems(write(system=SYSTEM + claims, agent=AGENT, server=SERVER)) == [
        "system.yaml:15:22: 'server.mood[agent[0]]' has 1 index; it is not `per` anything; and at 2 other places"
    ]
