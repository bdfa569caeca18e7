"""Mistakes that the machines of a party show by themselves, or with the messages that they take."""

from __future__ import annotations

from collections.abc import Iterable

from everystate.loading.document import Text
from everystate.loading.expression import TRUE, Constant, Parameter, parts
from everystate.loading.party import Machine, Party, Row, Variable
from everystate.loading.spec import Message
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


def check_otherwise(parties: Iterable[Party], problems: Problems) -> None:
    """Rows with `otherwise`, and triggers to ignore, that change nothing."""
    for party in parties:
        for machine in party.machines:
            for number, row in enumerate(machine.rows):
                if row.rank and (wrong := _pointless(party, machine, row, machine.rows[:number])):
                    problems.add(row.place, *wrong)


def _pointless(party: Party, machine: Machine, row: Row, before: tuple[Row, ...]) -> tuple[str, str, str] | None:
    """Why a row that gives way to others is a mistake."""
    others = [other for other in machine.rows if row.gives_way_to(other)]
    pieces = [one for one in machine.rows if (one.place, one.trigger) == (row.place, row.trigger)]
    sources = {source for piece in pieces for source in piece.sources}
    sure = {source for other in others if other.when == TRUE for source in other.sources}
    ignores = f"{machine.name} ignores {row.trigger}"
    if sure.issuperset(row.sources):
        what = "otherwise never applies" if row.rank == 1 else f"{ignores} in vain"
        return what, f"other rows always take {row.trigger} from {', '.join(row.sources)}", "leave it out"
    if row.rank == 2 and any(other.trigger == row.trigger and other.rank == 2 for other in before):
        return f"{ignores} twice", "", "leave one out"
    if row.rank == 2 and not others and any(one.listens_to(row.trigger) for one in party.machines if one != machine):
        why = f"no row of it has this trigger, and other machines of {party.name} take it"
        return f"{ignores} in vain", why, "leave it out"
    if row.rank == 1 and not any(sources & set(other.sources) for other in others):
        why = f"no other row of {machine.name} takes {row.trigger} from {', '.join(row.sources)}"
        return "otherwise says nothing", why, "leave it out"
    return None


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
