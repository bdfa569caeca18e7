"""What machine copies wait for in a joint state, and what arrives there and is not accepted."""

from __future__ import annotations

from tests.conftest import Write

from everystate.composing import compose
from everystate.diagnosis.waiting import Waiting
from everystate.exploring.engines import explore
from everystate.exploring.space import Space
from everystate.loading import load

SYSTEM = """\
system: A call
connections:
  line: {between: [caller, friend], opened_by: caller, KEYS}
"""
CALLER = """\
party: caller
actions: {hang_up: {closes: [line]}}
machines:
  phone:
    initial: down
    states: [down, up]
    transitions:
      - {trigger: line.opened, source: down, dest: up}
      - {trigger: hang_up, source: up, dest: down}
"""
FRIEND = """\
party: friend
variables:
  calls: {domain: 0..2, initial: 0}
machines:
  phone:
    initial: home
    states: [home]
    transitions:
      - {trigger: line.opened, source: home, dest: "=", when: calls < 2, set: {calls: calls + 1}}
      - {trigger: line.lost, source: home, dest: "=", when: calls == 1, set: {calls: calls - 1}}
"""


def call(write: Write, keys: str) -> Space:
    return explore(compose(load(write(system=SYSTEM.replace("KEYS", keys), caller=CALLER, friend=FRIEND))))


def test_what_is_in_the_way_of_a_notice_is_said_for_each_instance_of_a_connection(write: Write) -> None:
    space = call(write, "instances: 2")
    [both] = [s for s in range(len(space.states)) if list(space.described(s).values()).count("pending 1") == 2]
    refusals = Waiting(space).refusals(both)
    assert [refusal.text for refusal in refusals] == [
        "friend does not accept the loss of line[caller, friend]",
        "friend does not accept the loss of line[caller, friend]#1",
    ]
    assert [[str(fact) for lack in refusal.lacks for fact in lack.facts] for refusal in refusals] == [
        ["calls == 1 is false: calls is 2"]
    ] * 2


def test_a_notice_that_comes_with_the_action_of_another_is_called_by_the_connection(write: Write) -> None:
    space = call(write, "notice: together")
    [up] = [s for s in range(len(space.states)) if space.described(s)["caller.phone"] == "up"]
    [friend] = [standing for standing in Waiting(space).standings(up) if standing.owner.party == "friend"]
    assert [(wait.text, wait.kind, wait.lacks) for wait in friend.waits if not wait.lacks] == [
        ("line[caller, friend].lost", "lost", ())
    ]
