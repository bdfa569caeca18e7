"""The loop that takes a product apart into strongly connected components, and finds those that are fair."""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.control import DEPTH, DONE, FAIR, GROUPS, INDEX, LEFT, NEXT, STAMP, TOP
from everystate.exploring.native.loops.product import arcs_of, node_at, owed_by, state_of, steps_of
from everystate.exploring.native.loops.states import inlined

DEAD, WHOLE, SPLIT = 0, 1, 2


# -- what a component is ------------------------------------------------------------------------------------------


@inlined
def goes_round_alone(node: int, product: Any) -> bool:
    """Whether a node has a step to itself."""
    source, q = state_of(node, product)
    low, high = steps_of(source, product)
    for k in range(low, high):
        if product[2][k] == source:
            first, end = arcs_of(source, q, k, product)
            for a in range(first, end):
                if product[10][a] == q:
                    return True
    return False


@inlined
def survey(
    nodes: Any, begin: int, end: int, group: Any, own: int, product: Any, owed: Any,
    possible: Any, stamps: Any, met: Any, stamp: int,
) -> Any:  # fmt: skip
    """Whether the nodes of a component, which are of the group `own`, have steps inside, and with which acceptance.

    `possible` gets in how many of its nodes each obligation is possible, and `met` whether it is met within.
    """
    accepted, inside = 0, False
    for o in range(owed[3]):
        possible[o] = 0
        met[o] = 0
    for n in range(begin, end):
        stamp += 1
        source, q = state_of(nodes[n], product)
        low, high = steps_of(source, product)
        for k in range(low, high):
            owed_first, owed_end = owed_by(k, product, owed)
            for i in range(owed_first, owed_end):
                o = owed[1][i]
                if stamps[o] != stamp:
                    stamps[o] = stamp
                    possible[o] += 1
            arc_first, arc_end = arcs_of(source, q, k, product)
            for a in range(arc_first, arc_end):
                if group[node_at(k, a, product)] == own:
                    inside = True
                    accepted |= product[11][a]
                    for i in range(owed_first, owed_end):
                        met[owed[1][i]] = 1
    return inside, accepted


@inlined
def verdict(count: int, owed: Any, possible: Any, met: Any) -> int:
    """What an accepted component of so many nodes is: `WHOLE` if it is fair, `SPLIT` if a part may be, or `DEAD`."""
    _, _, strong, obligations = owed
    found = WHOLE
    for o in range(obligations):
        if not met[o]:
            if strong[o]:
                if possible[o]:
                    found = SPLIT
            elif possible[o] == count:
                return DEAD
    return found


@inlined
def must_go(node: int, product: Any, owed: Any, met: Any) -> bool:
    """Whether something is possible in a node that is owed under strong fairness and not met in its component."""
    _, numbers, strong, _ = owed
    source, _ = state_of(node, product)
    low, high = steps_of(source, product)
    for k in range(low, high):
        first, end = owed_by(k, product, owed)
        for i in range(first, end):
            if strong[numbers[i]] and not met[numbers[i]]:
                return True
    return False


@inlined
def settle(
    nodes: Any, begin: int, end: int, groups: int, kept: int, stamp: int, product: Any, owed: Any, acceptance: int,
    group: Any, index_of: Any, left: Any, possible: Any, stamps: Any, met: Any,
) -> Any:  # fmt: skip
    """Decide about a component; the last group, how many nodes are left, and the last stamp then."""
    found = DEAD
    if end - begin > 1 or goes_round_alone(nodes[begin], product):
        groups += 1
        for n in range(begin, end):
            group[nodes[n]] = groups
        inside, accepted = survey(
            nodes, begin, end, group, groups, product, owed, possible, stamps, met, stamp
        )  # fmt: skip
        stamp += end - begin
        if inside and accepted == acceptance:
            found = verdict(end - begin, owed, possible, met)
    for n in range(begin, end):
        node = nodes[n]
        index_of[node] = FAIR if found == WHOLE else DONE
        if found == SPLIT and not must_go(node, product, owed, met):
            left[kept] = node
            kept += 1
        elif found != WHOLE:
            group[node] = 0
    return groups, kept, stamp


# -- the search ---------------------------------------------------------------------------------------------------


