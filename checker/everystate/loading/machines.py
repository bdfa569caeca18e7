"""Mistakes that the machines of a party show by themselves, or with the messages that they take."""

from __future__ import annotations

from collections.abc import Iterable

from everystate.loading.document import Text
from everystate.loading.expression import Constant, Parameter, parts
from everystate.loading.spec import Machine, Message, Party, Variable
from everystate.problems import Problems


def check_states(states: list[Text], problems: Problems) -> None:
    """States named twice."""
    for number, state in enumerate(states):
        if state in states[:number]:
            problems.add(state.place, f"a second state '{state}'")


def check_reached(machine: Machine, states: list[Text], problems: Problems) -> None:
    """States that no row leads to; a parameter may be any of them."""
    if any(isinstance(tree, Parameter) for initial in machine.initial for tree in parts(initial)):
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
    trees = (tree for initial in machine.initial for tree in parts(initial))
    new = {str(tree.value) for tree in trees if isinstance(tree, Constant)} & set(machine.states)
    while new:
        reached |= new
        new = {row.dest for row in machine.rows if row.dest and reached & set(row.sources)} - reached
    return reached


def check_hidden(parties: Iterable[Party], messages: Iterable[Message], problems: Problems) -> None:
    """Names that a message carries and its receiver has in its memory: a row could not name the latter."""
    memory: dict[str, tuple[Variable | Machine, ...]] = {p.name: (*p.variables, *p.machines) for p in parties}
    for message in messages:
        carried = {*(per.name for per in message.about), *(name for name, _ in message.fields)}
        for item in memory.get(message.receiver, ()):
            if item.name in carried:
                kind = "variable" if isinstance(item, Variable) else "machine"
                what = f"{message.name} carries '{item.name}', which is a {kind} of {message.receiver}"
                problems.add(message.place, what, f"the {kind} is at {item.place}", "rename one of them")
