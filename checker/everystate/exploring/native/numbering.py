"""The number of each state, which is its row, in the order of discovery; and its depth."""

from __future__ import annotations

from bisect import bisect_right

from everystate.composing.network import Network
from everystate.exploring.native.packing import Packing
from everystate.exploring.native.visited import Visited


class Numbering:
    """The states of a space in their order; `layers` has the first of each depth, `expanded` is how many have steps."""

    def __init__(self, network: Network, packing: Packing, visited: Visited) -> None:
        self.network = network
        self.packing = packing
        self.visited = visited
        self.layers = [0]
        self.expanded = 0

    @property
    def count(self) -> int:
        """How many states there are."""
        return self.visited.count

    def depth(self, state: int) -> int:
        """At which depth a state is."""
        return bisect_right(self.layers, state) - 1
