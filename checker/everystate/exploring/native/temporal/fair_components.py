"""The fair components of a product: sets of nodes in which a fair accepted run can stay for ever.

They are found component by component; what is left of a component from which nodes had to go is taken apart again,
all of them together, until nothing is left: the recursive search of `shared.fair_search`, over arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native import control as kernel
from everystate.exploring.native.arguments import Numbers
from everystate.exploring.native.machine_code import Loops
from everystate.exploring.native.temporal.graph import refuse_beyond_memory
from everystate.exploring.native.temporal.pace import Pace
from everystate.exploring.native.temporal.product import Nodes, Product
from everystate.exploring.native.temporal.signatures import Census, Components, Frames
from everystate.exploring.shared.accepting import accepting_components

_BYTES_A_NODE = 23
_AT_A_TIME = 1 << 16
"""The number of states at a time, so that temporary arrays stay in the cache."""


class FairComponents:
    """Splits a product into strongly connected components; fair ones get a `group`; a walk goes on with `control`."""

    def __init__(self, product: Product, loops: Loops, pace: Pace) -> None:
        self.product = product
        self.loops = loops
        self.pace = pace
        self.group: Nodes = np.zeros(product.count, np.uint32)
        self.index_of: Nodes = np.zeros(product.count, np.uint32)
        self.control: Numbers = np.zeros(7, np.int64)
        self.stack: Nodes = np.empty(1, np.uint32)
        count = product.constraints.count
        self.census = Census(
            enabled=np.zeros(count, np.int64), stamps=np.zeros(count, np.int64), taken=np.zeros(count, np.uint8)
        )

    def fair(self, states: NDArray[np.integer[Any]]) -> Nodes:
        """The nodes of fair components that have only these states of the space, whether they can be reached or not."""
        size, own = self.product.size, np.array(accepting_components(self.product.automaton))
        inside = np.flatnonzero(own >= 0)
        refuse_beyond_memory(len(states) * len(inside) * _BYTES_A_NODE)
        nodes: Nodes = np.empty(len(states) * len(inside), np.uint32)
        for low in range(0, len(states), _AT_A_TIME):
            some = (states[low : low + _AT_A_TIME, None].astype(np.int64) * size + inside).ravel()
            nodes[low * len(inside) : low * len(inside) + len(some)] = some
            self.group[some] = own[some % size] + 1
        self.control[kernel.GROUPS] = size
        self._take_apart(nodes)
        found = [nodes[:0]]
        for low in range(0, len(nodes), _AT_A_TIME):
            here = nodes[low : low + _AT_A_TIME]
            found.append(here[self.index_of[here] == kernel.FAIR])
        return np.concatenate(found)

    def _take_apart(self, nodes: Nodes) -> None:
        most = len(nodes)
        self.stack = np.empty(most, np.uint32)
        left = np.empty(most, np.uint32)
        frames = Frames(
            step_at=np.empty(most, np.uint32), arc_at=np.empty(most, np.uint32), is_root=np.empty(most, np.uint8)
        )
        while len(nodes):
            self.index_of[nodes] = 0
            self.control[[kernel.NEXT, kernel.DEPTH, kernel.TOP, kernel.LEFT]] = 0
            self.control[kernel.INDEX] = 1
            search = Components(
                product=self.product.arrays,
                fairness=self.product.constraints.fairness,
                acceptance=self.product.acceptance,
                nodes=nodes,
                count=len(nodes),
                group=self.group,
                index_of=self.index_of,
                stack=self.stack,
                frames=frames,
                left=left,
                census=self.census,
                control=self.control,
                budget=self.pace.budget,
            )
            while not self.loops(search):
                self.pace.spend()
            nodes = left[: self.control[kernel.LEFT]].copy()
