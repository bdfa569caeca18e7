"""States to their successors, in buffers by the part that each successor falls into."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everystate.explore.native.packing import Words, addresses
from everystate.explore.native.updates import PackedEvents
from everystate.explore.native.visited import PARTS, Visited

_ROOM = 1 << 12
_LATELY = 1 << 13


def room_for(events: int) -> int:
    """How many successors a part of a buffer takes: at least those of two states, and a power of two."""
    return max(_ROOM, 1 << (2 * events).bit_length())


class Expander:
    """Expands some of the visited states into a buffer; a successor's record is its words, and one more for the search.

    A search sorts the records into parts; a successor that was put out lately is then not put out again, and
    `visited.flags` are set. With `all_steps` there is one part, every step that changes something is put out, in the
    order of the states and of the events, and no flag is set; with `unchanging`, those that change nothing, too.
    """

    def __init__(
        self,
        visited: Visited,
        events: PackedEvents,
        all_steps: bool = False,
        unchanging: bool = False,
        into: tuple[Words, NDArray[np.int64]] | None = None,
    ) -> None:
        self.visited = visited
        self.events = events
        self.all_steps = all_steps
        self.unchanging = unchanging
        self.parts = 1 if all_steps else PARTS
        count = len(events.guards)
        self.room = room_for(count) * (PARTS if all_steps else 1)
        self.records: Words
        self.counts: NDArray[np.int64]
        self.records, self.counts = into or (
            np.empty((self.parts, self.room, visited.words + 1), np.uint64),
            np.zeros(self.parts, np.int64),
        )
        self.sources: NDArray[np.uint32] = np.empty(self.parts * self.room, np.uint32)
        self.by: NDArray[np.uint32] = np.empty(self.parts * self.room if all_steps else 1, np.uint32)
        self.fired: NDArray[np.int64] = np.zeros(max(count, 1), np.int64)
        self.put_out: NDArray[np.int64] = np.zeros(1, np.int64)
        self.lately: Words = np.empty((1 if all_steps else _LATELY, visited.words), np.uint64)
        self._scratch: Words = np.empty(len(events.guards.rest) + visited.words, np.uint64)
        self.forget()

    def forget(self) -> None:
        """Nothing was put out lately but the start, which everybody knows."""
        self.lately[:] = self.visited.states[0]

    def expand(self, low: int, high: int) -> int:
        """Fill the buffer from rows `low` to `high`; the row where it is full, or `high`, is returned.

        `counts` says how many records there are in each part, `sources` where each comes from, in the order in which
        they were made; with `all_steps`, `by` has its event. `fired` counts the steps of each event.
        """
        self.counts[:] = 0
        self.fired[:] = 0
        states, _, flags = self.visited.addresses
        fired, lately, records = addresses(self.fired, self.lately, self.records)
        counts, sources, by, put_out, enabled = addresses(
            self.counts, self.sources, self.by, self.put_out, self._scratch
        )
        made = enabled + 8 * len(self.events.guards.rest)
        return self.visited.loops.expand(
            *(states, low, high, *self.events.arguments, flags, fired, enabled, made),
            *(lately, len(self.lately) - 1, self.all_steps, self.unchanging),
            *(self.parts, self.room, records, counts, sources, by, put_out),
        )

    @property
    def made(self) -> int:
        """How many records there are."""
        return int(self.put_out[0])
