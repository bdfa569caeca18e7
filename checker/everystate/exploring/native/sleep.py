"""Sleep sets: steps that a search need not take, as another order of the same events leads to the same state.

Let a lead from s to t, and b from t to u. Let b come before a in the list of events, be possible in s, and commute with
a. Then b and a lead from s to u as well, and that run comes first: b may sleep in t. What sleeps in s and commutes with
a may sleep in t, too (P. Godefroid: Partial-Order Methods for the Verification of Concurrent Systems, 1996, chapter 5).
The search takes states and events in their order, breadth first, so that it finds each state by the first of its
shortest runs; no step of such a run ever sleeps (docs/decisions/0010). All states are found, in the same order, at the
same depths and from the same states as without; steps that sleep lead to states that are known, and are counted.

There are few different sleep sets. Each has a number, its class. The class of a state follows from that of the state
before and the event between them. It is computed on first use.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from everystate.composing.network import Network
from everystate.exploring.native.arguments import Words
from everystate.exploring.native.column import Column
from everystate.exploring.native.constants import UNKNOWN
from everystate.exploring.native.guards import bit_sets
from everystate.exploring.native.independence import independence
from everystate.exploring.native.signatures import Events, Layer, Sleep
from everystate.exploring.native.visited import MAX_ROWS

FROM = 1 << 17
"""The number of states at which commuting events are computed: a smaller search ends before that pays."""

_MOST_CLASSES = 1 << 12
_MOST_CELLS = 1 << 23
_MOST_EVENTS = 1 << 12


class SleepSets:
    """The sleep sets of a search; of states, the class of those in the layer that is expanded, and in the next one.

    Until they are `begun` all sets are empty, and no event is `certain` to change something. The layers that are
    `expanded` and `found` are for the loops.
    """

    def __init__(self, network: Network, events: Events) -> None:
        self.network = network
        self.begun = not 0 < len(network.events) <= _MOST_EVENTS
        stride = events.guards.stride
        self.unsettling = events.unsettling
        self.certain: Words = np.zeros(stride, np.uint64)
        most = min(_MOST_CLASSES, _MOST_CELLS // max(1, len(network.events)))
        self.sets: Words = np.zeros((most, stride), np.uint64)
        self.following: NDArray[np.uint16] = np.zeros((most, max(1, len(network.events))), np.uint16)
        self._classes = {self.sets[0].tobytes(): 0}
        self.arguments = Sleep(certain=self.certain, sets=self.sets, following=self.following)
        self._columns = [Column(np.uint16, 1, MAX_ROWS), Column(np.uint16, 1, MAX_ROWS)]
        self.expanded = self.found = self._layer(0, 0)

    # -- what is known of events ----------------------------------------------------------------------------------

    def begin_if(self, states: int) -> None:
        """Look at which events commute, if there are many states; those found from now on have sleep sets."""
        if self.begun or states < FROM:
            return
        self.begun = True
        known = independence(self.network)
        stride = self.sets.shape[1]
        commutes = known.commutes & known.changes
        self.certain[:] = bit_sets(known.changes, stride) & self.unsettling
        self._commuting = bit_sets(commutes, stride)
        self._earlier = bit_sets(np.tril(commutes, -1), stride)
        self.following[1:] = UNKNOWN
        for event, asleep in enumerate(self._earlier):
            self.following[0, event] = self._class(asleep) or 0

    def learn(self, asked: Iterable[int]) -> None:
        """Compute the classes that were asked for, each by its place in `following`."""
        for place in asked:
            before, event = divmod(place, self.following.shape[1])
            asleep = self._earlier[event] | (self.sets[before] & self._commuting[event])
            found = self._class(asleep)
            self.following[before, event] = self.following[0, event] if found is None else found

    def _class(self, asleep: Words) -> int | None:
        """The number of a sleep set; None for a new one without room."""
        key, new = asleep.tobytes(), len(self._classes)
        if key not in self._classes and new < len(self.sets):
            self._classes[key] = new
            self.sets[new] = asleep
        return self._classes.get(key)

    # -- what is known of states ----------------------------------------------------------------------------------

    def begin_layer(self, count: int) -> None:
        """Begin the next layer, which has the rows up to `count`."""
        self._columns.reverse()
        self.expanded, self.found = self._layer(0, self.found.first), self._layer(1, count)

    def make_room(self, rows: int) -> None:
        """Make room for the classes of this number of states in all."""
        self._columns[1].make_room(rows - self.found.first)
        self.found = self._layer(1, self.found.first)

    def _layer(self, which: int, first: int) -> Layer:
        return Layer(first=first, classes=self._columns[which].rows)
