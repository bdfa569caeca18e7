"""The product of a space and an automaton, for the loops that go over it.

A loop that may take long works until a budget of steps is spent, and goes on from there when it is called again;
`control` is what it keeps.
"""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.loops.bodies import inlined
from everystate.exploring.native.temporal.signatures import Fairness, Graph, Product


@inlined
def state_of(node: Any, product: Product) -> Any:
    """The state of the space of a node, and that of the automaton."""
    source = node // product.letters.size
    return source, node - source * product.letters.size


@inlined
def steps_of(source: int, graph: Graph) -> Any:
    """The first step from a state, and where they end."""
    return graph.starts[source], graph.starts[source + 1]


@inlined
def arcs_of(source: int, q: int, k: int, product: Product) -> Any:
    """Of the arcs from state `q` of the automaton that take step `k` from a state, the first, and where they end.

    There are none for a step to a state that was not expanded.
    """
    graph, letters = product.graph, product.letters
    if graph.targets[k] >= graph.expanded:
        return 0, 0
    letter = letters.letters[letters.of_state[source] * letters.event_classes + letters.of_event[graph.events[k]]]
    row = letter * letters.size + q
    return letters.arc_starts[row], letters.arc_starts[row + 1]


@inlined
def node_at(k: int, a: int, product: Product) -> Any:
    """The node to which step `k` leads with arc `a`."""
    return product.graph.targets[k] * product.letters.size + product.letters.arc_targets[a]


@inlined
def constraints_of(k: int, graph: Graph, fairness: Fairness) -> Any:
    """Of the fairness constraints that step `k` takes, the first, and where they end."""
    event = graph.events[k]
    return fairness.starts[event], fairness.starts[event + 1]
