"""Every step of a packed space, as arrays: claims about time need all steps, and a search does not record them."""

from __future__ import annotations

import os
from concurrent.futures import FIRST_EXCEPTION, wait
from threading import Condition

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.lasso import UnansweredError
from everystate.exploring.native.memory import shortage
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.stepper import Stepper
from everystate.exploring.native.temporal.pace import Pace
from everystate.exploring.native.temporal.signatures import Graph
from everystate.exploring.native.threads import Threads
from everystate.exploring.native.updates import pack_events

MAX_EVENTS = 2**15 - 1
_BLOCK = 1 << 14
_A_WHILE = 0.1


class StepGraph(Graph):
    """Every step of the states that were expanded."""

    def from_state(self, state: int) -> range:
        """The places of the steps from a state."""
        return range(int(self.starts[state]), int(self.starts[state + 1]))

    def pairs(self, state: int) -> list[tuple[int, int]]:
        """Event and target of each step from a state."""
        here = slice(int(self.starts[state]), int(self.starts[state + 1]))
        return list(zip((self.events[here] % self.kinds).tolist(), self.targets[here].tolist(), strict=True))

    def event(self, place: int) -> int:
        """The event of the step at this place."""
        return int(self.events[place]) % self.kinds

    def from_states(self, states: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of the steps from some states, one state after the other."""
        counts = self.starts[states + 1] - self.starts[states]
        ends = np.cumsum(counts)
        first = np.repeat(self.starts[states] - ends + counts, counts)
        places: NDArray[np.int64] = first + np.arange(len(first))
        return places


def step_graph(space: Numbering, count: int, pace: Pace) -> StepGraph:
    """The steps of a space, of which there are `count`; steps that change nothing are among them.

    Raises:
        UnansweredError: there is no memory for them, or there are too many events.
        LimitReachedError: a limit is reached.
    """
    if len(space.network.events) > MAX_EVENTS:
        raise UnansweredError(f"claims about time are judged with at most {MAX_EVENTS:,} events by the native engine")
    refuse_beyond_memory(6 * count + 8 * space.expanded)
    filling = _Filling(space, count)
    with Threads(os.cpu_count() or 1) as pool:
        workers = [pool.submit(filling.work) for _ in range(pool.count)]
        try:
            while True:
                done, going_on = wait(workers, _A_WHILE, FIRST_EXCEPTION)
                pace.go_on(filling.filled)
                if not going_on or any(worker.exception() for worker in done):
                    break
        finally:
            filling.stop()
        for worker in workers:
            worker.result()
    assert filling.filled == count, "every step is found again"
    return filling.graph


class _Filling:
    """Finds steps, each thread in blocks of its own; they are written in the order of the blocks."""

    def __init__(self, space: Numbering, count: int) -> None:
        self.space = space
        starts: NDArray[np.int64] = np.zeros(space.expanded + 1, np.int64)
        events, targets = np.empty(count, np.uint16), np.empty(count, np.uint32)
        kinds = max(1, len(space.network.events))
        self.graph = StepGraph(starts=starts, events=events, targets=targets, expanded=space.expanded, kinds=kinds)
        self.filled = 0
        self._packed = pack_events(space.packing, space.network.events)
        self._taken = 0
        self._next = 0
        self._stopped = False
        self._turn = Condition()

    def work(self) -> None:
        """Take blocks until there are none."""
        stepper = Stepper(self.space.visited, self._packed, unchanging=True)
        while (low := self._take()) < self.space.expanded:
            high, at = min(self.space.expanded, low + _BLOCK), low
            while at < high:
                end = stepper.step(at, high)
                self._put(low, at, end, stepper, last=end == high)
                at = end

    def stop(self) -> None:
        """No more blocks are taken."""
        with self._turn:
            self._taken = self.space.expanded
            self._stopped = True
            self._turn.notify_all()

    def _take(self) -> int:
        with self._turn:
            low = self._taken
            self._taken += _BLOCK
            return low

    def _put(self, block: int, low: int, high: int, stepper: Stepper, *, last: bool) -> None:
        """Write the steps from rows `low` to `high`, after those of the blocks before."""
        with self._turn:
            self._turn.wait_for(lambda: self._next == block or self._stopped)
            if self._stopped:
                return
            begin = self.filled
            self.filled = end = begin + stepper.made
            if last:
                self._next += _BLOCK
                self._turn.notify_all()
        self.graph.starts[low + 1 : high + 1] = begin + stepper.ends
        self.graph.events[begin:end] = stepper.by
        missing = self.space.visited.locate(stepper.targets, self.graph.targets[begin:end])
        assert not missing, "what an expanded state leads to was visited"


def refuse_beyond_memory(more: int) -> None:
    """Raise `UnansweredError` if there is no memory for this number of further bytes."""
    if missing := shortage(more):
        raise UnansweredError(f"out of memory for claims about time: {missing}")
