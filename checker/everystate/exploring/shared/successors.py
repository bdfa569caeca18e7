"""The steps from one joint state, by the network's events and the live machines' local steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from everystate.composing.event import Edit, Event
from everystate.composing.field import Channel
from everystate.composing.network import Network
from everystate.composing.relations import Table
from everystate.exploring.shared.enabling import EnabledMasks, bits
from everystate.exploring.shared.live import LocalSteps
from everystate.exploring.system import State

New = tuple[int, Callable[[State], Any], Mapping[Any, int]]
"""A field that changes, what to read from the state, and the new raw value for what is read."""


class _Edited(dict[Any, int]):
    """For a channel: its content after some edits, by its content and the fields from which they read codes."""

    def __init__(self, channel: Channel, field: int, edits: tuple[Edit, ...]) -> None:
        self.channel = channel
        self.edits = edits
        read = (index for edit in edits if edit.table for index in edit.table.fields)
        self.fields = tuple(dict.fromkeys((field, *read)))

    def __missing__(self, raw: Any) -> int:
        values = dict(zip(self.fields, raw if isinstance(raw, tuple) else (raw,), strict=True))
        new: int = values[self.fields[0]]
        for edit in self.edits:
            new = edit.at(values).apply(self.channel, new)
        self[raw] = new
        return new


class Successors:
    """Computes steps. Machines move as their live `transitions` machines say; all else as the network's updates do."""

    def __init__(self, network: Network) -> None:
        self.network = network
        local = LocalSteps()
        events = network.events
        self.enabled = EnabledMasks(network, [event.guard for event in events])
        self.updates = [self._update(event, local) for event in events]
        self.waiting = sum(1 << number for number, event in enumerate(events) if event.waits)
        self.ticks = sum(1 << number for number in network.ticks)

    def _update(self, event: Event, local: LocalSteps) -> list[New]:
        moves = {move.field: move for move in event.moves}
        made: list[New] = []
        for field, change in event.update:
            channel = self.network.fields[field].channel
            if isinstance(change, Table):
                made.append((field, itemgetter(*change.fields), _by_one_or_several(change)))
            elif isinstance(change, tuple):
                assert channel is not None
                edited = _Edited(channel, field, change)
                made.append((field, itemgetter(*edited.fields), edited))
            elif field in moves:
                machine = moves[field].machine
                after = {raw: local.take(machine, row, machine.states[raw]) for raw, row in moves[field].rows}
                states = {raw: machine.states.index(state) for raw, state in after.items()}
                made.append((field, itemgetter(field), states))
            else:
                made.append((field, itemgetter(field), change))
        return made

    def __call__(self, state: State) -> tuple[list[tuple[int, State]], bool]:
        """Event and joint state of each step, by event, and whether one of them unsettles the state."""
        enabled = self.enabled(state)
        made = [(event, self.after(state, event)) for event in bits(enabled & ~self.waiting)]
        unsettled = self._changes_by(self.network.unsettling, state, made)
        rest = enabled & self.waiting
        if rest and unsettled:
            rest = 0 if self._changes_by(self.network.urgent, state, made) else rest & self.ticks
        if rest:
            made = sorted(made + [(event, self.after(state, event)) for event in bits(rest)])
        return made, unsettled

    def _changes_by(self, events: frozenset[int], state: State, steps: list[tuple[int, State]]) -> bool:
        """Whether one of these steps, by one of these events, changes something."""
        return any(event in events and self.network.changes(state, target) for event, target in steps)

    def after(self, state: State, event: int) -> State:
        """The joint state after the step of an event that is enabled."""
        values = list(state)
        for field, read, change in self.updates[event]:
            values[field] = change[read(state)]
        return tuple(values)


def _by_one_or_several(table: Table) -> Mapping[Any, int]:
    """The entries by what `itemgetter` gives: a value where it is of one field, else a tuple."""
    if len(table.fields) > 1:
        return table.entries
    return {raw: new for (raw,), new in table.entries.items()}
