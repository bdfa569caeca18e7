"""Differences between the declarations of two specs: rows, claims, and everything else that has a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from everystate.loading.expression import Constant
from everystate.loading.party import Machine, Party, Row
from everystate.loading.spec import Claim, Connection, Monitor, Parameter, Phase, Spec, World
from everystate.problems import Place
from everystate.study.difference.content import content
from everystate.study.difference.sources import Sources, Written

Kind = Literal[
    "parameter",
    "party",
    "action",
    "variable",
    "timer",
    "machine",
    "state",
    "row",
    "message",
    "connection",
    "phase",
    "claim",
    "monitor",
    "world",
    "time",
    "final",
    "definition",
]

_ALIKE = 5
"""From this likeness on, a row that is gone and one that is new are taken for one row that was changed."""


@dataclass(frozen=True)
class Change:
    """Something that was added (`old` is None), removed (`new` is None) or changed."""

    kind: Kind
    name: str
    old: Written | None
    new: Written | None

    @property
    def how(self) -> Literal["added", "removed", "changed"]:
        """The kind of change."""
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    @property
    def is_spelt_alike(self) -> bool:
        """Whether both are the same text: what it names says something else."""
        return self.old is not None and self.new is not None and self.old.text == self.new.text


@dataclass(frozen=True)
class RowPair:
    """A row of a machine in the old spec and what stands for it in the new one; None where nothing does."""

    machine: str
    old: Row | None
    new: Row | None

    @property
    def row(self) -> Row:
        """The new row, or the old one if that is gone."""
        row = self.new or self.old
        assert row is not None
        return row


def changes(old: Spec, new: Spec, old_sources: Sources, new_sources: Sources) -> tuple[Change, ...]:
    """Every declaration that says something else, or is in one spec only; what is in something new goes with it."""
    before, after = _by_name(old), _by_name(new)
    made: list[Change] = []
    for key in dict.fromkeys((*after, *before)):
        one, two = before.get(key), after.get(key)
        if (one and one.content) == (two and two.content) or _goes_with(one, two, before, after):
            continue
        kind, name = key
        made.append(Change(kind, name, _quoted(one, old_sources), _quoted(two, new_sources)))
    made += _changed_rows(old, new, old_sources, new_sources)
    redefined = content(old.definitions) != content(new.definitions)
    return tuple(change for change in made if not (redefined and change.is_spelt_alike))


def row_pairs(old: Spec, new: Spec) -> list[RowPair]:
    """Every row of either spec: with the one that says the same in the other, or is most like it, or alone."""
    before, after = _machines(old), _machines(new)
    made: list[RowPair] = []
    for name in dict.fromkeys([*after, *before]):
        one, two = before.get(name), after.get(name)
        made += _paired(name, one.rows if one else (), two.rows if two else ())
    return made


# -- everything but rows ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Item:
    """Something that has a name; `inside` is what it is a part of, `said` what is quoted in the place of its text."""

    kind: Kind
    name: str
    content: Hashable
    place: Place
    inside: tuple[Kind, str] | None = None
    said: str = ""


def _by_name(spec: Spec) -> dict[tuple[Kind, str], _Item]:
    return {(item.kind, item.name): item for item in _items(spec)}


def _items(spec: Spec) -> Iterator[_Item]:
    yield from _named("parameter", spec.parameters)
    for defined in spec.definitions:
        name = f"{defined.party}: {defined.name}" if defined.party else defined.name
        yield _Item("definition", name, content(defined), defined.place, said=f"{defined.name}: {defined.means}")
    for party in spec.parties:
        yield from _of_party(party)
    for message in spec.messages:
        name = f"{message.sender} -> {message.receiver}: {message.name}"
        yield _Item("message", name, content(message), message.place)
    yield from _named("connection", spec.connections)
    yield from _named("phase", spec.phases)
    yield from _named("claim", spec.claims)
    yield from _named("monitor", spec.monitors)
    yield from _named("world", spec.worlds)
    if spec.time is not None:
        yield _Item("time", "time", content(spec.time), spec.time.place)
    if spec.final is not None:
        yield _Item("final", "final", content(spec.final), spec.place)


def _named(kind: Kind, items: Iterable[Parameter | Connection | Phase | Claim | Monitor | World]) -> Iterator[_Item]:
    return (_Item(kind, item.name, content(item), item.place) for item in items)


def _of_party(party: Party) -> Iterator[_Item]:
    inside: tuple[Kind, str] = ("party", party.name)
    number = party.copies.value if isinstance(party.copies, Constant) else party.copies_name
    number = f"[{', '.join(party.names)}]" if party.names else number
    said = f"copies: {number}" + (f", fair: {party.fair}" if party.fair else "")
    yield _Item(*inside, content((party.copies, party.names, party.fair)), party.place, said=said)
    for action in party.actions:
        yield _Item("action", f"{party.name}.{action.name}", content(action), action.place, inside)
    for variable in party.variables:
        yield _Item("variable", f"{party.name}.{variable.name}", content(variable), variable.place, inside)
    for timer in party.timers:
        yield _Item("timer", f"{party.name}.{timer.name}", content(timer), timer.place, inside)
    for machine in party.machines:
        name = f"{party.name}.{machine.name}"
        head = content((machine.per, machine.initial, machine.defer, machine.routine))
        yield _Item("machine", name, head, machine.place, inside)
        for state in machine.states:
            yield _Item("state", f"{name}: {state}", state, machine.place, ("machine", name), said=state)


def _quoted(item: _Item | None, sources: Sources) -> Written | None:
    if item is None:
        return None
    if item.said:
        return Written(item.said, item.place)
    if item.kind == "final":
        return sources.entry(item.place.file, item.name)
    written = sources.written(item.place)
    return replace(written, text=_head(written.text)) if item.kind == "machine" else written


def _head(machine: str) -> str:
    """The text of a machine without its rows, which are compared one by one."""
    lines = machine.split("\n")
    rows = next((n for n, line in enumerate(lines) if line.strip().startswith("transitions:")), len(lines))
    return "\n".join(lines[:rows])


def _goes_with(one: _Item | None, two: _Item | None, before: Iterable[object], after: Iterable[object]) -> bool:
    """Whether it is part of something that is itself added or removed."""
    item = one or two
    if item is None or item.inside is None or (one and two):
        return False
    return item.inside not in (before if two else after)


# -- rows -------------------------------------------------------------------------------------------------------------


def _machines(spec: Spec) -> dict[str, Machine]:
    return {f"{party.name}.{machine.name}": machine for party in spec.parties for machine in party.machines}


def _changed_rows(old: Spec, new: Spec, old_sources: Sources, new_sources: Sources) -> Iterator[Change]:
    both = _machines(old).keys() & _machines(new).keys()
    for pair in row_pairs(old, new):
        if pair.machine not in both or (pair.old and pair.new and content(pair.old) == content(pair.new)):
            continue
        name = f"{pair.machine}: {pair.row.trigger}"
        before = _written(pair.old, old_sources) if pair.old else None
        after = _written(pair.new, new_sources) if pair.new else None
        yield Change("row", name, before, after)


def _written(row: Row, sources: Sources) -> Written:
    """A row as it is written; what a machine ignores stands in a list."""
    return Written(f"ignores: {row.trigger}", row.place) if row.rank == 2 else sources.written(row.place)


def _paired(machine: str, old: tuple[Row, ...], new: tuple[Row, ...]) -> list[RowPair]:
    """In the order of the new rows, those that are gone last."""
    partner = _same(old, new)
    gone = [number for number in range(len(old)) if number not in partner.values()]
    fresh = [number for number in range(len(new)) if number not in partner]
    likeness = {(b, a): _likeness(old[a], new[b]) for a, b in product(gone, fresh)}
    for b, a in sorted(likeness, key=lambda pair: (-likeness[pair], pair)):
        if likeness[b, a] >= _ALIKE and b not in partner and a not in partner.values():
            partner[b] = a
    made = [RowPair(machine, old[partner[b]] if b in partner else None, row) for b, row in enumerate(new)]
    return made + [RowPair(machine, row, None) for a, row in enumerate(old) if a not in partner.values()]


def _same(old: tuple[Row, ...], new: tuple[Row, ...]) -> dict[int, int]:
    """For each new row that was there before, wherever it stood, the number of the old one."""
    places: dict[Hashable, list[int]] = {}
    for number, row in enumerate(old):
        places.setdefault(content(row), []).append(number)
    taken: Counter[Hashable] = Counter()
    found: dict[int, int] = {}
    for number, row in enumerate(new):
        key = content(row)
        if taken[key] < len(places.get(key, [])):
            found[number] = places[key][taken[key]]
            taken[key] += 1
    return found


def _likeness(one: Row, two: Row) -> int:
    """How much of two rows is the same; what starts a row counts most."""
    same = [one.dest == two.dest, content(one.when) == content(two.when)]
    same += [content(one.sets) == content(two.sets), content(one.sends) == content(two.sends)]
    same += [content(one.timers) == content(two.timers)] if one.timers or two.timers else []
    return 4 * (one.trigger == two.trigger) + 2 * bool(set(one.sources) & set(two.sources)) + sum(same)
