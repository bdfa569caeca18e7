"""Mistakes that the rows of one machine show by themselves."""

from __future__ import annotations

from everystate.loading.document import Text
from everystate.loading.expression import Constant, Parameter, parts
from everystate.loading.spec import Machine
from everystate.problems import Problems


def check_states(states: list[Text], problems: Problems) -> None:
    """States named twice."""
    for number, state in enumerate(states):
        if state in states[:number]:
            problems.add(state.place, f"a second state '{state}'")


def check_reached(machine: Machine, states: list[Text], problems: Problems) -> None:
    """States that no row leads to; a parameter may be any of them."""
    if any(isinstance(tree, Parameter) for tree in parts(machine.initial)):
        return
    reached = _reached(machine)
    for state in states:
        if state not in reached:
            problems.add(
                state.place,
                f"state '{state}' of {machine.party}.{machine.name} cannot be reached",
                "no row leads to it from the initial state",
                "remove it, or add a row",
            )


def _reached(machine: Machine) -> set[str]:
    """The states that some way of rows leads to, whatever their guards say."""
    reached: set[str] = set()
    new = {str(tree.value) for tree in parts(machine.initial) if isinstance(tree, Constant)} & set(machine.states)
    while new:
        reached |= new
        new = {row.dest for row in machine.rows if row.dest and reached & set(row.sources)} - reached
    return reached
