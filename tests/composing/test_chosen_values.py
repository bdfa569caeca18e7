"""Values that actions choose: who reads them, and which names they cannot have."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.conftest import Write

from everystate import SpecError, compose, explore, load, machine
from everystate.simulate.saved import follow

SYSTEM = """\
system: A dial
final: "true"
monitors:
  never three:
    initial: fine
    states: [fine, three]
    never: three
    transitions:
      - {trigger: dial.turn, source: fine, dest: three, when: value == 3}
"""
DIAL = """\
party: dial
copies: 2
actions: {turn: {with: {value: 1..3}, at_most: 1}}
variables: {shown_: {domain: 0..3, initial: 0}}
machines:
  at:
    initial: off
    states: [off, on]
    transitions:
      - {trigger: turn, source: off, dest: on, when: value < 3 or dial == 0, set: {shown_: value}}
"""


def test_each_value_is_a_step_and_all_share_the_bound(write: Write) -> None:
    space = explore(compose(load(write(system=SYSTEM, dial=DIAL))))
    assert sorted(str(event.label) for event in space.network.events) == [
        "dial[0] turn(value=1)",
        "dial[0] turn(value=2)",
        "dial[0] turn(value=3)",
        "dial[1] turn(value=1)",
        "dial[1] turn(value=2)",
    ]
    assert (len(space.states), space.steps, space.depth) == (6, 5, 1)


def test_a_monitor_reads_the_value(write: Write) -> None:
    space = explore(compose(load(write(system=SYSTEM, dial=DIAL))))
    watching = [number for number, field in enumerate(space.network.fields) if field.kind == "monitor"]
    assert sum(space.states[state][field] for state in range(6) for field in watching) == 1


def test_a_saved_step_names_the_value(write: Write) -> None:
    assert follow(write(system=SYSTEM, dial=DIAL), ["dial[1] turn(value=2)"])["dial[1].shown_"] == "2"


def test_a_live_machine_is_given_the_value(write: Write) -> None:
    model = SimpleNamespace()
    live = machine(write(system=SYSTEM, dial=DIAL), "dial.at", model)
    live.events["turn"].trigger(model, value=2)
    assert model.shown_ == 2


@pytest.mark.parametrize(
    ("name", "why"),
    [("shown_", "in its memory"), ("dial", "a party"), ("at", "in its memory")],
)
def test_a_value_cannot_have_the_name_of_something_else(write: Write, name: str, why: str) -> None:
    with pytest.raises(SpecError, match=f"dial.turn chooses '{name}'; that is {why}; give the value another name"):
        load(write(system=SYSTEM, dial=DIAL.replace("value: 1..3", f"{name}: 1..3")))
