"""States to their successors, in buffers by the part that each successor falls into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everystate.compose.network import Event
from everystate.explore.native import kernel
from everystate.explore.native.packing import PackedEvents, PackedGuards, Packing
from everystate.explore.native.part import Part

_BUFFER = 1 << 14
_LATELY = 1 << 14


def guard_arrays(guards: PackedGuards) -> tuple[Any, ...]:
    """What the loops take for guards."""
    return guards.masks, guards.values, guards.offsets, guards.rows, guards.tables


def update_arrays(events: PackedEvents) -> tuple[Any, ...]:
    """What the loops take for updates."""
    return events.keeps, events.writes, events.offsets, events.rows, events.tables


class Expander:
    """Expands rows of one part into buffers, one for each part that successors may fall into.

    Unless `all_steps` are asked for, a successor that was put out lately is not put out again.
    """

    def __init__(self, packing: Packing, events: Sequence[Event], parts: int, all_steps: bool = False) -> None:
        packed = packing.events(events)
        self.arguments = (guard_arrays(packed.guards), update_arrays(packed), packed.protocol, packed.when_settled)
        self.all_steps = all_steps
        room = max(_BUFFER, 4 * len(events))
        self.out = np.empty((parts, room, packing.words), np.uint64)
        self.sources: NDArray[np.uint32] = np.empty((parts, room), np.uint32)
        self.counts: NDArray[np.int64] = np.zeros(parts, np.int64)
        self.lately = np.zeros((_LATELY, packing.words + 1), np.uint64)
        kernel.forget(self.lately)
        self.fired: NDArray[np.int64] = np.zeros(len(events), np.int64)

    def expand(self, part: Part, low: int, high: int, marks: NDArray[np.uint8]) -> int:
        """Fill the buffers from rows `low` to `high`, and `marks` with flags; the row where it stopped is returned."""
        self.counts[:] = 0
        if low == high:
            return high
        buffers = (self.lately, self.all_steps, self.out, self.sources, self.counts)
        arguments = (*self.arguments, marks, self.fired, *buffers)
        return int(kernel.expand(part.states, low, high, *arguments))
