"""Every step of a packed space, kept: claims about time ask which step leads where, and search makes no note of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everystate.explore.lasso import UnansweredError
from everystate.explore.native.memory import shortage
from everystate.explore.native.numbering import Numbering
from everystate.explore.native.packing import addresses
from everystate.explore.native.runs.pace import Pace
from everystate.explore.native.stepper import Stepper
from everystate.explore.native.updates import pack_events

MAX_EVENTS = 2**16 - 1
_SHARE = 1 << 15

Found = tuple[NDArray[np.int64], NDArray[np.uint16], NDArray[np.uint32]]


@dataclass(frozen=True)
class Steps:
    """The steps from state n stand from `starts[n]` to `starts[n + 1]`, in the order of the events.

    Only the first `expanded` states have steps here. `targets` are the states they lead to, `events` their events.
    """

    starts: NDArray[np.int64]
    events: NDArray[np.uint16]
    targets: NDArray[np.uint32]

    @property
    def expanded(self) -> int:
        """How many states have their steps here."""
        return len(self.starts) - 1

    @property
    def arguments(self) -> tuple[int, ...]:
        """What the loops take for the steps."""
        return (*addresses(self.starts, self.events, self.targets), self.expanded)

    def from_state(self, state: int) -> range:
        """The places of the steps from a state."""
        return range(int(self.starts[state]), int(self.starts[state + 1]))

    def pairs(self, state: int) -> list[tuple[int, int]]:
        """Event and target of each step from a state."""
        here = slice(int(self.starts[state]), int(self.starts[state + 1]))
        return list(zip(self.events[here].tolist(), self.targets[here].tolist(), strict=True))

    def from_states(self, states: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of the steps from some states, one state after the other."""
        counts = self.starts[states + 1] - self.starts[states]
        ends = np.cumsum(counts)
        first = np.repeat(self.starts[states] - ends + counts, counts)
        places: NDArray[np.int64] = first + np.arange(len(first))
        return places


def all_steps(space: Numbering, count: int, pace: Pace) -> Steps:
    """The steps of a space, of which there are `count`; steps that change nothing are among them.

    Raises:
        UnansweredError: there is no memory for them, or there are too many events.
        LimitReachedError: a limit is reached.
    """
    if len(space.network.events) > MAX_EVENTS:
        raise UnansweredError(f"claims about time are judged with at most {MAX_EVENTS:,} events by the native engine")
    refuse_beyond_memory(6 * count + 8 * space.expanded)
    starts: NDArray[np.int64] = np.zeros(space.expanded + 1, np.int64)
    steps = Steps(starts, np.empty(count, np.uint16), np.empty(count, np.uint32))
    state = step = 0
    for ends, events, targets in _shares(space):
        starts[state + 1 : state + 1 + len(ends)] = step + ends
        steps.events[step : step + len(events)] = events
        steps.targets[step : step + len(targets)] = targets
        state += len(ends)
        step += len(events)
        pace.go_on(step)
    assert step == count, "every step is found again"
    return steps


def _shares(space: Numbering) -> Iterator[Found]:
    """The steps of some states after the other: where those of each state end, their events and their targets."""
    packed = pack_events(space.packing, space.network.events)

    def share(low: int) -> Found:
        return _steps_of(space, Stepper(space.visited, packed, unchanging=True), low)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            yield from pool.map(share, range(0, space.expanded, _SHARE))
        finally:
            pool.shutdown(cancel_futures=True)


def _steps_of(space: Numbering, stepper: Stepper, low: int) -> Found:
    high, at = min(space.expanded, low + _SHARE), low
    sources: list[NDArray[Any]] = [np.empty(0, np.int64)]
    events: list[NDArray[np.uint16]] = [np.empty(0, np.uint16)]
    targets: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
    while at < high:
        at = stepper.step(at, high)
        sources.append(stepper.sources[: stepper.made].astype(np.int64))
        events.append(stepper.by[: stepper.made].astype(np.uint16))
        rows = space.visited.locate(stepper.targets, stepper.made)
        assert (rows >= 0).all(), "what an expanded state leads to was visited"
        targets.append(rows.astype(np.uint32))
    ends = np.cumsum(np.bincount(np.concatenate(sources) - low, minlength=high - low))
    return ends, np.concatenate(events), np.concatenate(targets)


def refuse_beyond_memory(more: int) -> None:
    """Raise `UnansweredError` if there is no memory for so many more bytes."""
    if missing := shortage(more):
        raise UnansweredError(f"out of memory for claims about time: {missing}")
