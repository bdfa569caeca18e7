"""The network in bits: where each field lies, and guards and updates as arrays that a compiled loop can read.

A joint state is `words` unsigned 64-bit words. A field lies within one word; a channel is its slots side by side, the
head lowest. Most guards are `(word & MASK) == VALUE` and most updates `(word & KEEP) | WRITE`; what is left of them
(sets of values, maps, channels of more than one slot) are operations in a list of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everystate.compose.network import Change, Channel, Edit, Event, Field, Network, Test
from everystate.explore.space import Guard, State

Words = NDArray[np.uint64]
MAX_TABLE_BITS = 16

# Kinds of operations: guards, then updates.
IN_TABLE, NONZERO, HOLDS = 0, 1, 2
BY_TABLE, TAKE, APPEND, LOSE, DOUBLE, REMOVE, SORT = 0, 1, 2, 3, 4, 5, 6


class NotPackedError(Exception):
    """This network does not fit the native engine; the text says why."""


@dataclass(frozen=True)
class Slot:
    """Where a field lies: `bits` bits of a word, from `shift`."""

    word: int
    shift: int
    bits: int

    @property
    def mask(self) -> int:
        """Its bits in the word."""
        return ((1 << self.bits) - 1) << self.shift


@dataclass
class Operations:
    """Lists of operations, the ones of guard or event i from `offsets[i]` to `offsets[i + 1]`."""

    offsets: list[int] = field(default_factory=lambda: [0])
    rows: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)

    def close(self) -> None:
        """The operations of one guard or event are complete."""
        self.offsets.append(len(self.rows))

    def arrays(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Offsets, and rows of (kind, word, shift, bits, argument, width)."""
        rows = np.array(self.rows, np.int64).reshape(len(self.rows), 6)
        return np.array(self.offsets, np.int64), rows


@dataclass(frozen=True)
class PackedGuards:
    """Guards as arrays; `masks` and `values` have a row a guard and a column a word."""

    masks: Words
    values: Words
    offsets: NDArray[np.int64]
    rows: NDArray[np.int64]
    tables: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.masks)


@dataclass(frozen=True)
class PackedEvents:
    """Guards and updates of the events; whether each is a protocol step, and whether it needs a settled state."""

    guards: PackedGuards
    keeps: Words
    writes: Words
    offsets: NDArray[np.int64]
    rows: NDArray[np.int64]
    tables: NDArray[np.uint32]
    protocol: NDArray[np.bool_]
    when_settled: NDArray[np.bool_]


def slot_bits(channel: Channel) -> int:
    """Bits of a whole channel."""
    return channel.width * channel.capacity


class Packing:
    """Places fields in words, and packs states, guards and events.

    Raises:
        NotPackedError: a channel is wider than a word.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.slots: list[Slot] = []
        used: list[int] = [0]
        for declared in network.fields:
            bits = self._bits(declared)
            word = next((w for w, taken in enumerate(used) if taken + bits <= 64), len(used))
            if word == len(used):
                used.append(0)
            self.slots.append(Slot(word, used[word], bits))
            used[word] += bits
        self.words = len(used)

    def _bits(self, declared: Field) -> int:
        if declared.channel is None:
            return (len(declared.values) - 1).bit_length()
        bits = slot_bits(declared.channel)
        if bits > 64:
            raise NotPackedError(f"{declared.name} takes {bits} bits, and a channel may take 64")
        return bits

    # -- states ---------------------------------------------------------------------------------------------------

    def pack(self, state: State) -> Words:
        """The words of a joint state."""
        words = [0] * self.words
        for raw, slot in zip(state, self.slots, strict=True):
            words[slot.word] |= raw << slot.shift
        return np.array(words, np.uint64)

    def unpack(self, words: Sequence[int]) -> State:
        """The joint state of some words."""
        return tuple((int(words[s.word]) & s.mask) >> s.shift for s in self.slots)

    # -- guards ---------------------------------------------------------------------------------------------------

    def guards(self, guards: Sequence[Guard]) -> PackedGuards:
        """Guards as arrays."""
        masks = np.zeros((len(guards), self.words), np.uint64)
        values = np.zeros((len(guards), self.words), np.uint64)
        operations, tables = Operations(), _Tables()
        for number, guard in enumerate(guards):
            parts = _GuardParts(self, operations, tables)
            for index, accepted in guard:
                if isinstance(accepted, frozenset):
                    parts.values_of(index, accepted)
                else:
                    for test in accepted:
                        parts.test(index, test)
            masks[number] = np.array(parts.masks, np.uint64)
            values[number] = np.array(parts.wanted, np.uint64)
            operations.close()
        return PackedGuards(masks, values, *operations.arrays(), tables.array())

    # -- events ---------------------------------------------------------------------------------------------------

    def events(self, events: Sequence[Event]) -> PackedEvents:
        """Events as arrays, in this order."""
        full = (1 << 64) - 1
        keeps = np.full((len(events), self.words), full, np.uint64)
        writes = np.zeros((len(events), self.words), np.uint64)
        operations, tables = Operations(), _Tables()
        for number, event in enumerate(events):
            parts = _UpdateParts(self, operations, tables, dict(event.guard))
            for index, change in event.update:
                parts.change(index, change)
            keeps[number] = np.array([full & ~mask for mask in parts.masks], np.uint64)
            writes[number] = np.array(parts.written, np.uint64)
            operations.close()
        return PackedEvents(
            self.guards([event.guard for event in events]),
            keeps,
            writes,
            *operations.arrays(),
            tables.array(),
            np.array([event.label.cause == "protocol" for event in events], np.bool_),
            np.array([event.when_settled for event in events], np.bool_),
        )


class _Tables:
    """Tables of values, one after the other; equal tables once."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.known: dict[tuple[int, ...], int] = {}

    def add(self, values: Sequence[int]) -> int:
        """The offset of a table."""
        key = tuple(values)
        if key not in self.known:
            self.known[key] = len(self.values)
            self.values.extend(key)
        return self.known[key]

    def array(self) -> NDArray[np.uint32]:
        return np.array(self.values or [0], np.uint32)