@inlined
def visit(node: int, index: int, depth: int, count: int, index_of: Any, stack: Any, frames: Any) -> None:
    """Begin with a node."""
    step_at, arc_at, is_root = frames
    index_of[node] = index
    stack[count - depth - 1] = node
    step_at[depth], arc_at[depth], is_root[depth] = 0, 0, 1


@inlined
def advance(depth: int, count: int, product: Any, group: Any, index_of: Any, stack: Any, frames: Any) -> Any:
    """The next node to visit from the one that is visited last, -1 if there is none; and how many steps were seen."""
    step_at, arc_at, is_root = frames
    d = depth - 1
    node = stack[count - depth]
    source, q = state_of(node, product)
    low, high = steps_of(source, product)
    k, passed, looked = low + step_at[d], arc_at[d], 0
    while k < high:
        looked += 1
        first, end = arcs_of(source, q, k, product)
        for a in range(first + passed, end):
            other = node_at(k, a, product)
            if group[other] == group[node]:
                if index_of[other] == 0:
                    step_at[d], arc_at[d] = k - low, a + 1 - first
                    return other, looked
                if index_of[other] < index_of[node]:
                    index_of[node] = index_of[other]
                    is_root[d] = 0
        k += 1
        passed = 0
    return -1, looked


def components(
    starts: Any, events: Any, targets: Any, expanded: int,
    size: int, of_state: Any, of_event: Any, event_classes: int, letters: Any,
    arc_starts: Any, arc_targets: Any, arc_accepts: Any,
    owed_starts: Any, owed_numbers: Any, strong: Any, obligations: int, acceptance: int,
    nodes: Any, count: int, group: Any, index_of: Any, stack: Any, step_at: Any, arc_at: Any, is_root: Any, left: Any,
    possible: Any, stamps: Any, met: Any, control: Any, budget: int,
) -> int:  # fmt: skip
    """Take nodes apart into strongly connected components, each within a group of nodes; 1 when that is done.

    Each component is looked at once. If it is accepted and fair, `index_of` is `FAIR` for its nodes; if a part of it
    may be, what is left of it goes to `left`, `control[LEFT]` nodes in all, as a group of its own; all others are in
    group 0.

    D. J. Pearce: A space-efficient algorithm for finding strongly connected components, IPL 116(1), 2016, algorithm 4.
    The nodes that are visited stand at the end of `stack`, those that wait for their component at its beginning.
    """
    product = (
        starts, events, targets, expanded, size, of_state, of_event, event_classes, letters, arc_starts, arc_targets,
        arc_accepts,
    )  # fmt: skip
    owed, frames = (owed_starts, owed_numbers, strong, obligations), (step_at, arc_at, is_root)
    following, depth, top, index = control[NEXT], control[DEPTH], control[TOP], control[INDEX]
    groups, kept, stamp, work = control[GROUPS], control[LEFT], control[STAMP], 0
    while work < budget:
        if depth == 0:
            while following < count and index_of[nodes[following]] != 0:
                following += 1
            if following == count:
                break
            visit(nodes[following], index, 0, count, index_of, stack, frames)
            index += 1
            depth = 1
        other, looked = advance(depth, count, product, group, index_of, stack, frames)
        work += looked
        if other >= 0:
            visit(other, index, depth, count, index_of, stack, frames)
            index += 1
            depth += 1
            continue
        node = stack[count - depth]
        depth -= 1
        begin = top
        stack[top] = node
        top += 1
        if is_root[depth]:
            while begin > 0 and index_of[stack[begin - 1]] >= index_of[node]:
                begin -= 1
            index -= top - begin
            groups, kept, stamp = settle(
                stack, begin, top, groups, kept, stamp, product, owed, acceptance, group, index_of, left, possible,
                stamps, met,
            )  # fmt: skip
            work += top - begin
            top = begin
        elif depth > 0:
            before = stack[count - depth]
            if index_of[node] < index_of[before]:
                index_of[before] = index_of[node]
                is_root[depth - 1] = 0
    control[NEXT], control[DEPTH], control[TOP], control[INDEX] = following, depth, top, index
    control[GROUPS], control[LEFT], control[STAMP] = groups, kept, stamp
    return 1 if depth == 0 and following == count else 0
