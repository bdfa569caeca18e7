"""The native engine: the packed network, explored breadth first by compiled loops, in parts that threads share out.

In a round, some states of each part are expanded, and what follows is sorted by the part it falls into; then each part
takes what fell into it, from one part after the other, and keeps what is new. Layers are not mixed, so every way back
is a shortest one. There are as many parts whatever the number of threads (up to eight), so that it changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any

import numpy as np

from everystate.compose.network import Network
from everystate.explore.native import kernel
from everystate.explore.native.expander import Expander
from everystate.explore.native.numbering import Numbering, Segment
from everystate.explore.native.packed_space import PackedSpace
from everystate.explore.native.packing import Packing
from everystate.explore.native.part import Part
from everystate.explore.space import Limits, OnProgress
from everystate.explore.watch import LimitReachedError, Watch

_PARTS = 8
_ROUND = 1 << 13


def explore(
    network: Network, limits: Limits | None = None, on_progress: OnProgress | None = None, threads: int | None = None
) -> PackedSpace:
    """Every reachable joint state, breadth first, or as many as the limits and the memory allow.

    Ctrl-C ends the exploration after the round it is in; what was found so far is kept.

    Raises:
        NotPackedError: the network does not fit into words.
    """
    search = _Search(network, Watch(limits or Limits(), on_progress), threads or os.cpu_count() or 1)
    with ThreadPoolExecutor(search.threads) as pool:
        return search.run(pool)


def ordered_events(network: Network) -> list[int]:
    """The numbers of the events, those that need a settled state last: by then it is known whether it is one."""
    return sorted(range(len(network.events)), key=lambda number: network.events[number].when_settled)


class _Search:
    def __init__(self, network: Network, watch: Watch, threads: int) -> None:
        self.network = network
        self.watch = watch
        self.threads = max(1, min(threads, 64))
        self.packing = Packing(network)
        self.order = ordered_events(network)
        count = max(_PARTS, self.threads)
        self.parts = [Part(self.packing.words, count) for _ in range(count)]
        events = [network.events[number] for number in self.order]
        self.expanders = [Expander(self.packing, events, count) for _ in range(count)]
        self.numbering = Numbering(network, self.packing, self.parts)
        self.stopped = ""
        self.interrupted = False
        self.depth = 0

    def run(self, pool: ThreadPoolExecutor) -> PackedSpace:
        """Layer by layer, until there is nothing new or something says stop."""
        self._start()
        layer = [(0, part.count) for part in self.parts]
        done = [0] * len(self.parts)
        try:
            while any(low < high for low, high in layer):
                self.watch.count(self._total(), self.depth)
                done = [low for low, _ in layer]
                self._layer(pool, layer, done)
                self._close(layer)
                self.depth += 1
                layer = [(high, part.count) for (_, high), part in zip(layer, self.parts, strict=True)]
        except LimitReachedError as reached:
            self._cut(str(reached), layer, done)
        except KeyboardInterrupt:
            pool.shutdown()
            self._cut("interrupted", layer, done)
        space = PackedSpace(self.numbering, self._fired())
        space.stopped = self.stopped
        space.seconds = self.watch.seconds
        return space

    def _start(self) -> None:
        first = self.packing.pack(self.network.initial).reshape(1, -1)
        home = int(kernel.home_of(first, len(self.parts)))
        self.parts[home].insert(first, np.zeros(1, np.uint32), 1, home)

    def _total(self) -> int:
        return sum(part.count for part in self.parts)

    def _layer(self, pool: ThreadPoolExecutor, layer: list[tuple[int, int]], done: list[int]) -> None:
        while any(at < high for at, (_, high) in zip(done, layer, strict=True)):
            ends = [min(at + _ROUND, high) for at, (_, high) in zip(done, layer, strict=True)]
            stops = self._all(pool, partial(self._expand, done, ends))
            self._all(pool, self._gather)
            done[:] = stops
            if self.interrupted:
                raise LimitReachedError("interrupted")
            total = self._total()
            self.watch.count(total, -1)
            queue = total - sum(done)
            self.watch.look(total, int(sum(e.fired.sum() for e in self.expanders)), self.depth, queue)

    def _expand(self, starts: list[int], ends: list[int], number: int) -> int:
        part = self.parts[number]
        return self.expanders[number].expand(part, starts[number], ends[number], part.flags)

    def _gather(self, into: int) -> None:
        """Take what fell into a part, from every part in turn."""
        part = self.parts[into]
        part.make_room(int(sum(expander.counts[into] for expander in self.expanders)))
        for source, expander in enumerate(self.expanders):
            if expander.counts[into]:
                part.insert(expander.out[into], expander.sources[into], int(expander.counts[into]), source)

    def _all(self, pool: ThreadPoolExecutor, task: Callable[[int], Any]) -> list[Any]:
        """A task for every part, shared out among the threads; Ctrl-C lets it come to its end."""
        count = len(self.parts)
        shares = [range(t * count // self.threads, (t + 1) * count // self.threads) for t in range(self.threads)]
        futures: list[Future[list[Any]]] = [
            pool.submit(lambda share: [task(n) for n in share], share) for share in shares
        ]
        while True:
            try:
                wait(futures)
                return [result for future in futures for result in future.result()]
            except KeyboardInterrupt:
                self.interrupted = True

    def _close(self, layer: list[tuple[int, int]]) -> None:
        """A layer is expanded whole."""
        for number, (low, high) in enumerate(layer):
            self.numbering.add(Segment(number, low, high, self.depth, True))

    def _cut(self, reason: str, layer: list[tuple[int, int]], done: list[int]) -> None:
        """Stopped within a layer: its expanded states come first, then the others, then what was found from them."""
        self.stopped = reason
        here = [max(at, low) for at, (low, _) in zip(done, layer, strict=True)]
        for number, (low, _) in enumerate(layer):
            self.numbering.add(Segment(number, low, here[number], self.depth, True))
        for number, (_, high) in enumerate(layer):
            self.numbering.add(Segment(number, here[number], high, self.depth, False))
        for number, (_, high) in enumerate(layer):
            self.numbering.add(Segment(number, high, self.parts[number].count, self.depth + 1, False))

    def _fired(self) -> list[int]:
        """Steps of each event, in the order of the network."""
        counts = [0] * len(self.order)
        for place, number in enumerate(self.order):
            counts[number] = int(sum(expander.fired[place] for expander in self.expanders))
        return counts
