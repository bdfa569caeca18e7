"""Lists and sets: what is wrong with them, each in one message, and how they are printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import SpecError, compose, load
from everystate.loading.expression import shown
from everystate.loading.printing import Writer

SYSTEM = "system: A desk\nparameters: {agents: 2}\nclaims: {c: {possible: CLAIM}}\n"
AGENT = "party: agent\ncopies: agents\n"
DESK = """\
party: desk
actions: {come: {per: agent}, go: {}}
variables:
  queue: {list: agent, at_most: 2}
  seen: {set: agent}
  hue: {set: [red, green], initial: {red}}
  first: {domain: [agent, none], initial: none}
  each: {list: 0..1, at_most: 1, per: agent}
machines:
  door:
    initial: open
    states: [open]
    transitions:
      - {trigger: come, source: open, dest: "=", when: "WHEN", set: SET}
      - {trigger: go, source: open, dest: "="}
"""


def desk(write: Write, claim: str = "true", when: str = "true", new: str = "{}", variable: str = "") -> Path:
    """A desk with a claim, a guard, new values, and one variable more."""
    text = DESK.replace("WHEN", when).replace("SET", new).replace("machines:", f"{variable}machines:", 1)
    return write(system=SYSTEM.replace("CLAIM", f"'{claim}'"), agent=AGENT, desk=text)


def mistakes(folder: Path) -> list[str]:
    """The messages on a spec, without the folder."""
    with pytest.raises(SpecError) as raised:
        compose(load(folder))
    return [str(problem).replace(f"{folder}/", "") for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("desk.queue[-1] == agent[0]", "'-1' is no index; indices count from the front; write len(desk.queue) - 1"),
        ("desk.queue[::2] == []", "'desk.queue[::2]' is not in the language; write LIST[1:] or LIST[:1]"),
        ("desk.seen[0] == agent[0]", "'desk.seen' has no index; a set has no order; write `x in SET`"),
        ("desk.queue | [agent[0]] == []", "'|' with a list of a copy of agent is not in the language; lists have +, -"),
        ("desk.seen + {agent[0]} == {}", "'+' with a set of a copy of agent is not in the language; sets have |, &, -"),
        (
            "desk.queue == desk.seen",
            "'desk.queue' is a list of a copy of agent; 'desk.seen' is a set of a copy of agent",
        ),
        ("desk.queue == [red]", "unknown name 'red'"),
        ("red in desk.queue", "unknown name 'red'"),
        ("none in desk.queue", "'none' is none; a copy of agent is expected"),
        ("rad in desk.hue", "unknown word 'rad'; did you mean 'red'?"),
        ("len(agents) == 2", "'agents' is a number; a list or a set is expected"),
        ("len(desk.queue, desk.seen) == 2", "len takes a list or a set"),
        ("1 + desk.queue == 2", "'desk.queue' is a list of a copy of agent; a number is expected"),
        ("desk.queue < 2", "'desk.queue' is a list of a copy of agent; a number is expected"),
        ("desk.queue", "'desk.queue' is a list of a copy of agent; true or false is expected"),
        ("{1: 2} == desk.seen", "'{1: 2}' is not in the language; write a set as {a, b}"),
        ("[desk.queue] == []", "'desk.queue' is a list of a copy of agent; an element is a word, a number or a copy"),
        ("agent[0] in ()", "'()' is empty; nothing is in it; write (a, b)"),
        ("agent[0] in desk.first", "'desk.first' is a copy of agent or none; a list or a set is expected after `in`"),
        ("any(a == 1 for a in desk.hue)", "unknown set 'desk.hue'; known: agents"),
        ("any(a == 1 for a in desk.seen - {a})", "unknown name 'a'"),
        ("all(any(a == 1 for a in desk.seen - {a}) for a in agents)", "'a' is bound twice"),
        ("desk.each[agent[0]][agent[0]][0] == 1", "'desk.each[agent[0]][agent[0]]' has no index"),
    ],
)
def test_a_mistake_in_an_expression_is_one_message(write: Write, claim: str, said: str) -> None:
    [found] = mistakes(desk(write, claim))
    assert said in found


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("{list: agent}", "desk.yaml:9:9: a variable without 'at_most'; add `at_most:`"),
        ("{list: agents, at_most: 1}", "'agents' is no element; it is the set of copies of agent; write agent"),
        (
            "{set: agent, at_most: 2}",
            "'at_most' beside 'set'; a variable has one of domain, list, set; leave `at_most` out",
        ),
        ("{set: agent, list: agent, at_most: 1}", "'list' beside 'set'"),
        ("{at_most: 2}", "a variable without 'domain'; add `domain:`"),
        ("{domain: agent}", "a variable without 'initial'; add `initial:`"),
        ("{set: 0..1, initial: [1]}", "'1' is a number; a set of a number is expected"),
        ("{set: 0..1, initial: {4}}", "'more' starts as {4}; that is not in its domain"),
        (
            "{list: [a, b], at_most: 13}",
            "lists of at most 13 of 2 do not fit; there are 16,383, and a variable has at most",
        ),
        ("{list: 0..99, at_most: 99}", "there are more than 1,000,000,000, and a variable has at most 10,000 values"),
        (
            "{set: 1..14}",
            "sets of 14 do not fit; there are 16,384, and a variable has at most 10,000 values; use a variable",
        ),
        ("{list: agent, at_most: none}", "'none' is none; a number is expected"),
    ],
)
def test_a_mistake_in_a_declaration_is_one_message(write: Write, variable: str, said: str) -> None:
    [found] = mistakes(desk(write, "desk.more == desk.more", variable=f"  more: {variable}\n"))
    assert said in found


@pytest.mark.parametrize(
    ("when", "new", "said"),
    [
        (
            "true",
            '{queue: "queue + [agent]"}',
            "desk.queue would become a list of 3; it has at most 2 elements; guard the row with `when: len(queue) < 2`",
        ),
        (
            "len(queue) < 2",
            '{queue: "queue[1:]"}',
            "desk.queue would become nothing; queue[1:] may not exist; guard the row with `when: len(queue) >= 1`",
        ),
        (
            "true",
            '{first: "queue[0]"}',
            "desk.first would become nothing; queue[0] may not exist; guard the row with `when: len(queue) > 0`",
        ),
        (
            "true",
            '{"each[agent]": "each[agent] + [1]"}',
            "would become a list of 2; it has at most 1 elements; guard the row with `when: len(each[agent]) < 1`",
        ),
        ("true", '{"each[agent]": [7]}', "would contain 7; that is not in its domain; guard the row with `when`"),
    ],
)
def test_a_value_that_is_not_there_is_one_message(write: Write, when: str, new: str, said: str) -> None:
    found = mistakes(desk(write, when=when, new=new))
    assert len(found) <= 2  # at most one for each copy
    assert all(said in one for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "len(queue) < 2 and agent not in queue",
        "queue + [agent] == [agent[0], agent[1]]",
        "queue[1:] == [agent] + queue[:1] - [agent[0]]",
        "queue[0:1] == [] or queue[len(queue) - 1] == agent",
        "(seen | {agent}) - seen & {agent[1]} == {}",
        "(hue | {green}) == {green, red} and red in hue",
        "each[agent][0] == 1 and each[agent] != [1]",
        "any(a != agent for a in agents if a in seen)",
        "queue[0] == first and first == agent[0]",
    ],
)
def test_what_is_read_is_written_as_it_was(write: Write, text: str) -> None:
    [machine] = load(desk(write, when=text)).party("desk").machines
    spec = load(desk(write, when=text))
    written = Writer(spec, "desk").expression(machine.rows[0].when)
    [again] = load(desk(write, when=written)).party("desk").machines
    assert again.rows[0].when == machine.rows[0].when


def test_a_message_carries_no_list(write: Write) -> None:
    system = SYSTEM.replace("CLAIM", "'true'") + 'messages: {Talk: {agent -> desk: ["Tell(all: {list: agent})"]}}\n'
    [found] = mistakes(write(system=system, agent=AGENT, desk=DESK.replace("WHEN", "true").replace("SET", "{}")))
    assert "a message carries words, numbers and copies, no lists and no sets" in found


def test_a_set_may_be_written_as_yaml_writes_it(write: Write) -> None:
    one = desk(write, new="{seen: {agent}, hue: {red: null}, queue: [agent], first: agent}")
    [machine] = load(one).party("desk").machines
    written = Writer(load(one), "desk")
    assert [written.assignment(item) for item in machine.rows[0].sets] == [
        'seen: "{agent}"',
        'hue: "{red}"',
        'queue: "[agent]"',
        "first: agent",
    ]


def test_members_are_shown_in_order() -> None:
    assert shown(frozenset([10, 9, "b", "a", None])) == "{none, 9, 10, a, b}"
    assert shown((1, None, "b", True)) == "[1, none, b, true]"
