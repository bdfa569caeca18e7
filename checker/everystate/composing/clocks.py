"""Timers: their expiry, the tick, and what rows do with them.

A timer's field is off, or the ticks that are left. At 0 it has run out: its expiry is possible, and no tick is, until
it is taken. The tick takes one from every running timer. It is possible where some timer runs, none has run out, and no
urgent step changes something. The last depends on all events: see `Network.urgent`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from everystate.composing.ages import Ages
from everystate.composing.assigning import Assigning
from everystate.composing.draft import Assigned, Draft
from everystate.composing.event import Arrival, Started
from everystate.composing.field import Copy
from everystate.composing.layout import OFF
from everystate.composing.listeners import Group, Listener, Listeners
from everystate.composing.occasion import Occasion, Stuck
from everystate.loading.events import EventName
from everystate.loading.expression import Value
from everystate.loading.party import Row, Timer, TimerChange, Trigger

RUN_OUT = OFF + 1
"""The raw value of a timer with no ticks left."""


class Clocks:
    """The timers of a layout."""

    def __init__(self, listeners: Listeners) -> None:
        self.layout = listeners.layout
        self.listeners = listeners
        self.assigning = Assigning(listeners)
        self.ages = Ages(self.layout.fields, self.layout.index, self.layout.slowest)

    # -- what rows do ---------------------------------------------------------------------------------------------

    def changed(self, draft: Draft, listener: Listener, row: Row, change: TimerChange) -> Iterator[Draft]:
        """The draft with a timer started or stopped, in a piece for each copy of it and for each duration."""
        for there, numbers in self.assigning.indexed(draft, listener, change.index):
            field = self.layout.memory.get((listener.copy, change.timer, numbers))
            if field is None:
                self.assigning.refuse_missing(there, change.timer, numbers, change.place)
                continue
            durations = self.layout.timers[field].durations
            after = [OFF] if change.kind == "stop" else [RUN_OUT + ticks for ticks in durations]
            for raw in after:
                value = dict.fromkeys(range(len(self.layout.fields[field].values)), raw)
                yield replace(there, assigned=(*there.assigned, Assigned(field, value, row)))

    def is_other_choice(self, draft: Draft, assigned: Assigned) -> bool:
        """Whether a timer that the draft starts is started here with another duration: rows make one choice."""
        if assigned.field not in self.layout.timers:
            return False
        before = {started(one) for one in draft.assigned if one.field == assigned.field}
        return OFF not in {*before, started(assigned)} and bool(before - {started(assigned)})

    def started(self, draft: Draft) -> tuple[Started, ...]:
        """The timers that a step starts, with their durations."""
        made = (one for one in draft.assigned if one.field in self.layout.timers and started(one) != OFF)
        return tuple(dict.fromkeys(Started(self.layout.fields[one.field].key, started(one) - RUN_OUT) for one in made))

    # -- what happens of itself -----------------------------------------------------------------------------------

    def expiries(self, party: str) -> Iterator[tuple[Occasion, Group]]:
        """The expiry of each timer of a party, before its rows are taken: it is off, or it runs again."""
        for timer, copy, field, names in self._all(party):
            after = RUN_OUT + self.layout.timers[field].durations[0] if timer.repeats else OFF
            draft = Draft().where({field: frozenset([RUN_OUT])})
            assert draft is not None
            event = EventName("expires", timer.party, timer.name)
            key = self.layout.fields[field].key
            drafts = [draft.changing(field, {RUN_OUT: after})]
            yield (
                Occasion("expires", timer.name, copy, "protocol", names, drafts, event, timer=key),
                _group(timer, copy, names),
            )

    def stuck(self) -> Iterator[Stuck]:
        """The expiry of a timer that a party does not accept."""
        for party in self.layout.spec.parties:
            for timer, copy, field, names in self._all(party.name):
                draft = Draft().where({field: frozenset([RUN_OUT])})
                assert draft is not None
                formula = self.listeners.stuck(_group(timer, copy, names))
                key = self.layout.fields[field].key
                text = f"{copy} does not accept that {key.own_name} expires"
                yield Stuck(text, Arrival(key, copy), self.listeners.narrowed([draft], formula))

    def groups(self, party: str) -> Iterator[Group]:
        """The expiry of each timer of a party, as it reaches its copy."""
        yield from (_group(timer, copy, names) for timer, copy, _, names in self._all(party))

    def tick(self) -> Iterator[Occasion]:
        """The step by which time goes on, in a piece for each timer that may be the first that runs."""
        drafts: list[Draft] = []
        sizes = {field: len(self.layout.fields[field].values) for field in self.layout.timers}
        change = {field: {raw: max(OFF, raw - 1) for raw in range(size)} for field, size in sizes.items()}
        left = {field: frozenset(range(size)) - {RUN_OUT} for field, size in sizes.items()}
        off: dict[int, frozenset[int]] = {}
        for first in sizes:
            draft = Draft().where({**left, **off, first: left[first] - {OFF}})
            off[first] = frozenset([OFF])
            if draft is not None:
                drafts.append(replace(draft, values={**change, **self.ages.tick()}))
        if drafts:
            yield Occasion("tick", "tick", None, "protocol", {}, drafts, EventName("tick", "", ""))

    def _all(self, party: str) -> Iterator[tuple[Timer, Copy, int, dict[str, Value]]]:
        """Every timer of every copy of a party, its field, and the names that its expiry binds."""
        for timer in self.layout.spec.party(party).timers:
            for copy in self.layout.copies(party):
                for names in self.layout.combinations(timer.per):
                    field = self.layout.memory[copy, timer.name, tuple(names.values())]
                    yield timer, copy, field, {**names, party: copy.number}


def started(assigned: Assigned) -> int:
    """The raw value that a change gives to a timer."""
    assert isinstance(assigned.value, dict)
    return next(iter(assigned.value.values()))


def _group(timer: Timer, copy: Copy, names: dict[str, Value]) -> Group:
    return Group(copy, Trigger("expires", timer.name), names)
