"""A walk round a fair component of a product, by way of everything that a run must do for ever."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from everystate.exploring.shared.constraints import Constraints
from everystate.exploring.shared.product import Leap

Component = frozenset[int]


class Ways(Protocol):
    """The part of a product that a walk needs: the steps from each node, and its joint state."""

    @property
    def leaps(self) -> Mapping[int, Sequence[Leap]]:
        """In the order of the events, and of the arcs that take them."""
        ...

    def state(self, node: int) -> int:
        """The joint state of a node."""
        ...


def walk_round(product: Ways, constraints: Constraints, part: Component, start: int) -> list[Leap]:
    """Steps from a node of a fair component back to it, which repeated for ever are an accepted fair run.

    Always to the nearest thing that is left to do, and then home. A strong constraint that comes to be
    enabled on the way is taken, too.
    """
    return _Walk(product, constraints, part, start).walked()


class _Walk:
    def __init__(self, product: Ways, constraints: Constraints, part: Component, start: int) -> None:
        self.product = product
        self.constraints = constraints
        self.part = part
        self.start = start
        self.here = start
        self.steps: list[Leap] = []
        self.accepts = self.taken = 0
        self.somewhere = self.everywhere = self._enabled(start)
        self.home = self._distances()

    def walked(self) -> list[Leap]:
        while True:
            while self._violated() or self.constraints.accepting & ~self.accepts:
                self._go(self._is_progress)
            if self.here == self.start and self.steps:
                return self.steps
            self._go(lambda leap: leap.target == self.start)

    def _enabled(self, node: int) -> int:
        return self.constraints.enabled(self.product.state(node))

    def _violated(self) -> int:
        """The constraints that the walk so far, repeated for ever, would violate."""
        return (self.constraints.weak & self.everywhere | self.constraints.strong & self.somewhere) & ~self.taken

    def _is_progress(self, leap: Leap) -> bool:
        violated = self._violated()
        released = violated & self.constraints.weak & ~self._enabled(leap.target)
        return bool(leap.accepts & ~self.accepts or self.constraints.taken_by(leap.event) & violated or released)

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
        """For each node of the component, the number of steps on a shortest way home."""
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
            self.taken |= self.constraints.taken_by(leap.event)
            enabled = self._enabled(leap.target)
            self.somewhere |= enabled
            self.everywhere &= enabled
        self.steps += steps
        self.here = steps[-1].target


def _way(before: dict[int, tuple[int, Leap]], start: int, node: int, last: Leap) -> list[Leap]:
    made = [last]
    while node != start:
        node, leap = before[node]
        made.append(leap)
    return made[::-1]
