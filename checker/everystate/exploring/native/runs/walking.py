"""A walk round a fair part of a product, by way of everything that a run must do for ever.

Where the part is not too large for Python, it is the walk of `explore.round`, and so the same loop as the reference
engine finds. Elsewhere, where that engine would find none, a loop over arrays walks, and does not look which of several
nearest things is nearest to home.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.lasso import REST, Lasso, Obligation
from everystate.exploring.native.control import SOURCE, TARGET
from everystate.exploring.native.packing import addresses
from everystate.exploring.native.runs.fair_search import FairSearch, Found
from everystate.exploring.native.runs.product import Nodes, Product
from everystate.exploring.shared.constraints import Duties
from everystate.exploring.shared.fair_walk import walk_round
from everystate.exploring.shared.product import Leap
from everystate.exploring.space import Space

MAX_PART = 100_000
"""How many nodes are worth some seconds of Python."""


def lasso_to(space: Space, search: FairSearch, found: Found, obligations: tuple[Obligation, ...]) -> Lasso:
    """The shortest stem to a node, and a loop from there."""
    stem = [found.node]
    while len(search.parents) and search.parents[stem[-1]] != stem[-1] + 1:
        stem.append(int(search.parents[stem[-1]]) - 1)
    size = search.product.size
    steps = [next(_between(search.product, a, b)) for a, b in pairwise(stem[::-1])]
    loop = [Leap(REST, 0, found.node)] if found.rests else _loop(space, search, found.node, obligations)
    return Lasso(*(tuple((event, target // size) for event, _, target in leaps) for leaps in (steps, loop)))


def _loop(space: Space, search: FairSearch, node: int, obligations: tuple[Obligation, ...]) -> Sequence[Leap]:
    part = np.flatnonzero(search.parts.group == search.parts.group[node])
    if len(part) > MAX_PART:
        return _Walk(search, node).walked()
    duties = Duties(space, obligations, search.product.automaton.acceptance)
    return walk_round(_Ways(search.product), duties, frozenset(part.tolist()), node)


class _Ways:
    """The product for `explore.round`."""

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
            for event, target in steps.pairs(source)
            if target < steps.expanded
            for to, accepts in alphabet.arcs(alphabet.letter(source, event, target), q)
        ]
        return self[node]


def _between(product: Product, source: int, target: int) -> Iterator[Leap]:
    """The steps from one node to another, in the order of events."""
    return (leap for leap in _Leaps(product)[source] if leap.target == target)


class _Walk:
    """Always to the nearest thing that is left to do, and then home."""

    def __init__(self, search: FairSearch, start: int) -> None:
        self.parts = search.parts
        self.before: Nodes = np.empty(search.product.count, np.uint32)
        self.product = search.product
        self.owed = search.product.owed
        self.start = self.here = start
        self.own = int(self.parts.group[start])
        self.steps: list[Leap] = []
        self.accepted = 0
        self.walks = 0
        self.met: NDArray[np.bool_] = np.zeros(self.owed.count, np.bool_)
        self.somewhere = self._possible(start)
        self.everywhere = self.somewhere.copy()

    def walked(self) -> list[Leap]:
        while True:
            while self._owed().any() or self.product.acceptance & ~self.accepted:
                self._go(-1)
            if self.here == self.start and self.steps:
                return self.steps
            self._go(self.start)

    def _possible(self, node: int) -> NDArray[np.bool_]:
        """The obligations that are possible in a node."""
        found: NDArray[np.bool_] = np.zeros(self.owed.count, np.bool_)
        for k in self.product.steps.from_state(node // self.product.size):
            found[self.owed.by_event[self.product.steps.events[k]]] = True
        return found

    def _owed(self) -> NDArray[np.bool_]:
        """The obligations that the walk so far, repeated for ever, would put off."""
        owed: NDArray[np.bool_] = np.where(self.owed.strong, self.somewhere, self.everywhere) & ~self.met
        return owed

    def _go(self, home: int) -> None:
        """Take the fewest steps that lead home, or of which the last one does something that is left to do."""
        parts, owed = self.parts, self._owed()
        wanted: NDArray[np.uint8] = np.zeros(len(self.owed.by_event), np.uint8)
        wanted[[event for event, here in enumerate(self.owed.by_event) if owed[here].any()]] = 1
        waited = (owed & (self.owed.strong == 0)).astype(np.uint8)
        accepts = self.product.acceptance & ~self.accepted
        self.walks += 1
        arguments = (*self.product.arguments, *self.product.obligations, self.owed.count)
        kept = addresses(parts.index_of, self.before, parts.stack, parts.stamps, parts.control)
        place = parts.loops.nearest(
            *(*arguments, *addresses(parts.group), self.own, self.here, home, accepts),
            *(*addresses(wanted, waited), int(waited.any()), kept[0], self.walks, *kept[1:]),
        )
        source, target = parts.control[[SOURCE, TARGET]].tolist()
        assert source >= 0, "what is asked for is in the part"
        self._take(self._way_to(source), source, place, target)

    def _way_to(self, node: int) -> list[int]:
        """The nodes from where it stands to this one."""
        way = [node]
        while way[-1] != self.here:
            way.append(int(self.before[way[-1]]))
        return way[::-1]

    def _take(self, way: list[int], source: int, place: int, target: int) -> None:
        steps = [next(_between(self.product, a, b)) for a, b in pairwise(way)]
        event = int(self.product.steps.events[place])
        ways = [accepts for e, accepts, _ in _between(self.product, source, target) if e == event]
        accepts = max(ways, key=lambda sets: (sets & ~self.accepted).bit_count())
        for leap in [*steps, Leap(event, accepts, target)]:
            self._note(leap)

    def _note(self, leap: Leap) -> None:
        event, accepts, target = leap
        self.accepted |= accepts
        self.met[self.owed.by_event[event]] = True
        possible = self._possible(target)
        self.somewhere |= possible
        self.everywhere &= possible
        self.steps.append(leap)
        self.here = target
