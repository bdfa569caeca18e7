"""Which packed states may run on for ever by protocol steps: the protocol's steps as a graph, peeled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from everystate.explore.native.expander import Expander
from everystate.explore.native.numbering import Numbering
from everystate.explore.native.updates import pack_events


@__import__("numba").njit
def _reversed(sources: Any, targets: Any, count: int) -> Any:
    """The sources of the steps into each state: those into state n stand from `starts[n]` to `starts[n + 1]`."""
    starts = np.zeros(count + 1, np.int64)
    for n in range(targets.shape[0]):
        starts[targets[n] + 1] += 1
    starts = np.cumsum(starts)
    before = np.empty(sources.shape[0], np.uint32)
    fill = starts[:-1].copy()
    for n in range(sources.shape[0]):
        before[fill[targets[n]]] = sources[n]
        fill[targets[n]] += 1
    return starts, before


@__import__("numba").njit
def _peel(sources: Any, targets: Any, count: int) -> Any:
    """The steps left out of each state after those from which every run ends were taken away, one by one."""
    starts, before = _reversed(sources, targets, count)
    out = np.zeros(count, np.uint32)
    for n in range(sources.shape[0]):
        out[sources[n]] += 1
    ending = np.empty(count, np.uint32)
    ended = np.flatnonzero(out == 0)
    last = ended.shape[0]
    ending[:last] = ended
    at = 0
    while at < last:
        for n in range(starts[ending[at]], starts[ending[at] + 1]):
            out[before[n]] -= 1
            if out[before[n]] == 0:
                ending[last] = before[n]
                last += 1
        at += 1
    return out


class Endless:
    """The protocol's part of the graph of a space."""

    def __init__(self, space: Numbering) -> None:
        self.space = space

    def left(self) -> list[int]:
        """The states from which not every protocol run is known to end.

        A. B. Kahn: Topological sorting of large networks, CACM 5(11), 1962, p. 558.
        """
        sources, targets = self._steps()
        return np.flatnonzero(_peel(sources, targets, self.space.count)).tolist()

    def _steps(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Source and target of each protocol step that changes something."""
        protocol = [event for event in self.space.network.events if event.label.cause == "protocol"]
        events = [event for event in protocol if not event.when_settled]
        expander = Expander(self.space.visited, pack_events(self.space.packing, events), all_steps=True)
        sources: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        targets: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        at = 0
        while at < self.space.expanded:
            at = expander.expand(at, self.space.expanded)
            sources.append(expander.sources[: expander.made].copy())
            targets.append(self.space.visited.locate(expander.records[0], expander.made).astype(np.uint32))
        return np.concatenate(sources), np.concatenate(targets)
