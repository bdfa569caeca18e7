"""Which packed states may run on for ever by protocol steps: the protocol's steps as a graph, peeled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from everystate.explore.native.expander import Expander

if TYPE_CHECKING:
    from everystate.explore.native.packed_space import PackedSpace

_compiled: Any = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def _peel(sources: Any, targets: Any, count: int) -> Any:
    """The number of steps left out of each state after those from which every run ends were taken away, one by one."""
    out = np.zeros(count, np.uint32)
    starts = np.zeros(count + 1, np.int64)
    for n in range(sources.shape[0]):
        out[sources[n]] += 1
        starts[targets[n] + 1] += 1
    for n in range(count):
        starts[n + 1] += starts[n]
    before = np.empty(sources.shape[0], np.uint32)
    fill = starts[:-1].copy()
    for n in range(sources.shape[0]):
        before[fill[targets[n]]] = sources[n]
        fill[targets[n]] += 1
    ending = np.empty(count, np.uint32)
    last = 0
    for n in range(count):
        if out[n] == 0:
            ending[last] = n
            last += 1
    at = 0
    while at < last:
        state = ending[at]
        at += 1
        for n in range(starts[state], starts[state + 1]):
            source = before[n]
            out[source] -= 1
            if out[source] == 0:
                ending[last] = source
                last += 1
    return out


class Endless:
    """The protocol's part of the graph of a space."""

    def __init__(self, space: PackedSpace) -> None:
        self.space = space
        self.bases = np.concatenate([[0], np.cumsum([part.count for part in space.parts])]).tolist()

    def left(self) -> list[int]:
        """The states from which not every protocol run is known to end.

        A. B. Kahn: Topological sorting of large networks, CACM 5(11), 1962, p. 558.
        """
        sources, targets = self._steps()
        out = _peel(sources, targets, self.bases[-1])
        numbers = []
        for at in np.flatnonzero(out).tolist():
            part = next(p for p in range(len(self.space.parts)) if at < self.bases[p + 1])
            numbers.append(self.space.number(part, at - self.bases[part]))
        return sorted(numbers)

    def _steps(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Source and target of each protocol step that changes something, as rows after the rows of the parts before."""
        events = [event for event in self.space.network.events if event.label.cause == "protocol" and not event.when_settled]
        expander = Expander(self.space.packing, events, len(self.space.parts))
        sources: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        targets: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        for segment in self.space.segments:
            part, at = self.space.parts[segment.part], segment.low
            while segment.expanded and at < segment.high:
                at = expander.expand(part, at, segment.high, np.zeros_like(part.flags))
                for number, other in enumerate(self.space.parts):
                    size = int(expander.counts[number])
                    rows = other.locate(expander.out[number], size)
                    known = rows >= 0
                    sources.append((expander.sources[number, :size][known] + self.bases[segment.part]).astype(np.uint32))
                    targets.append((rows[known] + self.bases[number]).astype(np.uint32))
        return np.concatenate(sources), np.concatenate(targets)
