"""Fairness constraints: the steps that must not be put off for ever.

The unit is one step as reports name it: a trigger with the copies that it names. It does not matter which rows take it,
or which values an action chooses. For a message, the unit is the receipt of the head of its channel, whichever message
that is. In an unordered channel, it is the receipt of this message. A row with its own fairness is one more unit for
each machine copy. A row that is not fair belongs to no unit. The tick is a unit, and strongly fair. So is each duration
of a timer that is `fair: strong`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from everystate.composing.event import Event
from everystate.composing.ground_timing import FairnessConstraint
from everystate.composing.layout import Layout
from everystate.composing.occasion import Occasion
from everystate.loading.fairness import fixed, of_action, of_protocol
from everystate.loading.party import Fair, Row
from everystate.loading.party import Fairness as Degree

Unit = tuple[object, ...]


class Fairness:
    """Collects fairness constraints while occasions become events."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        channels = [field.channel for field in layout.fields if field.channel is not None]
        self.ordered = {(channel.connection, channel.receiver): channel.ordered for channel in channels}
        self.taken = 0
        self.names: dict[Unit, str] = {}
        self.events: dict[Unit, list[int]] = {}
        self.degrees: dict[Unit, Degree] = {}

    def take(self, occasion: Occasion, events: Mapping[int, Event]) -> None:
        """Note the events of an occasion, by number; faults of connections have no fairness constraint."""
        if occasion.kind == "tick":
            for number in events:
                self._note((occasion.kind,), occasion.name, "strong", number)
        if not events or occasion.actor is None:
            return
        self.taken += 1
        [first, *_] = events.values()
        unit, name = self._unit(occasion, first)
        degree = self._fixed(self._degree(occasion, first))
        for number, event in events.items():
            rows = [(move.field, row) for move in event.moves for row in dict.fromkeys(row for _, row in move.rows)]
            own: list[tuple[int, Row, Degree]] = [
                (field, row, self._fixed(row.fair)) for field, row in rows if row.fair
            ]
            if any(fair == "no" for _, _, fair in own):
                continue
            self._note(unit, name, degree, number)
            for field, row, fair in own:
                self._note((*unit, field, row), f"{name}, {_place(row)}", fair, number)
            self._note_durations(event, number)

    def constraints(self) -> tuple[FairnessConstraint, ...]:
        """One constraint for each unit that is fair, in the order of the events."""
        return tuple(
            FairnessConstraint(self.names[unit], frozenset(numbers), self.degrees[unit] == "strong")
            for unit, numbers in self.events.items()
            if self.degrees[unit] != "no"
        )

    def _note(self, unit: Unit, name: str, degree: Degree, number: int) -> None:
        self.names.setdefault(unit, name)
        self.degrees.setdefault(unit, degree)
        self.events.setdefault(unit, []).append(number)

    def _note_durations(self, event: Event, number: int) -> None:
        """Each duration of a timer that is fair is chosen again and again."""
        for started in event.label.started:
            key = started.timer
            assert key.owner is not None
            [timer] = [one for one in self.layout.spec.party(key.owner.party).timers if one.name == key.name]
            if timer.fair == "strong":
                self._note((key, started.ticks), f"{key} is started with {started.ticks}", "strong", number)

    def _unit(self, occasion: Occasion, event: Event) -> tuple[Unit, str]:
        if occasion.kind == "action":
            label = replace(event.label, values=())
            return (occasion.kind, label.actor, label.name, label.per), str(label)
        if occasion.kind != "message":
            return (self.taken,), str(event.label)
        [transfer] = event.label.received[:1]
        unit = ("message", transfer.connection, transfer.receiver)
        if self.ordered[transfer.connection, transfer.receiver]:
            return unit, f"{transfer.receiver} receives on {transfer.connection}"
        return (*unit, transfer.packet), f"{transfer.receiver} receives {transfer.packet} on {transfer.connection}"

    def _fixed(self, fair: Fair) -> Degree:
        return fixed(fair, self.layout.settings.values)

    def _degree(self, occasion: Occasion, event: Event) -> Fair:
        assert occasion.actor is not None
        party = self.layout.spec.party(occasion.actor.party)
        if occasion.kind == "action":
            return of_action(party, party.action(occasion.name))
        if occasion.kind == "message":
            connection = self.layout.spec.connection(event.label.received[0].connection.name)
            return connection.fair or of_protocol(party)
        return of_protocol(party) if occasion.cause == "protocol" else "no"


def _place(row: Row) -> str:
    return f"by the row at {PurePath(row.place.file).name}:{row.place.line}"
