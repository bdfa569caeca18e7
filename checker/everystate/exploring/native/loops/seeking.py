"""The loops that find out whether, and by which way, nodes of a product can be reached."""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.control import AT, LAST, MET, SEEN, STAYS
from everystate.exploring.native.loops.bodies import body_of, inlined
from everystate.exploring.native.loops.product import arcs_of, node_at, state_of, steps_of
from everystate.exploring.native.temporal.signatures import Product, Reach, Seek


@body_of(Reach)
def reach(r: Reach) -> int:
    """The loop that finds nodes breadth first."""
    product, parents, order, control = r.product, r.parents, r.order, r.control
    at, last, work = control[AT], control[LAST], 0
    while at < last and work < r.budget:
        node = order[at]
        at += 1
        source, q = state_of(node, product)
        low, high = steps_of(source, product.graph)
        work += high - low + 1
        for k in range(low, high):
            first, end = arcs_of(source, q, k, product)
            for a in range(first, end):
                other = node_at(k, a, product)
                if parents[other] == 0:
                    parents[other] = node + 1
                    order[last] = other
                    last += 1
                    if r.marks[other] & STAYS:
                        control[LAST], control[MET] = last, 1
                        return 1
    control[AT], control[LAST] = at, last
    return 1 if at == last else 0


@inlined
def follow(source: int, q: int, top: int, product: Product, always: Any, marks: Any, stack: Any) -> Any:
    """Put the nodes after this one on the stack that were not seen; how many wait then, -1 if one is looked for."""
    low, high = steps_of(source, product.graph)
    for k in range(low, high):
        first, end = arcs_of(source, q, k, product)
        for a in range(first, end):
            other = node_at(k, a, product)
            if always[product.letters.arc_targets[a]] or marks[other] & SEEN:
                continue
            if marks[other] & STAYS:
                return -1
            marks[other] |= SEEN
            stack[top] = other
            top += 1
    return top


@body_of(Seek)
def seek(s: Seek) -> int:
    """The loop that looks for nodes in depth."""
    product, always, marks, stack, control = s.product, s.always, s.marks, s.stack, s.control
    starts, expanded, size = product.graph.starts, product.graph.expanded, product.letters.size
    at, top, work = control[AT], control[LAST], 0
    while work < s.budget and (top > 0 or at < expanded):
        work += 1
        if top > 0:
            source, q = state_of(stack[top - 1], product)
            work += starts[source + 1] - starts[source]
            top = follow(source, q, top - 1, product, always, marks, stack)
        else:
            if s.leaving[product.letters.of_state[at]]:
                work += starts[at + 1] - starts[at]
                for q in range(size):
                    if always[q] and top >= 0:
                        top = follow(at, q, top, product, always, marks, stack)
            at += 1
        if top < 0:
            control[MET] = 1
            return 1
    control[AT], control[LAST] = at, top
    return 1 if top == 0 and at == expanded else 0
