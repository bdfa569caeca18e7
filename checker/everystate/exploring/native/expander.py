"""States to their successors, in buffers by the part that each successor falls into."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native.packing import Words, addresses
from everystate.exploring.native.signatures import PLANES, WANTED
from everystate.exploring.native.sleep import SleepSets
from everystate.exploring.native.updates import PackedEvents
from everystate.exploring.native.visited import PARTS, Visited

_ROOM = 1 << 12


def room_for(events: int) -> int:
    """How many successors a part of a buffer takes: at least those of two states, and a power of two."""
    return max(_ROOM, 1 << (2 * events).bit_length())


class Expander:
    """Expands states for a search into a buffer; a successor's record is its words, and one more for the search.

    `visited.flags` are set. Steps that sleep, and those that change nothing, are counted and not put out.
    """

    def __init__(
        self, visited: Visited, events: PackedEvents, sleep: SleepSets, records: Words, counts: NDArray[np.int64]
    ) -> None:
        self.visited = visited
        self.events = events
        self.sleep = sleep
        self.records = records
        self.counts = counts
        self.room = records.shape[1]
        stride = len(events.guards.rest)
        self.sources: NDArray[np.uint32] = np.empty(PARTS * self.room, np.uint32)
        self.leads_to: NDArray[np.uint16] = np.empty(PARTS * self.room, np.uint16)
        self.fired: NDArray[np.int64] = np.zeros(max(len(events.guards), 1), np.int64)
        self._planes: Words = np.zeros((PLANES, stride), np.uint64)
        self._asked: NDArray[np.int64] = np.zeros(1 + WANTED, np.int64)
        self._put_out: NDArray[np.int64] = np.zeros(1, np.int64)
        self._enabled: Words = np.empty(stride, np.uint64)
        self._made: Words = np.empty(visited.words, np.uint64)

    def expand(self, low: int, high: int) -> int:
        """Fill the buffer from rows `low` to `high`; the row where it is full, or `high`, is returned.

        `counts` says how many records there are in each part. In the order in which they were made, `sources` says
        where each comes from, and `leads_to` the class of its sleep set. `fired` counts the steps of each event.
        """
        self.counts[:] = 0
        self.fired[:] = 0
        self._asked[0] = 0
        states, _, flags = self.visited.addresses
        scratch = addresses(self.fired, self._planes, self._enabled, self._made)
        made = addresses(self.records, self.counts, self.sources, self.leads_to, self._asked, self._put_out)
        return self.visited.loops.expand(
            *(states, low, high, *self.events.arguments, *self.sleep.arguments, flags, *scratch),
            *(PARTS, self.room, *made),
        )

    @property
    def asked(self) -> list[int]:
        """The classes of sleep sets that were not known."""
        asked: list[int] = self._asked[1 : 1 + int(self._asked[0])].tolist()
        return asked

    @property
    def made(self) -> int:
        """How many records there are."""
        return int(self._put_out[0])
