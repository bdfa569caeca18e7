"""Whether every run of steps that unsettle ends, shown from the events alone, without the states.

On a run that goes round for ever each field goes round, too. Its values stay within one strongly connected component of
the changes that events of the run make. Every message that is queued is taken again, and every message that is taken is
queued again. Events that cannot be part of that are struck out, until nothing changes; then the components of one field
are tried one by one. Independent events are examined separately. If in each case no event is left, there is no such
run. The test is sufficient, not necessary.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from everystate.composing.event import Edit, Event, Test
from everystate.composing.network import Network
from everystate.composing.relations import Table, Together

_MOST_CASES = 400

Queued = tuple[int, int]
Moves = frozenset[tuple[int, int]]
_ANY = 0


@dataclass(frozen=True, eq=False)
class _Event:
    """For each finite field that an event reads or changes: which value may become which; and what it does to channels.

    `moves` has pairs of old and new value by field; `channels` are those that it reads or changes. It queues each of
    `adds`, takes each of `takes` and may take `drops`. Each is a channel and the code of a message, 0 if that is not
    known.
    """

    moves: dict[int, Moves]
    channels: frozenset[int]
    adds: frozenset[Queued]
    takes: frozenset[Queued]
    drops: frozenset[Queued]

    def changed(self) -> set[int]:
        """The fields that it may change."""
        moved = {field for field, moves in self.moves.items() if any(old != new for old, new in moves)}
        return moved | {channel for channel, _ in self.adds | self.takes | self.drops}

    def changes(self) -> bool:
        """Whether it can change anything."""
        return bool(self.changed())


Case = tuple[list[_Event], set[int]]
"""Events, and the fields to examine next."""


def always_terminates(network: Network) -> bool:
    """Whether it is certain that every run of steps that unsettle ends."""
    events = [_abstract(network, event) for event in network.events if event.unsettles]
    every = {field for event in events for field in event.moves}
    cases: list[Case] = [([event for event in events if event.changes()], every)]
    tried = 0
    while cases:
        left = _struck(*cases.pop())
        if not left:
            continue
        tried += 1
        parts = _apart(left)
        if len(parts) == 1:
            parts = _split(left)
        if not parts or tried > _MOST_CASES:
            return False
        cases += parts
    return True


# -- what an event does -------------------------------------------------------------------------------------------


def _abstract(network: Network, event: Event) -> _Event:
    guard, update = dict(event.guard), dict(event.update)
    moves: dict[int, Moves] = {}
    adds: set[Queued] = set()
    takes: set[Queued] = set()
    drops: set[Queued] = set()
    touched = {*_read(event), *update} - network.observers
    for number in touched:
        change, tests = update.get(number, {}), guard.get(number)
        if network.fields[number].channel is None:
            moves[number] = _moves(network, number, event)
        elif isinstance(change, tuple):
            head = _head(tests) if isinstance(tests, tuple) else _ANY
            for edit in change:
                _note(number, edit, head, adds, takes, drops)
    return _Event(moves, frozenset(touched - moves.keys()), frozenset(adds), frozenset(takes), frozenset(drops))


def _read(event: Event) -> Iterator[int]:
    """The fields that an event's guard and the tables of its update read."""
    for key, _ in event.guard:
        yield from key if isinstance(key, tuple) else (key,)
    for _, change in event.update:
        if isinstance(change, Table):
            yield from change.fields
        elif isinstance(change, tuple):
            yield from (field for edit in change if edit.table for field in edit.table.fields)


def _moves(network: Network, number: int, event: Event) -> Moves:
    """Which value of a field may become which, whatever the values of other fields are."""
    asked = dict(event.guard).get(number)
    accepted = set(asked) if isinstance(asked, frozenset) else set(range(len(network.fields[number].values)))
    for key, relation in event.guard:
        if isinstance(key, tuple) and isinstance(relation, Together) and number in key:
            accepted &= {raws[key.index(number)] for raws in relation.raws}
    change = dict(event.update).get(number, {})
    if isinstance(change, Table):
        if number not in change.fields:
            return frozenset(itertools.product(accepted, set(change.entries.values())))
        at = change.fields.index(number)
        return frozenset((raws[at], new) for raws, new in change.entries.items() if raws[at] in accepted)
    assert isinstance(change, dict)
    return frozenset((raw, change.get(raw, raw)) for raw in accepted)


def _head(tests: Iterable[Test]) -> int:
    return next((test.number for test in tests if test.kind == "head"), _ANY)


