"""A walk round a fair component of a product, by way of everything that a run must do for ever.

Where it is not too large for Python, it is the walk of `shared.fair_walk`, and so the same loop as the reference
engine finds. Elsewhere, where that engine would find none, a loop over arrays walks, and does not look which of several
nearest things is nearest to home.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.lasso import REST, Fairness, Lasso
from everystate.exploring.native.control import SOURCE, TARGET
from everystate.exploring.native.temporal.fair_search import FairSearch, Found
from everystate.exploring.native.temporal.product import Nodes, Product
from everystate.exploring.native.temporal.signatures import Goal, Nearest
from everystate.exploring.shared.constraints import Constraints
from everystate.exploring.shared.fair_walk import walk_round
from everystate.exploring.shared.product import Leap
from everystate.exploring.system import TransitionSystem

MAX_PART = 100_000
"""The number of nodes up to which the walk runs in Python, for some seconds."""


def lasso_to(space: TransitionSystem, search: FairSearch, found: Found, fairness: Fairness) -> Lasso:
    """The shortest stem to a node, the initial state where it begins, and a loop from there."""
    stem = [found.node]
    while len(search.parents) and search.parents[stem[-1]] != stem[-1] + 1:
        stem.append(int(search.parents[stem[-1]]) - 1)
    size = search.product.size
    steps = [next(_between(search.product, a, b)) for a, b in pairwise(stem[::-1])]
    loop = [Leap(REST, 0, found.node)] if found.rests else _loop(space, search, found.node, fairness)
    ways = (tuple((event, target // size) for event, _, target in leaps) for leaps in (steps, loop))
    return Lasso(stem[-1] // size, *ways)


def _loop(space: TransitionSystem, search: FairSearch, node: int, fairness: Fairness) -> Sequence[Leap]:
    part = np.flatnonzero(search.components.group == search.components.group[node])
    if len(part) > MAX_PART:
        return _Walk(search, node).walked()
    constraints = Constraints(space, fairness, search.product.automaton.acceptance)
    return walk_round(_Ways(search.product), constraints, frozenset(part.tolist()), node)


class _Ways:
    """The product for `shared.fair_walk`."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.leaps = _Leaps(product)

    def state(self, node: int) -> int:
        return node // self.product.size


class _Leaps(dict[int, list[Leap]]):
    """The steps from a node, looked up when they are asked for."""

    def __init__(self, product: Product) -> None:
        self.product = product

    def __missing__(self, node: int) -> list[Leap]:
        steps, alphabet, size = self.product.steps, self.product.alphabet, self.product.size
        source, q = divmod(node, size)
        self[node] = [
            Leap(event, accepts, target * size + to)
            for place, (event, target) in zip(steps.from_state(source), steps.pairs(source), strict=True)
            if target < steps.expanded
            for to, accepts in alphabet.arcs(alphabet.letter(source, int(steps.events[place])), q)
        ]
        return self[node]


def _between(product: Product, source: int, target: int) -> Iterator[Leap]:
    """The steps from one node to another, in the order of events."""
    return (leap for leap in _Leaps(product)[source] if leap.target == target)


class _Walk:
    """Always to the nearest thing that is left to do, and then home."""

    def __init__(self, search: FairSearch, start: int) -> None:
        self.components = search.components
        self.before: Nodes = np.empty(search.product.count, np.uint32)
        self.product = search.product
        self.constraints = search.product.constraints
        self.start = self.here = start
        self.own = int(self.components.group[start])
        self.steps: list[Leap] = []
        self.accepted = 0
        self.walks = 0
        self.taken: NDArray[np.bool_] = np.zeros(self.constraints.count, np.bool_)
        self.somewhere = self._enabled(start)
        self.everywhere = self.somewhere.copy()

    def walked(self) -> list[Leap]:
        while True:
            while self._violated().any() or self.product.acceptance & ~self.accepted:
                self._go(-1)
            if self.here == self.start and self.steps:
                return self.steps
            self._go(self.start)

    def _enabled(self, node: int) -> NDArray[np.bool_]:
        """The constraints that are enabled in a node."""
        found: NDArray[np.bool_] = np.zeros(self.constraints.count, np.bool_)
        for k in self.product.steps.from_state(node // self.product.size):
            found[self.constraints.by_event[self.product.steps.events[k]]] = True
        return found

    def _violated(self) -> NDArray[np.bool_]:
        """The constraints that the walk so far, repeated for ever, would violate."""
        enabled = np.where(self.constraints.strong, self.somewhere, self.everywhere)
        violated: NDArray[np.bool_] = enabled & ~self.taken
        return violated

    def _go(self, home: int) -> None:
        """Take the fewest steps that lead home, or of which the last one does something that is left to do."""
        found = self.components
        self.walks += 1
        place = found.loops(
            Nearest(
                product=self.product.arrays,
                fairness=self.constraints.fairness,
                goal=self._goal(home),
                group=found.group,
                own=self.own,
                here=self.here,
                seen=found.index_of,
                walk=self.walks,
                before=self.before,
                queue=found.stack,
                stamps=found.census.stamps,
                control=found.control,
            )
        )
        source, target = found.control[[SOURCE, TARGET]].tolist()
        assert source >= 0, "what is asked for is in the component"
        self._take(self._way_to(source), source, place, target)

    def _goal(self, home: int) -> Goal:
        violated = self._violated()
        wanted: NDArray[np.uint8] = np.zeros(len(self.constraints.by_event), np.uint8)
        wanted[[event for event, here in enumerate(self.constraints.by_event) if violated[here].any()]] = 1
        waited = (violated & (self.constraints.strong == 0)).astype(np.uint8)
        return Goal(
            home=home,
            accepts=self.product.acceptance & ~self.accepted,
            wanted=wanted,
            waited=waited,
            any_waited=int(waited.any()),
        )

    def _way_to(self, node: int) -> list[int]:
        """The nodes from where it stands to this one."""
        way = [node]
        while way[-1] != self.here:
            way.append(int(self.before[way[-1]]))
        return way[::-1]

    def _take(self, way: list[int], source: int, place: int, target: int) -> None:
        steps = [next(_between(self.product, a, b)) for a, b in pairwise(way)]
        event = self.product.steps.event(place)
        ways = [accepts for e, accepts, _ in _between(self.product, source, target) if e == event]
        accepts = max(ways, key=lambda sets: (sets & ~self.accepted).bit_count())
        for leap in [*steps, Leap(event, accepts, target)]:
            self._note(leap)

    def _note(self, leap: Leap) -> None:
        event, accepts, target = leap
        self.accepted |= accepts
        self.taken[self.constraints.by_event[event]] = True
        enabled = self._enabled(target)
        self.somewhere |= enabled
        self.everywhere &= enabled
        self.steps.append(leap)
        self.here = target
