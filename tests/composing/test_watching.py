"""Monitors see each thing that happens in a step once, in the order in which it happens."""

from __future__ import annotations

import pytest
from tests.conftest import Write

from everystate import SpecError, check, compose, load

CALLER = """
    party: caller
    actions: {hang_up: {closes: [line]}}
    machines:
      at:
        initial: here
        states: [here]
        transitions: [{trigger: hang_up, source: here, dest: "="}]
"""
CALLED = """
    party: called
    machines:
      at:
        initial: here
        states: [here]
        transitions: [{trigger: line.lost, source: here, dest: "="}]
"""


def system(rows: str) -> str:
    """A connection that the caller hangs up, and a monitor with these rows."""
    return f"""
    system: A line
    connections:
      line: {{between: [caller, called], initially: open, notice: together}}
    monitors:
      watch:
        initial: out
        states: [out, inside, wrong]
        never: wrong
        transitions: [{rows}]
    """


def test_two_names_for_one_thing_that_happens_overlap(write: Write) -> None:
    rows = "{trigger: line.lost, source: out, dest: inside}, {trigger: called.line.lost, source: out, dest: wrong}"
    with pytest.raises(SpecError, match="overlaps"):
        compose(load(write(system=system(rows), caller=CALLER, called=CALLED)))


def test_one_thing_that_happens_moves_a_monitor_once(write: Write) -> None:
    rows = "{trigger: line.lost, source: out, dest: inside}, {trigger: called.line.lost, source: inside, dest: wrong}"
    result = check(write(system=system(rows), caller=CALLER, called=CALLED))
    assert result.verdict("watch").answer == "holds"


def test_an_action_is_seen_before_what_it_closes(write: Write) -> None:
    rows = "{trigger: line.lost, source: inside, dest: wrong}, {trigger: caller.hang_up, source: out, dest: inside}"
    result = check(write(system=system(rows), caller=CALLER, called=CALLED))
    assert result.verdict("watch").answer == "violated"
