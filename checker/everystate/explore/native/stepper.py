"""States to their steps, every one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everystate.explore.native.packing import Words, addresses
from everystate.explore.native.updates import PackedEvents
from everystate.explore.native.visited import Visited

_ROOM = 1 << 18


class Stepper:
    """Makes the steps from states, in the order of the states and of the events.

    In that order `sources` has the row that each is from, `by` its event and `targets` the state that it leads to.
    Steps that change nothing are left out, unless `unchanging`.
    """

    def __init__(self, visited: Visited, events: PackedEvents, *, unchanging: bool = False) -> None:
        self.visited = visited
        self.events = events
        self.unchanging = unchanging
        self.room = max(_ROOM, 2 * len(events.guards))
        self.targets: Words = np.empty((self.room, visited.words), np.uint64)
        self.sources: NDArray[np.uint32] = np.empty(self.room, np.uint32)
        self.by: NDArray[np.uint32] = np.empty(self.room, np.uint32)
        self._put_out: NDArray[np.int64] = np.zeros(1, np.int64)
        self._enabled: Words = np.empty(len(events.guards.rest), np.uint64)
        self._made: Words = np.empty(visited.words, np.uint64)

    def step(self, low: int, high: int) -> int:
        """Make the steps from rows `low` to `high`, or up to the row that is returned, for which there is no room."""
        made = addresses(self.targets, self.sources, self.by, self._put_out)
        return self.visited.loops.steps(
            *(self.visited.addresses[0], low, high, *self.events.arguments),
            *(*addresses(self._enabled, self._made), self.unchanging, self.room, *made),
        )

    @property
    def made(self) -> int:
        """How many steps there are."""
        return int(self._put_out[0])
