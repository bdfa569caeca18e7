"""Every kind of fault is declared once, and is all there is to it."""

from __future__ import annotations

from typing import get_args

import pytest
from tests.conftest import Write

from everystate.composing import compose
from everystate.loading import load
from everystate.loading.expression import Constant
from everystate.loading.faults import FAULTS, FaultKind
from everystate.study.frontier.budgets import budgets, variant

SYSTEM = """\
system: A line with every fault
messages:
  Line:
    writer -> reader: [Word]
connections:
  line: {between: [writer, reader], initially: open, capacity: 2, FAULTS}
"""
WRITER = """\
party: writer
actions: {write: {}}
machines:
  pen:
    initial: wet
    states: [wet]
    transitions:
      - {trigger: write, source: wet, dest: "=", send: Word}
"""
READER = """\
party: reader
machines:
  eye:
    initial: open
    states: [open]
    transitions:
      - {trigger: Word, source: open, dest: "="}
"""


def system(fault: str) -> str:
    return SYSTEM.replace("FAULTS", ", ".join(f"{terms.key}: {fault}" for terms in FAULTS.values()))


def test_every_kind_of_fault_is_declared() -> None:
    assert tuple(FAULTS) == get_args(FaultKind)


def test_a_connection_may_have_every_fault_and_each_is_a_step(write: Write) -> None:
    network = compose(load(write(system=system("true"), writer=WRITER, reader=READER)))
    assert {event.label.kind for event in network.events if event.label.cause == "fault"} == set(FAULTS)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_budget_of_a_fault_bounds_that_fault_alone(write: Write, kind: FaultKind) -> None:
    spec = load(write(system=system("{at_most: 1}"), writer=WRITER, reader=READER))
    [budget] = [budget for budget in budgets(spec) if budget.name == f"line.{kind}"]
    [line] = variant(spec, {}, (budget,), (3,)).spec.connections
    assert {fault.kind: fault.at_most for fault in line.faults} == dict.fromkeys(FAULTS, Constant(1)) | {
        kind: Constant(3)
    }
