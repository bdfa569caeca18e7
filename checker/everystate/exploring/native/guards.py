"""Guards as sets: for each chunk of a state's bits and each value of it, the set of guards that accept that value.

Which guards hold in a state is the intersection of one set for each chunk. A chunk is some fields, or slots of a
channel, side by side in one word. A relation whose fields lie in one chunk is part of it. A condition on all slots of
a channel, and any other relation, is evaluated only for the guards that the chunks accept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from everystate.composing.event import Guard, Test
from everystate.composing.relations import Difference, Fields, Relation, Together
from everystate.exploring.native.arguments import Words
from everystate.exploring.native.constants import GROUP
from everystate.exploring.native.lookups import PackedLookups, relation_table
from everystate.exploring.native.packing import NotPackedError, Packing, Slot
from everystate.exploring.native.signatures import Guards, Searches

CHUNK_BITS = 8
MAX_UNIT_BITS = 16

Accepted = NDArray[np.bool_]


def pack_guards(packing: Packing, guards: Sequence[Guard]) -> Guards:
    """Guards as arrays.

    Raises:
        NotPackedError: a field is too wide for a table.
    """
    made = _Sets(packing, len(guards))
    for number, guard in enumerate(guards):
        for key, accepts in guard:
            if isinstance(key, tuple):
                assert isinstance(accepts, Together | Difference)
                made.relation(number, key, accepts)
            elif isinstance(accepts, frozenset):
                made.values(number, key, accepts)
            else:
                assert isinstance(accepts, tuple)
                for test in accepts:
                    made.test(number, key, test)
        made.offsets.append(len(made.searches))
        made.related.append(len(made.relations))
    return made.packed()


class _Sets:
    """For each unit that a guard reads, which values each guard accepts."""

    def __init__(self, packing: Packing, count: int) -> None:
        self.packing = packing
        self.count = count
        self.units: dict[Slot, dict[int, Accepted]] = {}
        self.offsets = [0]
        self.searches: list[tuple[int, int, int, int, int]] = []
        """Word, shift, bits, code and width of each."""
        self.related = [0]
        self.relations: list[int] = []
        self.lookups = PackedLookups(packing)
        self.accepted: list[int] = []
        self.known: dict[tuple[Fields, Relation], int] = {}
        self.never: list[int] = []

    def accept(self, number: int, unit: Slot, accepted: Accepted) -> None:
        """A guard accepts these values of a unit."""
        known = self.units.setdefault(unit, {})
        known[number] = known[number] & accepted if number in known else accepted

    def values(self, number: int, index: int, values: frozenset[int]) -> None:
        """A field has one of these values."""
        unit = self.packing.slots[index]
        if len(values) == len(self.packing.network.fields[index].values):
            return
        if unit.bits > MAX_UNIT_BITS:
            raise NotPackedError(f"{self.packing.network.fields[index].name} has too many values for a table")
        accepted = np.zeros(1 << unit.bits, np.bool_)
        accepted[list(values)] = True
        self.accept(number, unit, accepted)

    def relation(self, number: int, fields: Fields, relation: Relation) -> None:
        """Some fields have a combination of values of a relation."""
        declared = [self.packing.network.fields[field] for field in fields]
        slots = [self.packing.slots[field] for field in fields]
        weights, zero, table = relation_table(relation, declared)
        span = _span(slots)
        if span is not None:
            values = np.arange(1 << span.bits)
            places = np.full(len(values), zero)
            for slot, weight in zip(slots, weights, strict=True):
                places += weight * ((values >> (slot.shift - span.shift)) & ((1 << slot.bits) - 1))
            self.accept(number, span, np.array(table, np.bool_)[places % len(table)])
            return
        if (fields, relation) not in self.known:
            self.known[fields, relation] = self.lookups.add(fields, weights, zero + len(self.accepted))
            self.accepted += table
        self.relations.append(self.known[fields, relation])

    def test(self, number: int, index: int, test: Test) -> None:
        """A channel passes a test."""
        channel, whole = self.packing.network.fields[index].channel, self.packing.slots[index]
        assert channel is not None
        at = {"longer": test.number, "room": channel.capacity - test.number, "full": channel.capacity - test.number}
        if test.kind == "holds":
            self._holds(number, whole, test.number, channel.width, channel.capacity)
        elif test.kind in ("head", "empty"):
            code = test.number if test.kind == "head" else 0
            self._slot(number, whole, channel.width, 0, code=code)
        elif 0 <= at[test.kind] < channel.capacity:
            self._slot(number, whole, channel.width, at[test.kind], code=0, equal=test.kind == "room")
        elif (test.kind == "room") != (at[test.kind] >= channel.capacity):
            self.never.append(number)

    def _slot(self, number: int, whole: Slot, width: int, at: int, *, code: int, equal: bool = True) -> None:
        """One slot of a channel has this code, or another one; free slots have 0 and are all behind the others."""
        unit = Slot(whole.word, whole.shift + at * width, width)
        if width > MAX_UNIT_BITS:
            raise NotPackedError("a channel carries too many messages for a table")
        self.accept(number, unit, (np.arange(1 << width) == code) == equal)

    def _holds(self, number: int, whole: Slot, code: int, width: int, capacity: int) -> None:
        if whole.bits <= CHUNK_BITS:
            contents = np.arange(1 << whole.bits)
            slots = [(contents >> (at * width)) & ((1 << width) - 1) for at in range(capacity)]
            self.accept(number, whole, np.any([slot == code for slot in slots], axis=0))
        elif capacity == 1:
            self._slot(number, whole, width, 0, code=code)
        else:
            self.searches.append((whole.word, whole.shift, whole.bits, code, width))

    def packed(self) -> Guards:
        """All of it as arrays."""
        chunks = _chunks(self.units)
        stride = -(-max(self.count, 1) // (64 * GROUP)) * GROUP
        everything = bit_sets(np.ones(self.count, np.bool_), stride)
        blocks = [self._block(chunk, everything) for chunk in chunks] or [everything.reshape(1, -1)]
        for number in self.never:
            blocks[0][:, number // 64] &= ~np.uint64(1 << number % 64)
        sizes = [0, *np.cumsum([block.size for block in blocks[:-1]]).tolist()]
        chunks = chunks or [(Slot(0, 0, 0), [])]
        word, shift, bits, code, width = np.array(self.searches, np.int64).reshape(-1, 5).T.copy()
        return Guards(
            count=self.count,
            chunks=len(chunks),
            word=np.array([chunk.word for chunk, _ in chunks], np.int64),
            shift=np.array([chunk.shift for chunk, _ in chunks], np.uint64),
            mask=np.array([(1 << chunk.bits) - 1 for chunk, _ in chunks], np.uint64),
            base=np.array(sizes, np.int64),
            sets=np.concatenate([block.ravel() for block in blocks]),
            stride=stride,
            conditional=bit_sets((np.diff(self.offsets) > 0) | (np.diff(self.related) > 0), stride),
            offsets=np.array(self.offsets, np.int64),
            searches=Searches(word=word, shift=shift, bits=bits, code=code, width=width),
            related=np.array(self.related, np.int64),
            relation=np.array(self.relations, np.int64),
            lookups=self.lookups.packed(),
            accepted=np.array(self.accepted, np.uint8),
        )

    def _block(self, chunk: tuple[Slot, list[Slot]], everything: Words) -> Words:
        """For each value of a chunk, the set of guards that accept it."""
        span, units = chunk
        made = np.broadcast_to(everything, (1 << span.bits, len(everything)))
        for unit in units:
            refused = np.zeros((1 << unit.bits, self.count), np.bool_)
            for number, accepted in self.units[unit].items():
                refused[:, number] = ~accepted
            value = (np.arange(1 << span.bits) >> (unit.shift - span.shift)) & ((1 << unit.bits) - 1)
            made = made & ~bit_sets(refused, len(everything))[value]
        return np.ascontiguousarray(made)


def _span(slots: Sequence[Slot]) -> Slot | None:
    """The bits from the first to the last of some fields, if they are few and in one word."""
    low, high = min(slot.shift for slot in slots), max(slot.shift + slot.bits for slot in slots)
    if len({slot.word for slot in slots}) > 1 or high - low > CHUNK_BITS:
        return None
    return Slot(slots[0].word, low, high - low)


def _chunks(units: dict[Slot, dict[int, Accepted]]) -> list[tuple[Slot, list[Slot]]]:
    """Units side by side, as many as go into a chunk; a unit that is wider is a chunk by itself.

    Units may overlap where a channel is asked for its first slots and another guard reads the same slots.
    """
    made: list[tuple[Slot, list[Slot]]] = []
    for unit in sorted(units, key=lambda one: (one.word, one.shift, one.bits)):
        if made and made[-1][0].word == unit.word:
            span, inside = made[-1]
            end = max(span.shift + span.bits, unit.shift + unit.bits)
            if end - span.shift <= CHUNK_BITS:
                made[-1] = (Slot(span.word, span.shift, end - span.shift), [*inside, unit])
                continue
        made.append((unit, [unit]))
    return made


def bit_sets(truths: NDArray[np.bool_], stride: int) -> Words:
    """The truth values in the last axis as bits of `stride` words, the first the lowest."""
    missing = 64 * stride - truths.shape[-1]
    padded = np.concatenate([truths, np.zeros((*truths.shape[:-1], missing), np.bool_)], axis=-1) if missing else truths
    return np.packbits(padded, axis=-1, bitorder="little").view("<u8").astype(np.uint64, copy=False)
