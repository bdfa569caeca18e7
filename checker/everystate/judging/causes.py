"""Which rows make a claim false.

The last step of a shortest run from where a claim about states is true to where it is not makes it false; what comes
after that step changes nothing about it. A claim about steps is made false by the row that does what the claim watches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from everystate.composing.event import Event, Label, Move
from everystate.composing.formula import Formula
from everystate.composing.watching import happenings
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.space import Space, State
from everystate.judging.spots import Spot
from everystate.judging.traces import step
from everystate.judging.verdict import Cause, Changed, Step, Taken
from everystate.loading.events import EventName
from everystate.loading.party import Row
from everystate.loading.spec import Claim, Monitor
from everystate.problems import Place

MOST = 5_000
"""The number of failing states, in the order in which they were found, whose causes are computed."""

_START = Cause("at the start", 1)


class Causes:
    """Finds what makes one claim false."""

    def __init__(self, space: Space, claim: Claim) -> None:
        self.space = space
        self.watched = [claim.event] if claim.event else _watched(space.network.spec.monitors, claim)
        self.turns: dict[tuple[Spot, int], Cause] = {}
        self.fails = cache(lambda spot: _Fails(space, spot))

    def of_all(self, spots: Iterable[Spot]) -> tuple[Cause, ...]:
        """What makes the claim false there, each with the number of states or steps, the most frequent first.

        The numbers of a claim about states add up to `MOST` where it fails more often.
        """
        counts: Counter[Cause] = Counter()
        for spot in spots:
            if spot.event < 0:
                failing = self.space.meeting(spot.failing(), spot.among, MOST)
                counts.update(self._turn(spot, state) for state in failing)
            else:
                counts.update(self._acts(spot))
        return tuple(replace(cause, count=number) for cause, number in counts.most_common() if number)

    def of(self, spot: Spot, state: int) -> Cause:
        """What makes the claim false in a failing state, or in a step from there."""
        if spot.event < 0:
            return self._turn(spot, state)
        move = self._acting(self.space.event(spot.event))
        raw = self.space.states[state][move.field] if move else 0
        return self._act(spot.event, dict(move.rows)[raw] if move else None)

    # -- steps --------------------------------------------------------------------------------------------------------

    def _acts(self, spot: Spot) -> dict[Cause, int]:
        """For each row that does what the claim watches, the number of failing steps of an event."""
        move = self._acting(self.space.event(spot.event))
        raws: dict[Row | None, set[int]] = {}
        for raw, row in move.rows if move else ():
            raws.setdefault(row, set()).add(raw)
        conditions = [spot.failing()]
        if move and len(raws) > 1:
            conditions = [replace(spot.failing(), guard=((move.field, frozenset(here)),)) for here in raws.values()]
        tallies = self.space.tally(conditions, spot.among)
        rows = list(raws) or [None]
        return {self._act(spot.event, row): tally.count for row, tally in zip(rows, tallies, strict=True)}

    def _acting(self, event: Event) -> Move | None:
        """The machine that does in an event what the claim watches; else one of the acting copy's, or any."""
        moves = sorted(event.moves, key=lambda move: self.space.network.fields[move.field].owner != event.label.actor)
        for watched in self.watched:
            for move in moves:
                if any(_does(move.machine.party, row, watched) for _, row in move.rows):
                    return move
        return next(iter(moves), None)

    def _act(self, event: int, row: Row | None) -> Cause:
        label = self.space.event(event).label
        return Cause(phrase_of(label), 1, row.place if row else self._connection(label))

    # -- states -------------------------------------------------------------------------------------------------------

    def _turn(self, spot: Spot, state: int) -> Cause:
        """The last step on a shortest way to a state by which the claim becomes false."""
        way = [state]
        while (spot, way[-1]) not in self.turns:
            before = self.space.arrival(way[-1])
            if before is None:
                self.turns[spot, way[-1]] = _START
            elif not self.fails(spot)(self.space.states[before[0]]):
                made = step(self.space, *before, way[-1])
                rows = [*_watching(made, self.watched), *_changing(made, self._looked_at(spot.formula))]
                self.turns[spot, way[-1]] = Cause(phrase_of(made.label), 1, self._place(made, rows))
            else:
                way.append(before[0])
        for passed in way:
            self.turns[spot, passed] = self.turns[spot, way[-1]]
        return self.turns[spot, state]

    def _looked_at(self, formula: Formula) -> set[object]:
        """The fields that decide whether the claim is true."""
        return {self.space.network.fields[number].key for number in formula.support}

    def _place(self, made: Step, rows: Iterable[Row]) -> Place | None:
        """The place of the first of these rows, else of any row of the step, else of the faulty connection."""
        taken = sorted(made.rows, key=lambda one: one.owner != made.label.actor)
        first = next(iter([*rows, *(one.row for one in taken)]), None)
        return first.place if first else self._connection(made.label)

    def _connection(self, label: Label) -> Place | None:
        """The place of the connection that breaks, or that loses or duplicates a message."""
        return None if label.actor else self.space.network.spec.connection(label.name).place


class _Fails:
    """Whether the claim of a spot fails in a state, whether it is judged there or not."""

    def __init__(self, space: Space, spot: Spot) -> None:
        self.network = space.network
        self.guard = spot.guard
        self.holds = Predicate(spot.formula, space.network)

    def __call__(self, state: State) -> bool:
        judged = all(self.network.accepts(key, asked, state) for key, asked in self.guard)
        return judged and not self.holds(state)


def _watched(monitors: Iterable[Monitor], claim: Claim) -> list[EventName]:
    """The events that a monitor watches, if it makes this claim."""
    return [row.event for monitor in monitors if monitor.name == claim.name for row in monitor.rows]


def _watching(made: Step, events: Iterable[EventName]) -> Iterator[Row]:
    """The rows of a step by which one of these events happens."""
    for event in events:
        if any(happenings(made.label, event)):
            yield from (taken.row for taken in made.rows if _does(taken.owner.party, taken.row, event))


def _does(party: str, row: Row, event: EventName) -> bool:
    """Whether a row of a party may do what an event says."""
    if event.party and party != event.party:
        return False
    if event.kind == "sends":
        return any(send.message == event.name for send in row.sends)
    kind = "message" if event.kind == "receives" else event.kind
    return (row.trigger.kind, row.trigger.name) == (kind, event.name)


def _changing(made: Step, looked_at: set[object]) -> Iterator[Row]:
    """The rows of a step that change something that a claim looks at."""
    changes = [change for change in made.changes if change.key in looked_at]
    yield from (taken.row for taken in made.rows if any(_changes(taken, change) for change in changes))


def _changes(taken: Taken, change: Changed) -> bool:
    if change.kind == "channel":
        return bool(taken.row.sends)
    sets = taken.owner == change.owner and any(item.variable == change.key.name for item in taken.row.sets)
    times = taken.owner == change.owner and any(item.timer == change.key.name for item in taken.row.timers)
    return sets or times or taken.key == change.key


def phrase_of(label: Label) -> str:
    """What happens in a step, without the names that it binds."""
    who = f"{label.actor.party} " if label.actor else ""
    if label.kind == "message":
        return f"{who}receives {label.name}"
    return who + (label.name if label.kind in ("action", "tick") else f"{label.name}.{label.kind}")