class _GuardParts:
    def __init__(self, packing: Packing, operations: Operations, tables: _Tables) -> None:
        self.packing = packing
        self.operations = operations
        self.tables = tables
        self.masks = [0] * packing.words
        self.wanted = [0] * packing.words

    def equal(self, word: int, mask: int, value: int) -> None:
        """These bits are so. What contradicts what was asked before goes to a table that accepts nothing."""
        both = self.masks[word] & mask
        if (self.wanted[word] ^ value) & both:
            self.operation(IN_TABLE, Slot(word, 0, 0), self.tables.add([0]))
            return
        self.masks[word] |= mask
        self.wanted[word] |= value

    def operation(self, kind: int, slot: Slot, argument: int, width: int = 0) -> None:
        self.operations.rows.append((kind, slot.word, slot.shift, slot.bits, argument, width))

    def values_of(self, index: int, accepted: frozenset[int]) -> None:
        """A field has one of these values."""
        slot, size = self.packing.slots[index], len(self.packing.network.fields[index].values)
        if len(accepted) == size:
            return
        if len(accepted) == 1:
            [raw] = accepted
            self.equal(slot.word, slot.mask, raw << slot.shift)
            return
        table = [int(raw in accepted) for raw in range(1 << slot.bits)]
        self.operation(IN_TABLE, slot, self.tables.add(table))

    def test(self, index: int, test: Test) -> None:
        """A channel passes a test."""
        channel, slot = self.packing.network.fields[index].channel, self.packing.slots[index]
        assert channel is not None
        width = channel.width
        at = {"longer": test.number, "room": channel.capacity - test.number, "full": channel.capacity - test.number}
        if test.kind == "holds":
            self.operation(HOLDS, slot, test.number, width)
        elif test.kind in ("head", "empty"):
            mask = ((1 << width) - 1) << slot.shift
            self.equal(slot.word, mask, (test.number if test.kind == "head" else 0) << slot.shift)
        else:
            self._slot_test(test.kind == "room", slot, width, at[test.kind], channel.capacity)

    def _slot_test(self, free: bool, slot: Slot, width: int, at: int, capacity: int) -> None:
        """The slot at this index is free, or taken; before the first all are taken, after the last all are free."""
        if 0 <= at < capacity:
            one = Slot(slot.word, slot.shift + at * width, width)
            if free:
                self.equal(one.word, one.mask, 0)
            else:
                self.operation(NONZERO, one, 0)
        elif free != (at >= capacity):
            self.operation(IN_TABLE, Slot(slot.word, 0, 0), self.tables.add([0]))


class _UpdateParts:
    def __init__(self, packing: Packing, operations: Operations, tables: _Tables, guard: dict[int, Any]) -> None:
        self.packing = packing
        self.operations = operations
        self.tables = tables
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
            self.operation(BY_TABLE, slot, self.tables.add(table))

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
