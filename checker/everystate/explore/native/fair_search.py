"""Fair accepted runs of a packed space: the recursive search of `explore.fair`, over arrays.

Nodes of the product are reached breadth first, so the first node in that order that is in a fair part has a shortest
stem. The parts are found component by component; what is left of a component from which nodes had to go is taken apart
again, all of them together, until nothing is left.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from everystate.explore.lasso import LassoQuestion, Obligation, UnansweredError
from everystate.explore.native import control as kernel
from everystate.explore.native.alphabet import Alphabet, alphabet
from everystate.explore.native.machine_code import TimeLoops
from everystate.explore.native.numbering import Numbering
from everystate.explore.native.pace import BUDGET, Pace
from everystate.explore.native.packing import addresses
from everystate.explore.native.steps import Steps, refuse_beyond_memory
from everystate.explore.rings import rings

_MAX_NODES = 2**32 - 3
_SHARE = 1 << 20
_BYTES_A_NODE = 12
_BYTES_A_NODE_REACHED = 4
_BYTES_A_NODE_SEARCHED = 23

Nodes = NDArray[np.uint32]


class Owed:
    """Obligations as arrays: those that event e meets are `owed[starts[e]:starts[e + 1]]`."""

    def __init__(self, obligations: tuple[Obligation, ...], events: int) -> None:
        by_event: list[list[int]] = [[] for _ in range(events + 1)]
        for number, one in enumerate(obligations):
            for event in one.events:
                by_event[event].append(number)
        self.count = len(obligations)
        self.by_event = by_event
        self.starts = np.cumsum([0, *map(len, by_event)], dtype=np.int64)
        self.owed = np.array([number for here in by_event for number in here], np.int64)
        self.strong = np.array([one.strong for one in obligations], np.uint8)


class Product:
    """A space with its steps, an automaton, and what its runs owe."""

    def __init__(self, space: Numbering, steps: Steps, question: LassoQuestion) -> None:
        self.steps = steps
        self.automaton = question.automaton
        self.alphabet: Alphabet = alphabet(space, question.automaton, question.atoms)
        self.owed = Owed(question.obligations, len(space.network.events))
        self.size = self.alphabet.size
        self.acceptance = (1 << question.automaton.acceptance) - 1

    @property
    def arguments(self) -> tuple[int, ...]:
        """What the loops take for the product."""
        steps, table = self.steps, self.alphabet
        classes = addresses(table.of_state, table.of_event)
        arcs = addresses(table.letters, table.arc_starts, table.arc_targets, table.arc_accepts)
        return (*steps.arguments, self.size, *classes, table.letters.shape[1], *arcs)

    @property
    def obligations(self) -> tuple[int, ...]:
        """What the loops take for what is owed at each event."""
        return addresses(self.owed.starts, self.owed.owed)


class Found(NamedTuple):
    """A node with a shortest stem, and whether the run rests there or goes round a fair part."""

    node: int
    rests: bool


class FairSearch:
    """One search for a fair accepted run."""

    def __init__(self, product: Product, loops: TimeLoops, pace: Pace) -> None:
        self.product = product
        self.pace = pace
        self.work = 0
        self.loops = loops
        self.count = product.steps.expanded * product.size
        if self.count > _MAX_NODES:
            raise UnansweredError(
                f"the product of {product.steps.expanded:,} joint states and the automaton is too large"
            )
        refuse_beyond_memory(self.count * (_BYTES_A_NODE + _BYTES_A_NODE_REACHED))
        self.parents: Nodes = np.full(self.count, kernel.NEVER, np.uint32)
        self.group: Nodes = np.zeros(self.count, np.uint32)
        self.index_of: Nodes = np.zeros(self.count, np.uint32)
        self.control: NDArray[np.int64] = np.zeros(7, np.int64)
        self.stack: Nodes = np.empty(1, np.uint32)
        owed = product.owed.count
        self.possible: NDArray[np.int64] = np.zeros(owed, np.int64)
        self.stamps: NDArray[np.int64] = np.zeros(owed, np.int64)
        self.met: NDArray[np.uint8] = np.zeros(owed, np.uint8)

    def found(self) -> Found | None:
        """The first node, breadth first, where a run may rest, or of a fair part, which is a group afterwards."""
        order = self._reached()
        resting = self._first_resting(order)
        if resting == 0:
            return Found(int(order[0]), True)
        fair = self._first_fair(order)
        if fair >= 0 and (resting < 0 or fair < resting):
            return Found(int(order[fair]), False)
        return Found(int(order[resting]), True) if resting >= 0 else None

    def _first_resting(self, order: Nodes) -> int:
        """The place of the first node where nothing is possible that must not be put off, and resting is accepted."""
        steps, table, size = self.product.steps, self.product.alphabet, self.product.size
        refuse_beyond_memory(steps.expanded)
        duty: NDArray[np.uint8] = np.empty(steps.expanded, np.uint8)
        starts, events, owed, found = addresses(steps.starts, steps.events, self.product.owed.starts, duty)
        self.loops.dutiful(starts, events, steps.expanded, owed, found)
        for low in range(0, len(order), _SHARE):
            nodes = order[low : low + _SHARE]
            states = nodes // size
            rests = table.resting[table.of_state[states], nodes % size] & (duty[states] == 0)
            if rests.any():
                return low + int(np.argmax(rests))
        return -1

    def _first_fair(self, order: Nodes) -> int:
        """The place of the first node that is in a fair part; -1 if none is."""
        ring = np.array(rings(self.product.automaton))
        nodes = order[ring[order % self.product.size] >= 0]
        self.group[nodes] = ring[nodes % self.product.size] + 1
        self.control[kernel.GROUPS] = self.product.size
        refuse_beyond_memory(len(nodes) * _BYTES_A_NODE_SEARCHED)
        self._take_apart(nodes)
        fair = self.index_of[order] == kernel.FAIR
        return int(np.argmax(fair)) if fair.any() else -1

    def _reached(self) -> Nodes:
        order: Nodes = np.empty(self.count, np.uint32)
        first = list(self.product.automaton.initial)
        order[: len(first)] = first
        self.parents[first] = first
        control = np.array([0, len(first)], np.int64)
        arrays = addresses(self.parents, order, control)
        while not self.loops.reach(*self.product.arguments, *arrays, BUDGET):
            self._go_on()
        return order[: control[kernel.LAST]]

    def _take_apart(self, nodes: Nodes) -> None:
        product, owed = self.product, self.product.owed
        obligations = (*product.obligations, *addresses(owed.strong), owed.count)
        self.stack = np.empty(len(nodes), np.uint32)
        step_at, left = np.empty(len(nodes), np.uint32), np.empty(len(nodes), np.uint32)
        arc_at, is_root = np.empty(len(nodes), np.uint32), np.empty(len(nodes), np.uint8)
        arrays = addresses(
            *(self.group, self.index_of, self.stack, step_at, arc_at, is_root, left),
            *(self.possible, self.stamps, self.met, self.control),
        )
        while len(nodes):
            self.index_of[nodes] = 0
            self.control[[kernel.NEXT, kernel.DEPTH, kernel.TOP, kernel.LEFT]] = 0
            self.control[kernel.INDEX] = 1
            searched = (product.acceptance, *addresses(nodes), len(nodes), *arrays, BUDGET)
            while not self.loops.components(*product.arguments, *obligations, *searched):
                self._go_on()
            nodes = left[: self.control[kernel.LEFT]].copy()

    def _go_on(self) -> None:
        self.work += BUDGET
        self.pace.go_on(self.work)
