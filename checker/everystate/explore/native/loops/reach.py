"""The loops that find out whether, and by which way, nodes of a product can be reached; see `product`."""

from __future__ import annotations

from typing import Any

from everystate.explore.native.control import AT, LAST, MET, SEEN, STAYS
from everystate.explore.native.loops.product import letter_of


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
    at, last, work = control[AT], control[LAST], 0
    while at < last and work < budget:
        node = order[at]
        at += 1
        source = node // size
        q = node - source * size
        low, high = starts[source], starts[source + 1]
        work += high - low + 1
        for k in range(low, high):
            target, event = targets[k], events[k]
            if target >= expanded:
                continue
            row = letter_of(source, event, target, of_state, of_event, event_classes, letters) * size + q
            for a in range(arc_starts[row], arc_starts[row + 1]):
                other = target * size + arc_targets[a]
                if parents[other] == 0:
                    parents[other] = node + 1
                    order[last] = other
                    last += 1
                    if marks[other] & STAYS:
                        control[LAST], control[MET] = last, 1
                        return 1
    control[AT], control[LAST] = at, last
    return 1 if at == last else 0


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
    at, top, work = control[AT], control[LAST], 0
    while work < budget and (top > 0 or at < expanded):
        if top > 0:
            top -= 1
            source = stack[top] // size
            first, last = stack[top] - source * size, stack[top] - source * size + 1
        else:
            source, first, last = at, 0, size if leaving[of_state[at]] else 0
            at += 1
        work += 1
        if first == last:
            continue
        low, high = starts[source], starts[source + 1]
        work += high - low
        for q in range(first, last):
            if last - first > 1 and not always[q]:
                continue
            for k in range(low, high):
                target, event = targets[k], events[k]
                if target >= expanded:
                    continue
                row = letter_of(source, event, target, of_state, of_event, event_classes, letters) * size + q
                for a in range(arc_starts[row], arc_starts[row + 1]):
                    to = arc_targets[a]
                    other = target * size + to
                    if always[to] or marks[other] & SEEN:
                        continue
                    if marks[other] & STAYS:
                        control[MET] = 1
                        return 1
                    marks[other] |= SEEN
                    stack[top] = other
                    top += 1
    control[AT], control[LAST] = at, top
    return 1 if top == 0 and at == expanded else 0
