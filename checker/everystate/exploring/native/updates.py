"""Events in bits: most updates are `(word & KEEP) | WRITE`; what is left (maps, channels) are operations in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everystate.composing.network import Change, Channel, Edit, Event
from everystate.exploring.native.guards import PackedGuards, pack_guards
from everystate.exploring.native.packing import NotPackedError, Packing, Slot, Words, addresses

BY_TABLE, TAKE, APPEND, LOSE, DOUBLE, REMOVE, SORT = 0, 1, 2, 3, 4, 5, 6

_FULL = (1 << 64) - 1


@dataclass(frozen=True)
class PackedEvents:
    """Guards and updates of the events; the sets of those that unsettle a state, and that need a settled one.

    Operations of event i are rows (kind, word, shift, bits, argument, width) from `offsets[i]` to `offsets[i + 1]`.
    """

    guards: PackedGuards
    keeps: Words
    writes: Words
    offsets: NDArray[np.int64]
    rows: NDArray[np.int64]
    tables: Words
    protocol: Words
    when_settled: Words

    @cached_property
    def arguments(self) -> tuple[int, ...]:
        """What the loop that expands takes for guards, updates and kinds of events."""
        updates = addresses(self.keeps, self.writes, self.offsets, self.rows, self.tables)
        kinds = addresses(self.protocol, self.when_settled)
        return *self.guards.arguments, len(self.guards), *updates, *kinds, int(self.when_settled.any())


def pack_events(packing: Packing, events: Sequence[Event]) -> PackedEvents:
    """Events as arrays, in this order.

    Raises:
        NotPackedError: an update is not what the loops can do, or a guard is too wide for a table.
    """
    keeps = np.full((len(events), packing.words), _FULL, np.uint64)
    writes = np.zeros((len(events), packing.words), np.uint64)
    operations = _Operations()
    for number, event in enumerate(events):
        update = _Update(packing, operations, dict(event.guard))
        for index, change in event.update:
            update.change(index, change)
        keeps[number] = [_FULL & ~mask for mask in update.masks]
        writes[number] = update.written
        operations.offsets.append(len(operations.rows))
    guards = pack_guards(packing, [event.guard for event in events])
    return PackedEvents(
        guards,
        keeps,
        writes,
        np.array(operations.offsets, np.int64),
        np.array(operations.rows, np.int64).reshape(len(operations.rows), 6),
        np.array(operations.tables or [0], np.uint64),
        _set([event.label.cause == "protocol" and not event.when_settled for event in events], len(guards.rest)),
        _set([event.when_settled for event in events], len(guards.rest)),
    )


def _set(truth: Sequence[bool], words: int) -> Words:
    """The numbers of what is true, as a set of so many words."""
    made = [0] * words
    for number, true in enumerate(truth):
        made[number // 64] |= true << number % 64
    return np.array(made, np.uint64)


@dataclass
class _Operations:
    offsets: list[int] = field(default_factory=lambda: [0])
    rows: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    known: dict[tuple[int, ...], int] = field(default_factory=dict)

    def table(self, values: Sequence[int]) -> int:
        """The offset of a table; equal tables are kept once."""
        key = tuple(values)
        if key not in self.known:
            self.known[key] = len(self.tables)
            self.tables.extend(key)
        return self.known[key]


class _Update:
    def __init__(self, packing: Packing, operations: _Operations, guard: dict[int, Any]) -> None:
        self.packing = packing
        self.operations = operations
        self.guard = guard
        self.masks = [0] * packing.words
        self.written = [0] * packing.words

    def write(self, slot: Slot, value: int) -> None:
        """These bits become this value."""
        self.masks[slot.word] |= slot.mask
        self.written[slot.word] |= value << slot.shift

    def operation(self, kind: int, slot: Slot, argument: int = 0, width: int = 0) -> None:
        self.operations.rows.append((kind, slot.word, slot.shift, slot.bits, argument, width))

    def change(self, index: int, change: Change) -> None:
        """A field changes."""
        slot, declared = self.packing.slots[index], self.packing.network.fields[index]
        if isinstance(change, tuple):
            assert declared.channel is not None
            self._edits(slot, declared.channel, change)
            return
        sources: frozenset[int] = self.guard.get(index, frozenset(range(len(declared.values))))
        after = {change.get(raw, raw) for raw in sources}
        if len(after) == 1:
            self.write(slot, after.pop())
        elif any(change.get(raw, raw) != raw for raw in sources):
            table = [change.get(raw, raw) for raw in range(1 << slot.bits)]
            self.operation(BY_TABLE, slot, self.operations.table(table))

    def _edits(self, slot: Slot, channel: Channel, edits: tuple[Edit, ...]) -> None:
        if channel.capacity == 1 and all(edit.kind in ("take", "append", "clear", "remove", "lose") for edit in edits):
            last = edits[-1]
            self.write(slot, last.number if last.kind == "append" else 0)
            return
        kinds = {"take": TAKE, "append": APPEND, "lose": LOSE, "double": DOUBLE, "remove": REMOVE}
        for number, edit in enumerate(edits):
            if edit.kind == "clear":
                if number:
                    raise NotPackedError("a channel is emptied after something was queued in the same step")
                self.masks[slot.word] |= slot.mask
            else:
                self.operation(kinds[edit.kind], slot, edit.number, channel.width)
        if not channel.ordered:
            self.operation(SORT, slot, 0, channel.width)
