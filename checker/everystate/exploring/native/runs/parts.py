"""The fair parts of a product: sets of nodes that a fair accepted run can go round in for ever.

The parts are found component by component; what is left of a component from which nodes had to go is taken apart again,
all of them together, until nothing is left: the recursive search of `explore.fair`, over arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native import control as kernel
from everystate.exploring.native.machine_code import TimeLoops
from everystate.exploring.native.packing import addresses
from everystate.exploring.native.runs.pace import Pace
from everystate.exploring.native.runs.product import Nodes, Product
from everystate.exploring.native.runs.steps import refuse_beyond_memory
from everystate.exploring.shared.accepting import rings

_BYTES_A_NODE = 23
_AT_A_TIME = 1 << 16
"""What is made for so many states at a time stays in the cache, and needs no new memory."""


class Parts:
    """Takes nodes of a product apart. A fair part is a `group` afterwards; `stamps` and `control` go on from there."""

    def __init__(self, product: Product, loops: TimeLoops, pace: Pace) -> None:
        self.product = product
        self.loops = loops
        self.pace = pace
        self.group: Nodes = np.zeros(product.count, np.uint32)
        self.index_of: Nodes = np.zeros(product.count, np.uint32)
        self.control: NDArray[np.int64] = np.zeros(7, np.int64)
        self.stack: Nodes = np.empty(1, np.uint32)
        owed = product.owed.count
        self.possible: NDArray[np.int64] = np.zeros(owed, np.int64)
        self.stamps: NDArray[np.int64] = np.zeros(owed, np.int64)
        self.met: NDArray[np.uint8] = np.zeros(owed, np.uint8)

    def fair(self, states: NDArray[np.integer[Any]]) -> Nodes:
        """The nodes of fair parts that have only these states of the space, whether they can be reached or not."""
        size, ring = self.product.size, np.array(rings(self.product.automaton))
        inside = np.flatnonzero(ring >= 0)
        refuse_beyond_memory(len(states) * len(inside) * _BYTES_A_NODE)
        nodes: Nodes = np.empty(len(states) * len(inside), np.uint32)
        for low in range(0, len(states), _AT_A_TIME):
            some = (states[low : low + _AT_A_TIME, None].astype(np.int64) * size + inside).ravel()
            nodes[low * len(inside) : low * len(inside) + len(some)] = some
            self.group[some] = ring[some % size] + 1
        self.control[kernel.GROUPS] = size
        self._take_apart(nodes)
        found = [nodes[:0]]
        for low in range(0, len(nodes), _AT_A_TIME):
            here = nodes[low : low + _AT_A_TIME]
            found.append(here[self.index_of[here] == kernel.FAIR])
        return np.concatenate(found)

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
            searched = (product.acceptance, *addresses(nodes), len(nodes), *arrays, self.pace.budget)
            while not self.loops.components(*product.arguments, *obligations, *searched):
                self.pace.spend()
            nodes = left[: self.control[kernel.LEFT]].copy()
