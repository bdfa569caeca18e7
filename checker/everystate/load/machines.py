"""Mistakes that the rows of one machine show by themselves."""

from __future__ import annotations

from everystate.load.document import Text
from everystate.load.expression import Constant, parts
from everystate.load.spec import Machine
from everystate.problems import Problems


def check_machine(machine: Machine, states: list[Text], problems: Problems) -> None:
    """States named twice, and states that no row leads to."""
    for number, state in enumerate(states):
        if state in states[:number]:
            problems.add(state.place, f"a second state '{state}'")
    reached = _reached(machine)
    for state in states:
        if reached and state not in reached:
            problems.add(
                state.place,
                f"state '{state}' of {machine.party}.{machine.name} cannot be reached",
                "no row leads to it from the initial state",
                "remove it, or add a row",
            )


def _reached(machine: Machine) -> set[str]:
    reached = {str(tree.value) for tree in parts(machine.initial) if isinstance(tree, Constant)} & set(machine.states)
    while reached:
        new = {row.dest for row in machine.rows if row.dest and reached & set(row.sources)} - reached
        if not new:
            break
        reached |= {dest for dest in new if dest}
    return reached
