"""A walk round a fair part of a product, by way of everything that a run must do for ever."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from everystate.exploring.shared.constraints import Duties
from everystate.exploring.shared.product import Leap

Part = frozenset[int]


class Ways(Protocol):
    """A product, as far as one must know it to walk there: the steps from each node, and its joint state."""

    @property
    def leaps(self) -> Mapping[int, Sequence[Leap]]:
        """In the order of the events, and of the arcs that take them."""
        ...

    def state(self, node: int) -> int:
        """The joint state of a node."""
        ...


def walk_round(product: Ways, duties: Duties, part: Part, start: int) -> list[Leap]:
    """Steps from a node of a fair part back to it, which repeated for ever are an accepted fair run.

    Always to the nearest thing that is left to do, and then home. What comes to be owed on the way (under strong
    fairness, by being possible) is done, too.
    """
    return _Walk(product, duties, part, start).walked()


class _Walk:
    def __init__(self, product: Ways, duties: Duties, part: Part, start: int) -> None:
        self.product = product
        self.duties = duties
        self.part = part
        self.start = start
        self.here = start
        self.steps: list[Leap] = []
        self.accepts = self.met = 0
        self.somewhere = self.everywhere = self._possible(start)
        self.home = self._distances()

    def walked(self) -> list[Leap]:
        while True:
            while self._owed() or self.duties.accepting & ~self.accepts:
                self._go(self._is_progress)
            if self.here == self.start and self.steps:
                return self.steps
            self._go(lambda leap: leap.target == self.start)

    def _possible(self, node: int) -> int:
        return self.duties.possible(self.product.state(node))

    def _owed(self) -> int:
        """The obligations that the walk so far, repeated for ever, would put off."""
        return (self.duties.weak & self.everywhere | self.duties.strong & self.somewhere) & ~self.met

    def _is_progress(self, leap: Leap) -> bool:
        owed = self._owed()
        released = owed & self.duties.weak & ~self._possible(leap.target)
        return bool(leap.accepts & ~self.accepts or self.duties.met_by(leap.event) & owed or released)

    def _go(self, wanted: Callable[[Leap], bool]) -> None:
        """Take the fewest steps of which the last one is wanted; of several ways, one that ends nearest to home."""
        before: dict[int, tuple[int, Leap]] = {}
        layer = [self.here]
        while True:
            ways = [(node, leap) for node in layer for leap in self._leaps(node)]
            ends = [(node, leap) for node, leap in ways if wanted(leap)]
            if ends:
                node, leap = min(ends, key=lambda end: self.home[end[1].target])
                self._take(_way(before, self.here, node, leap))
                return
            layer = []
            for node, leap in ways:
                if leap.target not in before and leap.target != self.here:
                    before[leap.target] = (node, leap)
                    layer.append(leap.target)

    def _leaps(self, node: int) -> Iterator[Leap]:
        return (leap for leap in self.product.leaps[node] if leap.target in self.part)

    def _distances(self) -> dict[int, int]:
        """For each node of the part, the number of steps on a shortest way home."""
        sources: dict[int, list[int]] = {}
        for node in self.part:
            for leap in self._leaps(node):
                sources.setdefault(leap.target, []).append(node)
        made = {self.start: 0}
        queue = deque([self.start])
        while queue:
            target = queue.popleft()
            for source in sources[target]:
                if source not in made:
                    made[source] = made[target] + 1
                    queue.append(source)
        return made

    def _take(self, steps: list[Leap]) -> None:
        for leap in steps:
            self.accepts |= leap.accepts
            self.met |= self.duties.met_by(leap.event)
            possible = self._possible(leap.target)
            self.somewhere |= possible
            self.everywhere &= possible
        self.steps += steps
        self.here = steps[-1].target


def _way(before: dict[int, tuple[int, Leap]], start: int, node: int, last: Leap) -> list[Leap]:
    made = [last]
    while node != start:
        node, leap = before[node]
        made.append(leap)
    return made[::-1]
