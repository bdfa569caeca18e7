"""The loop that walks in a fair component to the nearest thing that is left to do."""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.control import SOURCE, STAMP, TARGET
from everystate.exploring.native.loops.bodies import body_of, inlined
from everystate.exploring.native.loops.product import arcs_of, constraints_of, node_at, state_of, steps_of
from everystate.exploring.native.temporal.signatures import Fairness, Nearest, Product


@inlined
def disables(node: int, product: Product, fairness: Fairness, waited: Any, stamps: Any, stamp: int) -> bool:
    """Whether a constraint that is waited for is not enabled in a node."""
    source, _ = state_of(node, product)
    low, high = steps_of(source, product.graph)
    for k in range(low, high):
        first, end = constraints_of(k, product.graph, fairness)
        for i in range(first, end):
            stamps[fairness.numbers[i]] = stamp
    for o in range(fairness.constraints):
        if waited[o] and stamps[o] != stamp:
            return True
    return False


@body_of(Nearest)
def nearest(n: Nearest) -> int:
    """The loop that finds the nearest step to a goal."""
    product, goal, seen, queue, control = n.product, n.goal, n.seen, n.queue, n.control
    queue[0] = n.here
    seen[n.here] = n.walk
    at, last, stamp = 0, 1, control[STAMP]
    while at < last:
        node = queue[at]
        at += 1
        source, q = state_of(node, product)
        low, high = steps_of(source, product.graph)
        for k in range(low, high):
            first, end = arcs_of(source, q, k, product)
            for a in range(first, end):
                other = node_at(k, a, product)
                if n.group[other] != n.own:
                    continue
                stamp += 1
                if other == goal.home or (
                    goal.home < 0
                    and (
                        (product.letters.arc_accepts[a] & goal.accepts) != 0
                        or goal.wanted[product.graph.events[k]] != 0
                        or (goal.any_waited and disables(other, product, n.fairness, goal.waited, n.stamps, stamp))
                    )
                ):
                    control[SOURCE], control[TARGET], control[STAMP] = node, other, stamp
                    return k
                if seen[other] != n.walk:
                    seen[other] = n.walk
                    n.before[other] = node
                    queue[last] = other
                    last += 1
    control[SOURCE] = control[TARGET] = -1
    control[STAMP] = stamp
    return -1
