"""The loop that walks in a fair part to the nearest thing that is left to do."""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.control import SOURCE, STAMP, TARGET
from everystate.exploring.native.loops.product import arcs_of, node_at, owed_by, state_of, steps_of
from everystate.exploring.native.loops.states import inlined


@inlined
def lets_go(node: int, product: Any, owed: Any, waited: Any, stamps: Any, stamp: int) -> bool:
    """Whether something that is waited for is not possible in a node."""
    source, _ = state_of(node, product)
    low, high = steps_of(source, product)
    for k in range(low, high):
        first, end = owed_by(k, product, owed)
        for i in range(first, end):
            stamps[owed[1][i]] = stamp
    for o in range(owed[2]):
        if waited[o] and stamps[o] != stamp:
            return True
    return False


def nearest(
    starts: Any, events: Any, targets: Any, expanded: int,
    size: int, of_state: Any, of_event: Any, event_classes: int, letters: Any,
    arc_starts: Any, arc_targets: Any, arc_accepts: Any,
    owed_starts: Any, owed_numbers: Any, obligations: int,
    group: Any, own: int, here: int, home: int, accepts: int, wanted: Any, waited: Any, any_waited: int,
    seen: Any, walk: int, before: Any, queue: Any, stamps: Any, control: Any,
) -> int:  # fmt: skip
    """The nearest step within a group, by a node's steps from `here`, that is asked for: its place.

    That is a step to `home`, if it is not negative; or else by an arc of one of the sets `accepts`, or by an event that
    is `wanted`, or to a node in which something that is `waited` for is not possible. `control` gets its source and its
    target, and `before` how the source was reached. `seen` is `walk` for nodes that were looked at, for none before.
    """
    product = (
        starts, events, targets, expanded, size, of_state, of_event, event_classes, letters, arc_starts, arc_targets,
        arc_accepts,
    )  # fmt: skip
    owed = (owed_starts, owed_numbers, obligations)
    queue[0] = here
    seen[here] = walk
    at, last, stamp = 0, 1, control[STAMP]
    while at < last:
        node = queue[at]
        at += 1
        source, q = state_of(node, product)
        low, high = steps_of(source, product)
        for k in range(low, high):
            first, end = arcs_of(source, q, k, product)
            for a in range(first, end):
                other = node_at(k, a, product)
                if group[other] != own:
                    continue
                stamp += 1
                if other == home or (
                    home < 0
                    and (
                        (arc_accepts[a] & accepts) != 0
                        or wanted[events[k]] != 0
                        or (any_waited and lets_go(other, product, owed, waited, stamps, stamp))
                    )
                ):
                    control[SOURCE], control[TARGET], control[STAMP] = node, other, stamp
                    return k
                if seen[other] != walk:
                    seen[other] = walk
                    before[other] = node
                    queue[last] = other
                    last += 1
    control[SOURCE] = control[TARGET] = -1
    control[STAMP] = stamp
    return -1
