"""`sender`, `peer` and `others` in rows: what they are, and where they are not known."""

from __future__ import annotations

import re

import pytest
from tests.conftest import Write

from everystate import SpecError, load
from everystate.loading.expression import Bound, Compare, Conditional, Expr, Read
from everystate.loading.party import Send

SYSTEM = """\
system: Talk
parameters: {nodes: 2}
messages:
  Talk:
    node -> node: [Hello]
    node -> clerk: [Note, Memo about node]
    clerk -> node: [Note]
connections:
  net:  {between: {left: node, right: node}, where: left < right, initially: open}
  desk: {between: [node, clerk], initially: open}
"""
NODE = """\
party: node
copies: nodes
actions: {greet: {}}
machines:
  at:
    initial: idle
    states: [idle]
    transitions:
      - {trigger: greet, source: idle, dest: "=", send: [Note, Memo]}
      - {trigger: Hello, source: idle, dest: "=", send: Hello, to: sender}
      - {trigger: Note,  source: idle, dest: "=", send: Hello, to: others}
"""
CLERK = """\
party: clerk
machines:
  at:
    initial: idle
    states: [idle]
    transitions:
      - {trigger: Note, source: idle, dest: "=", send: Note, to: sender}
      - {trigger: Memo, source: idle, dest: "="}
"""


def sends(write: Write, node: str = NODE, clerk: str = CLERK, system: str = SYSTEM) -> list[Send]:
    spec = load(write(system=system, node=node, clerk=clerk))
    return [send for _, row in spec.rows() for send in row.sends]


def test_the_sender_is_the_end_that_is_not_this_copy(write: Write) -> None:
    left, right, node = Bound("left"), Bound("right"), Bound("node")
    either: Expr = Conditional(Compare("!=", left, node), left, right)
    found = {(send.message, send.to, send.to_all) for send in sends(write) if send.to or send.to_all}
    assert found == {("Hello", either, ""), ("Hello", None, "node"), ("Note", node, "")}


def test_what_is_declared_by_such_a_name_has_it(write: Write) -> None:
    node = NODE.replace("actions:", "variables: {sender: {domain: node, initial: node}}\nactions:")
    assert Read("node", Bound("node"), "sender") in [send.to for send in sends(write, node)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("send: [Note, Memo]", "send: Note, to: others", "'others' do not get Note; they are the other copies of node"),
        ("trigger: greet, source: idle", "trigger: greet, when: sender == node, source: idle", "'sender'; greet comes"),
        ("to: others", 'to: others, when: "any(node == 0 for node in others)"', "use another name"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_a_remedy(write: Write, before: str, after: str, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        sends(write, NODE.replace(before, after))


def test_the_sender_has_no_name_where_the_message_is_about_another(write: Write) -> None:
    clerk = CLERK.replace(
        '{trigger: Memo, source: idle, dest: "="}', '{trigger: Memo, source: idle, dest: "=", send: Note, to: sender}'
    )
    said = "'sender'; Memo is about another node; give the end a name in its connection: `{NAME: node, ...}`"
    with pytest.raises(SpecError, match=re.escape(said)):
        sends(write, clerk=clerk)
    named = SYSTEM.replace("between: [node, clerk]", "between: {caller: node, clerk: clerk}")
    assert Bound("caller") in [send.to for send in sends(write, clerk=clerk, system=named)]
