"""What an action binds: the copies that it is for, and the values that it chooses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from everystate.loading.document import Text
from everystate.loading.domains import read_domain
from everystate.loading.party import Action, Domain, Machine, Party, Variable
from everystate.loading.sorts import Declared, Sort, sort_of_domain
from everystate.loading.spec import Connection, Message
from everystate.problems import Problems


def read_values(
    entry: dict[Text, list[Text]] | None, declared: Declared, problems: Problems
) -> tuple[tuple[str, Domain], ...]:
    """The names and domains of the values that an action chooses."""
    return tuple((str(name), read_domain(items, declared, problems)) for name, items in (entry or {}).items())


def bound_by(action: Action) -> dict[str, Sort]:
    """The names that an action binds, beside that of its party."""
    copies = {per.name: Sort(party=per.party) for per in action.per}
    return copies | {name: sort_of_domain(domain) for name, domain in action.fields}


def check_values(
    parties: Iterable[Party], messages: Iterable[Message], connections: Iterable[Connection], problems: Problems
) -> None:
    """Values of actions whose names a row would read as something else."""
    copies = {party.name: "a party" for party in parties}
    copies |= {end.name: "the name of an end" for connection in connections for end in connection.ends}
    for party in parties:
        taken = dict(copies)
        taken |= {per.name: f"what {m.name} is about" for m in messages if m.sender == party.name for per in m.about}
        memory: tuple[Machine | Variable, ...] = (*party.machines, *party.variables)
        for item in memory:
            taken |= {per.name: f"a name of a copy in {item.name}" for per in item.per} | {item.name: "in its memory"}
        for action in party.actions:
            for name, why in _clashes(action, taken):
                what = f"{party.name}.{action.name} chooses '{name}'"
                problems.add(action.place, what, f"that is {why}", "give the value another name")


def _clashes(action: Action, taken: dict[str, str]) -> Iterator[tuple[str, str]]:
    own = {per.name: "a copy that it is for" for per in action.per}
    for name, _ in action.fields:
        if why := (taken | own).get(name):
            yield name, why
