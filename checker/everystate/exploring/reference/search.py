"""The reference engine: obviously right.

`networkx` searches the product breadth first; the neighbours of a joint state are computed when it asks for them. Which
events are enabled is the intersection, over the fields, of the sets of events that accept the field's value, each set a
bit mask made on first use. Machines move as their live `transitions` machines say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, cast

import networkx as nx

from everystate.composing.network import Network
from everystate.exploring.reference.recorded import RecordedSpace
from everystate.exploring.shared.successors import Successors
from everystate.exploring.shared.watch import LimitReachedError, TimeIsUpError, Watch
from everystate.exploring.space import Limits, OnProgress, State

_LOOK_EVERY = 256


def explore(network: Network, limits: Limits | None = None, on_progress: OnProgress | None = None) -> RecordedSpace:
    """Every reachable joint state, breadth first, or as many as the limits allow.

    Ctrl-C ends the exploration at once; what was found so far is kept.
    """
    product = Product(network, Watch(limits or Limits(), on_progress))
    try:
        # a graph is only asked for its length and its neighbours here
        for _ in nx.generic_bfs_edges(cast(Any, product), network.initial, neighbors=product.neighbors):
            pass
    except LimitReachedError as reached:
        product.space.stopped = str(reached)
        product.space.hurried = isinstance(reached, TimeIsUpError)
    except KeyboardInterrupt:
        product.space.stopped, product.space.hurried = "interrupted", True
    product.space.cut()
    product.space.seconds = product.watch.seconds
    return product.space


class Product:
    """The product graph, with neighbours computed when asked for; what is seen is recorded in `space`."""

    def __init__(self, network: Network, watch: Watch) -> None:
        self.space = RecordedSpace(network, "reference")
        self.space.add(network.initial, -1, -1)
        self.successors = Successors(network)
        self.watch = watch

    def __len__(self) -> int:
        return sys.maxsize

    def neighbors(self, state: State) -> Iterator[State]:
        """The joint states one step away."""
        space = self.space
        number = space.expanded
        self.watch.count(len(space.states), space.depths[number])
        if not number % _LOOK_EVERY:
            self.watch.look(len(space.states), space.steps, space.depth, len(space.states) - number)
        steps, unsettled = self.successors(state)
        found = space.index
        targets = []
        for event, target in steps:
            index = found.get(target, -1)
            targets.append(space.add(target, number, event) if index < 0 else index)
        space.record([event for event, _ in steps], targets, unsettled)
        for _, target in steps:
            yield target
