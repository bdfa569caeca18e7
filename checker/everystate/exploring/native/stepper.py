"""States to their steps, every one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native.arguments import Words
from everystate.exploring.native.signatures import Events, Step
from everystate.exploring.native.visited import Visited

_ROOM = 1 << 18
_STATES = 1 << 14


class Stepper:
    """Makes the steps from states, in the order of the states and of the events.

    In that order `by` has the event of each and `targets` the state that it leads to; `ends` says for each state how
    many there are up to its last. Steps that change nothing (`Network.changes`) are left out, unless `unchanging`: then
    the number of events is added to the event of such a step.
    """

    def __init__(self, visited: Visited, events: Events, *, unchanging: bool = False) -> None:
        self.visited = visited
        self.events = events
        self.unchanging = unchanging
        self.room = max(_ROOM, 2 * events.events)
        self.made = 0
        self._targets: Words = np.empty((self.room, visited.words), np.uint64)
        self._by: NDArray[np.uint32] = np.empty(self.room, np.uint32)
        self._ends: NDArray[np.int64] = np.empty(_STATES, np.int64)
        self._states = 0
        self._enabled: Words = np.empty(events.guards.stride, np.uint64)
        self._after: Words = np.empty(visited.words, np.uint64)

    def step(self, low: int, high: int) -> int:
        """Make the steps from rows `low` to `high`, or up to the row that is returned, for which there is no room."""
        end = self.visited.loops(
            Step(
                columns=self.visited.columns,
                events=self.events,
                low=low,
                high=min(high, low + _STATES),
                unchanging=int(self.unchanging),
                room=self.room,
                targets=self._targets,
                by=self._by,
                ends=self._ends,
                enabled=self._enabled,
                after=self._after,
            )
        )
        self._states = end - low
        self.made = int(self._ends[end - low - 1]) if end > low else 0
        return end

    @property
    def targets(self) -> Words:
        """The words of the state that each step leads to, a row a step."""
        return self._targets[: self.made]

    @property
    def by(self) -> NDArray[np.uint32]:
        """The event of each step."""
        return self._by[: self.made]

    @property
    def ends(self) -> NDArray[np.int64]:
        """For each state how many steps there are up to its last one."""
        return self._ends[: self._states]
