"""Monitors: machines that observe steps and never block them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from everystate.composing.draft import Draft, bounded
from everystate.composing.event import Label, Notice
from everystate.composing.formula import FALSE, Const, Formula, Look, cases, decided_cases, evaluate, make, value_at
from everystate.composing.layout import Layout
from everystate.composing.listeners import Listeners
from everystate.composing.regions import FEW
from everystate.composing.relations import Table
from everystate.composing.unroll import Names
from everystate.loading.events import EventName
from everystate.loading.expression import Value
from everystate.loading.spec import Monitor, Watch
from everystate.problems import Problems, SpecError

_RECEIPTS_FIRST = {"receives": 0, "sends": 2}
_FIRST = -1
"""The place of an action: before what becomes of connections in its step."""


@dataclass(frozen=True)
class Happening:
    """One thing that happens in a step: its place among the others, and the names it binds."""

    place: int
    names: dict[str, Value | Formula]

    @property
    def values(self) -> dict[str, Value]:
        """The names, of a step whose source is known: none of them is a formula then."""
        return {name: value for name, value in self.names.items() if not isinstance(value, Formula)}


def happenings(label: Label, event: EventName) -> Iterator[Happening]:
    """The times that an event happens in a step."""
    if event.kind in ("sends", "receives"):
        transfers = label.sent if event.kind == "sends" else label.received
        for place, transfer in enumerate(transfers):
            who = transfer.sender if event.kind == "sends" else transfer.receiver
            if (who.party, transfer.packet.message) == (event.party, event.name):
                yield Happening(place, {**dict(label.names), **transfer.bound, who.party: who.number})
    elif event.kind in ("action", "expires", "tick"):
        party = label.actor.party if label.actor else ""
        if (label.kind, party, label.name) == (event.kind, event.party, event.name or event.kind):
            yield Happening(_FIRST, dict(label.names))
    else:
        for place, notice in enumerate(label.notices):
            if (notice.kind, notice.connection) == (event.kind, event.name) and _at(notice, event):
                yield Happening(place, {**dict(label.names), **_parties(notice, event), **dict(notice.names)})


def _at(notice: Notice, event: EventName) -> bool:
    return not event.party or (notice.at is not None and notice.at.party == event.party)


def _parties(notice: Notice, event: EventName) -> dict[str, Value]:
    """The copies at both ends; where they are of one party, that name is the end that notices it, if one must."""
    one, two = notice.ends
    made: dict[str, Value] = {} if one.party == two.party else {one.party: one.number, two.party: two.number}
    if event.party and notice.at:
        made[event.party] = notice.at.number
    return made


class Watching:
    """Adds the monitors' moves to drafts."""

    def __init__(self, layout: Layout, listeners: Listeners, problems: Problems) -> None:
        self.layout = layout
        self.listeners = listeners
        self.problems = problems
        self.effort = listeners.effort

    def watched(self, draft: Draft, label: Label) -> Iterator[Draft]:
        """The draft with every monitor moved, split where monitors' guards ask for it."""
        drafts = [draft]
        for monitor in self.layout.spec.monitors:
            for names in self.layout.combinations(monitor.per):
                self.effort.spend(5 * len(drafts) + len(monitor.rows))
                drafts = bounded([two for one in drafts for two in self._moved(one, label, monitor, names)])
        yield from drafts

    def _moved(self, draft: Draft, label: Label, monitor: Monitor, names: dict[str, int]) -> Iterator[Draft]:
        field = self.layout.memory[None, monitor.name, tuple(names.values())]
        state: Formula = Look(field)
        for rows in self._seen(label, monitor, names):
            state = self._next(state, rows, monitor)
        if state == Look(field):
            yield draft
            return
        yield from self._changed(draft, field, state)

    def _changed(self, draft: Draft, field: int, state: Formula) -> Iterator[Draft]:
        """The draft with the next state of a monitor: by its old one in few pieces, or by one table."""
        values = self.layout.fields[field].values
        pieces = cases(state, self._size, self.listeners.look, self.effort, last=field)
        fields = tuple(sorted(state.support))
        combinations = self.listeners.regions.combinations(fields, draft.region.box) if len(pieces) > FEW else None
        if combinations is not None:
            new = {
                raws: evaluate(state, dict(zip(fields, raws, strict=True)), self.listeners.look)
                for raws in combinations
            }
            yield draft.changing(field, Table(fields, {raws: values.index(value) for raws, value in new.items()}))
            return
        for cube, left in pieces:
            if (made := draft.where(cube)) is not None:
                after = [value_at(left, field, raw, self.listeners.look) for raw in range(len(values))]
                yield made.changing(field, {raw: values.index(value) for raw, value in enumerate(after)})

    def _seen(self, label: Label, monitor: Monitor, names: dict[str, int]) -> list[list[tuple[Watch, Names]]]:
        """What the monitor sees in a step, in order: for each thing that happens, the rows that watch it."""
        seen: dict[tuple[int, int], list[tuple[Watch, Names]]] = {}
        for event in dict.fromkeys(row.event for row in monitor.rows):
            rows = [row for row in monitor.rows if row.event == event]
            for happening in happenings(label, event):
                if all(happening.names.get(name, number) == number for name, number in names.items()):
                    bound = {**happening.names, **names}
                    place = (_RECEIPTS_FIRST.get(event.kind, 1), happening.place)
                    seen.setdefault(place, []).extend((row, bound) for row in rows)
        return [seen[place] for place in sorted(seen)]

    def _next(self, state: Formula, rows: list[tuple[Watch, Names]], monitor: Monitor) -> Formula:
        made = state
        enabled = [
            (row, make("and", self._in(state, row), self.listeners.grounder.formula(row.when, names)))
            for row, names in rows
        ]
        for (one, first), (two, second) in itertools.combinations(enabled, 2):
            if (both := make("and", first, second)) != FALSE and one.dest != two.dest and self._happens(both):
                self.problems.add(two.place, f"this row of {monitor.name} overlaps the one at line {one.place.line}")
        for row, test in enabled:
            made = make("if", test, state if row.dest == "=" else Const(row.dest), made)
        return made

    def _in(self, state: Formula, row: Watch) -> Formula:
        return make("or", *(make("==", state, Const(source)) for source in row.sources))

    def _happens(self, formula: Formula) -> bool:
        return any(value is True for _, value in decided_cases(formula, self._size, self.listeners.look, self.effort))

    def _size(self, field: int) -> int:
        if self.layout.fields[field].channel is not None:
            what = f"a monitor looks into {self.layout.fields[field].name}"
            self.problems.add(
                self.layout.spec.monitors[0].place, what, "a monitor's guard reads machines and variables"
            )
            raise SpecError(self.problems.found)
        return self.listeners.regions.size(field)
