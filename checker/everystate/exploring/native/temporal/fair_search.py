"""Fair accepted runs of a packed space: where one may end, whether that can be reached, and the shortest way there.

The nodes where a run may stay for ever are found first, reached or not, since few states of a space are `staying`.
Whether one of them can be reached is then searched depth first, and only for states of the automaton that it is not in
anyway; a search in breadth, that begins at the start and ends at the first of them, gives a shortest stem.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native import control as kernel
from everystate.exploring.native.machine_code import Loops
from everystate.exploring.native.temporal.fair_components import FairComponents
from everystate.exploring.native.temporal.graph import refuse_beyond_memory
from everystate.exploring.native.temporal.pace import Pace
from everystate.exploring.native.temporal.product import Nodes, Product
from everystate.exploring.native.temporal.signatures import Reach, Seek
from everystate.exploring.native.temporal.staying import Staying
from everystate.exploring.shared.product import beginnings
from everystate.exploring.system import TransitionSystem

_BYTES_A_NODE = 13
_BYTES_A_NODE_REACHED = 8


class Found(NamedTuple):
    """A node with a shortest stem, and whether the run rests there or goes round a fair component."""

    node: int
    rests: bool


class FairSearch:
    """One search for a fair accepted run; `parents` has one more than the node from which each was reached, or 0."""

    def __init__(self, space: TransitionSystem, product: Product, staying: Staying, loops: Loops, pace: Pace) -> None:
        self.space = space
        self.product = product
        self.staying = staying
        self.loops = loops
        self.pace = pace
        refuse_beyond_memory(product.count * _BYTES_A_NODE)
        self.components = FairComponents(product, loops, pace)
        self.marks: NDArray[np.uint8] = np.zeros(product.count, np.uint8)
        self.parents: Nodes = np.zeros(0, np.uint32)

    def found(self) -> Found | None:
        """The first node, breadth first, where a run may rest, or of a fair component, which is a group afterwards."""
        if not self._mark() or not self._can_be_reached():
            return None
        node = self._first()
        return Found(node, bool(self.marks[node] & kernel.RESTS))

    def _mark(self) -> bool:
        """Mark the nodes where a run may stay for ever; whether there are any."""
        rests = self._resting()
        circles = self.components.fair(self.staying.circling)
        self.marks[rests] = kernel.RESTS
        self.marks[circles] |= kernel.CIRCLES
        return len(rests) + len(circles) > 0

    def _resting(self) -> NDArray[np.int64]:
        """The nodes where no fairness constraint is enabled, and resting is accepted."""
        table, states = self.product.alphabet, self.staying.resting
        here, q = np.nonzero(table.resting(self.product.automaton.acceptance)[table.of_state[states]])
        nodes: NDArray[np.int64] = states[here] * self.product.size + q
        return nodes

    # -- reached or not -------------------------------------------------------------------------------------------

    def _can_be_reached(self) -> bool:
        """Whether a marked node can be reached.

        An initial state of the automaton that every letter may leave as it is goes with all states of the space. It
        need not be followed.
        """
        product = self.product
        always = self._always()
        if self.marks.reshape(-1, product.size)[:, always > 0].any():
            return True
        first = [node for node in self._beginnings() if not always[node % product.size]]
        if self.marks[first].any():
            return True
        self.marks[first] |= kernel.SEEN
        stack: Nodes = np.empty(product.count, np.uint32)
        stack[: len(first)] = first
        control = np.array([0 if always.any() else product.steps.expanded, len(first), 0], np.int64)
        search = Seek(
            product=product.arrays,
            always=always,
            leaving=self._leaving(always),
            marks=self.marks,
            stack=stack,
            control=control,
            budget=self.pace.budget,
        )
        while not self.loops(search):
            self.pace.spend()
        return bool(control[kernel.MET])

    def _beginnings(self) -> list[int]:
        return beginnings(self.space, self.product.automaton)

    def _always(self) -> NDArray[np.uint8]:
        table = self.product.alphabet
        made: NDArray[np.uint8] = np.zeros(self.product.size, np.uint8)
        for q in self.product.automaton.initial:
            made[q] = all(any(to == q for to, _ in table.arcs(letter, q)) for letter in range(table.count))
        return made

    def _leaving(self, always: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """For each class of states, whether some letter leads from where the automaton always is to elsewhere."""
        table = self.product.alphabet
        leads: NDArray[np.uint8] = np.array(
            [
                any(not always[to] for q in np.flatnonzero(always).tolist() for to, _ in table.arcs(letter, q))
                for letter in range(table.count)
            ],
            np.uint8,
        )
        made: NDArray[np.uint8] = np.any(leads[table.letters], axis=1).astype(np.uint8)
        return made

    # -- the shortest way -----------------------------------------------------------------------------------------

    def _first(self) -> int:
        """The first marked node, breadth first."""
        product, first = self.product, self._beginnings()
        for node in first:
            if self.marks[node] & kernel.STAYS:
                return node
        refuse_beyond_memory(product.count * _BYTES_A_NODE_REACHED)
        self.parents = np.zeros(product.count, np.uint32)
        self.parents[first] = np.array(first) + 1
        order: Nodes = np.empty(product.count, np.uint32)
        order[: len(first)] = first
        control = np.array([0, len(first), 0], np.int64)
        search = Reach(
            product=product.arrays,
            marks=self.marks,
            parents=self.parents,
            order=order,
            control=control,
            budget=self.pace.budget,
        )
        while not self.loops(search):
            self.pace.spend()
        assert control[kernel.MET], "it was found to be reachable"
        return int(order[control[kernel.LAST] - 1])
