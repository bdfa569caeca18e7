"""The loops that find out whether, and by which way, nodes of a product can be reached."""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.control import AT, LAST, MET, SEEN, STAYS
from everystate.exploring.native.loops.product import arcs_of, node_at, state_of, steps_of
from everystate.exploring.native.loops.states import inlined


def reach(
    starts: Any, events: Any, targets: Any, expanded: int,
    size: int, of_state: Any, of_event: Any, event_classes: int, letters: Any,
    arc_starts: Any, arc_targets: Any, arc_accepts: Any,
    marks: Any, parents: Any, order: Any, control: Any, budget: int,
) -> int:  # fmt: skip
    """Find nodes breadth first; 1 when all are found, or one whose mark says that it was looked for: the last.

    `order` has the nodes found, `control[LAST]` of them, those before `control[AT]` expanded; `parents` one more than
    the node from which each was reached, than itself for one to begin with, and 0 for one that was not reached.
    """
    product = (
        starts, events, targets, expanded, size, of_state, of_event, event_classes, letters, arc_starts, arc_targets,
        arc_accepts,
    )  # fmt: skip
    at, last, work = control[AT], control[LAST], 0
    while at < last and work < budget:
        node = order[at]
        at += 1
        source, q = state_of(node, product)
        low, high = steps_of(source, product)
        work += high - low + 1
        for k in range(low, high):
            first, end = arcs_of(source, q, k, product)
            for a in range(first, end):
                other = node_at(k, a, product)
                if parents[other] == 0:
                    parents[other] = node + 1
                    order[last] = other
                    last += 1
                    if marks[other] & STAYS:
                        control[LAST], control[MET] = last, 1
                        return 1
    control[AT], control[LAST] = at, last
    return 1 if at == last else 0


@inlined
def follow(source: int, q: int, top: int, product: Any, always: Any, marks: Any, stack: Any) -> Any:
    """Put the nodes after this one on the stack that were not seen; how many wait then, -1 if one is looked for."""
    low, high = steps_of(source, product)
    for k in range(low, high):
        first, end = arcs_of(source, q, k, product)
        for a in range(first, end):
            other = node_at(k, a, product)
            if always[product[10][a]] or marks[other] & SEEN:
                continue
            if marks[other] & STAYS:
                return -1
            marks[other] |= SEEN
            stack[top] = other
            top += 1
    return top


def seek(
    starts: Any, events: Any, targets: Any, expanded: int,
    size: int, of_state: Any, of_event: Any, event_classes: int, letters: Any,
    arc_starts: Any, arc_targets: Any, arc_accepts: Any,
    always: Any, leaving: Any, marks: Any, stack: Any, control: Any, budget: int,
) -> int:  # fmt: skip
    """Look in depth for a node whose mark says that it is looked for; 1 when one is met, or there is none.

    Every state of the space comes with the states of the automaton that are `always` there. From these it is followed
    to others where its class is `leaving`, for states from `control[AT]` on; the others that were met wait on `stack`,
    `control[LAST]` of them.
    """
    product = (
        starts, events, targets, expanded, size, of_state, of_event, event_classes, letters, arc_starts, arc_targets,
        arc_accepts,
    )  # fmt: skip
    at, top, work = control[AT], control[LAST], 0
    while work < budget and (top > 0 or at < expanded):
        work += 1
        if top > 0:
            source, q = state_of(stack[top - 1], product)
            work += starts[source + 1] - starts[source]
            top = follow(source, q, top - 1, product, always, marks, stack)
        else:
            if leaving[of_state[at]]:
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
