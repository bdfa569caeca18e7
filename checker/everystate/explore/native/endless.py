"""Which packed states may run on for ever by protocol steps: the protocol's steps as a graph, peeled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from everystate.explore.native.compiled import compiled
from everystate.explore.native.expander import Expander
from everystate.explore.native.numbering import Numbering


@compiled
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


@compiled
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
        """Source and target of each protocol step that changes something, counted through all parts."""
        protocol = [event for event in self.space.network.events if event.label.cause == "protocol"]
        events = [event for event in protocol if not event.when_settled]
        expander = Expander(self.space.packing, events, len(self.space.parts), all_steps=True)
        sources: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        targets: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        unused = [np.zeros_like(part.flags) for part in self.space.parts]
        for segment in self.space.segments:
            part, at = self.space.parts[segment.part], segment.low
            while segment.expanded and at < segment.high:
                at = expander.expand(part, at, segment.high, marks=unused[segment.part])
                for number, other in enumerate(self.space.parts):
                    size = int(expander.counts[number])
                    rows = other.locate(expander.out[number], size)
                    rows_of = expander.sources[number, :size][rows >= 0]
                    sources.append((rows_of + self.bases[segment.part]).astype(np.uint32))
                    targets.append((rows[rows >= 0] + self.bases[number]).astype(np.uint32))
        return np.concatenate(sources), np.concatenate(targets)
