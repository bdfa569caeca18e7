"""Events in bits: most updates are `(word & KEEP) | WRITE`; what is left (maps, channels) are operations in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from everystate.composing.event import Change, Edit, Event
from everystate.composing.field import Channel
from everystate.composing.relations import Table
from everystate.exploring.native.arguments import Words
from everystate.exploring.native.constants import Operation
from everystate.exploring.native.guards import CHUNK_BITS, pack_guards
from everystate.exploring.native.lookups import PackedLookups, radix, table_of
from everystate.exploring.native.packing import NotPackedError, Packing, Slot
from everystate.exploring.native.signatures import Events, Operations, Updates

_FULL = (1 << 64) - 1


def pack_events(packing: Packing, events: Sequence[Event]) -> Events:
    """Events as arrays, in this order.

    Raises:
        NotPackedError: an update is not what the loops can do, or a guard is too wide for a table.
    """
    keeps = np.full((len(events), packing.words), _FULL, np.uint64)
    writes = np.zeros((len(events), packing.words), np.uint64)
    operations = _Operations(PackedLookups(packing))
    for number, event in enumerate(events):
        accepted = {key: asked for key, asked in event.guard if isinstance(asked, frozenset)}
        update = _Update(packing, operations, accepted)
        for index, change in event.update:
            update.change(index, change)
        keeps[number] = [_FULL & ~mask for mask in update.masks]
        writes[number] = update.written
        operations.offsets.append(len(operations.rows))
    guards = pack_guards(packing, [event.guard for event in events])
    waiting = [event.waits for event in events]
    return Events(
        guards=guards,
        updates=Updates(
            keeps=keeps,
            writes=writes,
            offsets=np.array(operations.offsets, np.int64),
            operations=operations.packed(),
            lookups=operations.lookups.packed(),
            tables=np.array(operations.tables or [0], np.uint64),
        ),
        events=len(events),
        essential=packing.essential,
        unsettling=_set([event.unsettles for event in events], guards.stride),
        when_settled=_set(waiting, guards.stride),
        any_when_settled=int(any(waiting)),
        urgent=_set([event.unsettles and not event.lazy for event in events], guards.stride),
        when_quiet=_set([event.when_settled for event in events], guards.stride),
        any_lazy=int(any(event.is_tick for event in events) and any(event.lazy for event in events)),
    )


def _set(truth: Sequence[bool], words: int) -> Words:
    """The indices of the true values, as a set of bits in `words` words."""
    made = [0] * words
    for number, true in enumerate(truth):
        made[number // 64] |= true << number % 64
    return np.array(made, np.uint64)


@dataclass
class _Operations:
    """The operations of all updates; each has a kind, a slot, an argument and the width of the slots of a channel."""

    lookups: PackedLookups
    offsets: list[int] = field(default_factory=lambda: [0])
    rows: list[tuple[Operation, Slot, int, int]] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    known: dict[tuple[int, ...], int] = field(default_factory=dict)

    def table(self, values: Sequence[int]) -> int:
        """The offset of a table; equal tables are kept once."""
        key = tuple(values)
        if key not in self.known:
            self.known[key] = len(self.tables)
            self.tables.extend(key)
        return self.known[key]

    def lookup(self, table: Table) -> int:
        """The number of the lookup in a table over several fields."""
        fields = [self.lookups.packing.network.fields[index] for index in table.fields]
        weights, size = radix(fields)
        return self.lookups.add(table.fields, weights, self.table(table_of(table.entries.items(), weights, size)))

    def packed(self) -> Operations:
        """All of it as arrays."""
        return Operations(
            kind=np.array([kind for kind, _, _, _ in self.rows], np.uint8),
            word=np.array([slot.word for _, slot, _, _ in self.rows], np.int64),
            shift=np.array([slot.shift for _, slot, _, _ in self.rows], np.uint64),
            bits=np.array([slot.bits for _, slot, _, _ in self.rows], np.int64),
            argument=np.array([argument for _, _, argument, _ in self.rows], np.int64),
            width=np.array([width for _, _, _, width in self.rows], np.int64),
        )


class _Update:
    def __init__(self, packing: Packing, operations: _Operations, accepted: Mapping[Any, frozenset[int]]) -> None:
        self.packing = packing
        self.operations = operations
        self.accepted = accepted
        self.masks = [0] * packing.words
        self.written = [0] * packing.words

    def write(self, slot: Slot, value: int) -> None:
        """These bits become this value."""
        self.masks[slot.word] |= slot.mask
        self.written[slot.word] |= value << slot.shift

    def operation(self, kind: Operation, slot: Slot, argument: int = 0, width: int = 0) -> None:
        self.operations.rows.append((kind, slot, argument, width))

    def change(self, index: int, change: Change) -> None:
        """A field changes."""
        slot, declared = self.packing.slots[index], self.packing.network.fields[index]
        if isinstance(change, Table):
            self.operation(Operation.READ, slot, self.operations.lookup(change))
            return
        if isinstance(change, tuple):
            assert declared.channel is not None
            self._edits(slot, declared.channel, change)
            return
        sources = self.accepted.get(index, frozenset(range(len(declared.values))))
        after = {change.get(raw, raw) for raw in sources}
        if len(after) == 1:
            self.write(slot, after.pop())
        elif any(change.get(raw, raw) != raw for raw in sources):
            table = [change.get(raw, raw) for raw in range(1 << slot.bits)]
            self.operation(Operation.TABLE, slot, self.operations.table(table))

    def _content(self, slot: Slot, last: Edit) -> None:
        """A channel with room for one message, after its last edit."""
        if last.table is not None:
            self.operation(Operation.READ, slot, self.operations.lookup(last.table))
        else:
            self.write(slot, last.number if last.kind == "append" else 0)

    def _edits(self, slot: Slot, channel: Channel, edits: tuple[Edit, ...]) -> None:
        if channel.capacity == 1 and all(edit.kind != "double" for edit in edits):
            self._content(slot, edits[-1])
            return
        if not channel.ordered and slot.bits <= CHUNK_BITS and not any(edit.table for edit in edits):
            self.operation(Operation.TABLE, slot, self.operations.table(_edited(channel, edits, 1 << slot.bits)))
            return
        for number, edit in enumerate(edits):
            if edit.kind == "clear":
                if number:
                    raise NotPackedError("a channel is emptied after something was queued in the same step")
                self.masks[slot.word] |= slot.mask
            elif edit.table is not None:
                self.operation(Operation.APPEND_READ, slot, self.operations.lookup(edit.table), channel.width)
            else:
                self.operation(Operation[edit.kind.upper()], slot, edit.number, channel.width)
        if not channel.ordered:
            self.operation(Operation.SORT, slot, 0, channel.width)


def _edited(channel: Channel, edits: Sequence[Edit], contents: int) -> list[int]:
    """For each content of a channel its content after some edits; 0 where an edit is not possible."""
    made: list[int] = []
    for content in range(contents):
        new = content
        try:
            for edit in edits:
                new = edit.apply(channel, new)
        except (IndexError, ValueError):
            new = 0
        made.append(new)
    return made
