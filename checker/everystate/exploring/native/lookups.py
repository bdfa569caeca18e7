"""Places in tables that are computed from several fields: relations of guards, and updates that read other fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

import numpy as np

from everystate.composing.field import Field
from everystate.composing.relations import Difference, Fields, Raws, Relation
from everystate.exploring.native.packing import Packing, Slot
from everystate.exploring.native.signatures import Lookups

Part = tuple[Slot, int]
"""A field, and the weight of its value."""


class PackedLookups:
    """Collects lookups; equal ones are kept once."""

    def __init__(self, packing: Packing) -> None:
        self.packing = packing
        self._numbers: dict[tuple[tuple[Part, ...], int], int] = {}

    def add(self, fields: Fields, weights: Sequence[int], base: int) -> int:
        """The number of the lookup at `base` plus the sum of the values of the fields times their weights."""
        parts = tuple((self.packing.slots[field], weight) for field, weight in zip(fields, weights, strict=True))
        return self._numbers.setdefault((parts, base), len(self._numbers))

    def packed(self) -> Lookups:
        """All of them as arrays."""
        parts = [part for those, _ in self._numbers for part in those]
        return Lookups(
            base=np.array([base for _, base in self._numbers], np.int64),
            first=np.cumsum([0, *(len(those) for those, _ in self._numbers)], dtype=np.int64),
            word=np.array([slot.word for slot, _ in parts], np.int64),
            shift=np.array([slot.shift for slot, _ in parts], np.uint64),
            mask=np.array([(1 << slot.bits) - 1 for slot, _ in parts], np.uint64),
            weight=np.array([weight for _, weight in parts], np.int64),
        )


def radix(fields: Sequence[Field]) -> tuple[list[int], int]:
    """The weights of some fields in a mixed radix number, the first the highest, and how many numbers there are."""
    sizes = [len(field.values) for field in fields]
    return [prod(sizes[place + 1 :]) for place in range(len(sizes))], prod(sizes)


def table_of(entries: Iterable[tuple[Raws, int]], weights: Sequence[int], size: int) -> list[int]:
    """The entries at the places that their raw values say; 0 elsewhere."""
    table = [0] * size
    for raws, entry in entries:
        table[sum(raw * weight for raw, weight in zip(raws, weights, strict=True))] = entry
    return table


def relation_table(relation: Relation, fields: Sequence[Field]) -> tuple[list[int], int, list[int]]:
    """The weights of the fields, the place of all zeros, and a table with 1 for the combinations of a relation."""
    if isinstance(relation, Difference):
        lowest = 1 - len(fields[1].values)
        numbers = range(lowest, len(fields[0].values))
        return [1, -1], -lowest, [int(number in relation.numbers) for number in numbers]
    weights, size = radix(fields)
    return weights, 0, table_of(((raws, 1) for raws in relation.raws), weights, size)