def _note(number: int, edit: Edit, head: int, adds: set[Queued], takes: set[Queued], drops: set[Queued]) -> None:
    """What an edit adds, surely takes, or may take from a channel."""
    match edit.kind:
        case "append":
            adds.add((number, _ANY if edit.table else edit.number))
        case "double":
            adds.add((number, _ANY))
        case "take":
            takes.add((number, head))
        case "remove":
            takes.add((number, edit.number))
        case "lose":
            takes.add((number, _ANY))
        case "clear":
            drops.add((number, _ANY))


# -- what cannot go round -----------------------------------------------------------------------------------------


def _struck(events: list[_Event], asked: set[int]) -> list[_Event]:
    """The events that may still go round; `asked` are the fields to begin with."""
    while True:
        while asked:
            events, more = _within(events, min(asked))
            asked = asked - {min(asked)} | more
        events, asked = _balanced(events)
        if not asked:
            return events


def _within(events: list[_Event], field: int) -> tuple[list[_Event], set[int]]:
    """Events without what leaves a component of a field; and the fields to look at again."""
    inside = _components(_steps(events, field))
    kept: list[_Event] = []
    again: set[int] = set()
    for event in events:
        before = event.moves.get(field, frozenset())
        moves = frozenset((old, new) for old, new in before if inside[old] == inside.get(new))
        if len(moves) == len(before):
            kept.append(event)
        elif moves and (less := replace(event, moves={**event.moves, field: moves})).changes():
            kept.append(less)
            again.add(field)
        else:
            again |= event.moves.keys()
    return kept, again


def _balanced(events: list[_Event]) -> tuple[list[_Event], set[int]]:
    """Without those that queue what nothing takes, or take what nothing queues; and the fields to look at again."""
    added = {entry for event in events for entry in event.adds}
    gone = {entry for event in events for entry in event.takes | event.drops}
    kept: list[_Event] = []
    again: set[int] = set()
    for event in events:
        if all(_has(gone, entry) for entry in event.adds) and all(_has(added, entry) for entry in event.takes):
            kept.append(event)
        else:
            again |= event.moves.keys() | {-1}
    return kept, again


def _has(entries: set[Queued], entry: Queued) -> bool:
    channel, code = entry
    return entry in entries or (channel, _ANY) in entries or (code == _ANY and any(e[0] == channel for e in entries))


def _steps(events: list[_Event], field: int) -> dict[int, set[int]]:
    """The steps that the values of a field take."""
    made: dict[int, set[int]] = {}
    for event in events:
        for old, new in event.moves.get(field, ()):
            made.setdefault(old, set()).add(new)
    return made


def _apart(events: list[_Event]) -> list[Case]:
    """The events in groups of which none changes what another reads: on an endless run one of them alone is endless."""
    groups: list[tuple[set[int], set[int], list[_Event]]] = []
    for event in events:
        reads, changes, inside = event.moves.keys() | event.channels, event.changed(), [event]
        others = []
        for group in groups:
            if changes & group[0] or reads & group[1] or changes & group[1]:
                reads, changes, inside = reads | group[0], changes | group[1], group[2] + inside
            else:
                others.append(group)
        groups = [*others, (reads, changes, inside)]
    return [(inside, reads) for reads, _, inside in groups]


def _split(events: list[_Event]) -> list[Case]:
    """A case for each component of one field that has several."""
    for field in sorted({field for event in events for field in event.moves}):
        inside = _components(_steps(events, field))
        if len(components := sorted(set(inside.values()))) > 1:
            return [_inside(events, field, inside, component) for component in components]
    return []


def _inside(events: list[_Event], field: int, inside: dict[int, int], component: int) -> Case:
    """The events where a field stays in one component; and the fields to look at again."""
    made: list[_Event] = []
    again = {field}
    for event in events:
        moves = frozenset((old, new) for old, new in event.moves.get(field, ()) if inside[old] == component)
        if field not in event.moves:
            made.append(event)
        elif moves and (less := replace(event, moves={**event.moves, field: moves})).changes():
            made.append(less)
        else:
            again |= event.moves.keys()
    return made, again


def _components(steps: dict[int, set[int]]) -> dict[int, int]:
    """For each value with steps, the least value of those that it reaches and that reach it."""
    reach = {value: _reached(steps, value) for value in steps}
    return {value: min(v for v in ahead if v == value or value in reach.get(v, ())) for value, ahead in reach.items()}


def _reached(steps: dict[int, set[int]], start: int) -> set[int]:
    found, left = {start}, [start]
    while left:
        for value in steps.get(left.pop(), ()):
            if value not in found:
                found.add(value)
                left.append(value)
    return found
