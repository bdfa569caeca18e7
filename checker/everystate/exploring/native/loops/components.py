"""The loop that takes a product apart into strongly connected components, and finds those that are fair."""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.control import DEPTH, DONE, FAIR, GROUPS, INDEX, LEFT, NEXT, STAMP, TOP
from everystate.exploring.native.loops.bodies import body_of, inlined
from everystate.exploring.native.loops.product import arcs_of, constraints_of, node_at, state_of, steps_of
from everystate.exploring.native.temporal.signatures import Census, Components, Fairness, Frames, Product

DEAD, WHOLE, SPLIT = 0, 1, 2


# -- what a component is ------------------------------------------------------------------------------------------


@inlined
def has_step_to_itself(node: int, product: Product) -> bool:
    """Whether a node has a step to itself."""
    source, q = state_of(node, product)
    low, high = steps_of(source, product.graph)
    for k in range(low, high):
        if product.graph.targets[k] == source:
            first, end = arcs_of(source, q, k, product)
            for a in range(first, end):
                if product.letters.arc_targets[a] == q:
                    return True
    return False


@inlined
def survey(begin: int, end: int, own: int, stamp: int, c: Components) -> Any:
    """Whether the nodes of a component, which are of the group `own`, have steps inside, and with which acceptance.

    The nodes stand on the stack from `begin` to `end`. The census gets in how many of them each constraint is enabled,
    and whether it is taken inside.
    """
    product, fairness, group, census = c.product, c.fairness, c.group, c.census
    accepted, inside = 0, False
    for o in range(fairness.constraints):
        census.enabled[o] = 0
        census.taken[o] = 0
    for n in range(begin, end):
        stamp += 1
        source, q = state_of(c.stack[n], product)
        low, high = steps_of(source, product.graph)
        for k in range(low, high):
            constraint_first, constraint_end = constraints_of(k, product.graph, fairness)
            for i in range(constraint_first, constraint_end):
                o = fairness.numbers[i]
                if census.stamps[o] != stamp:
                    census.stamps[o] = stamp
                    census.enabled[o] += 1
            arc_first, arc_end = arcs_of(source, q, k, product)
            for a in range(arc_first, arc_end):
                if group[node_at(k, a, product)] == own:
                    inside = True
                    accepted |= product.letters.arc_accepts[a]
                    for i in range(constraint_first, constraint_end):
                        census.taken[fairness.numbers[i]] = 1
    return inside, accepted


@inlined
def verdict(count: int, fairness: Fairness, census: Census) -> int:
    """What an accepted component of `count` nodes is: `WHOLE` if it is fair, `SPLIT` if a part may be, or `DEAD`."""
    found = WHOLE
    for o in range(fairness.constraints):
        if not census.taken[o]:
            if fairness.strong[o]:
                if census.enabled[o]:
                    found = SPLIT
            elif census.enabled[o] == count:
                return DEAD
    return found


@inlined
def must_go(node: int, product: Product, fairness: Fairness, taken: Any) -> bool:
    """Whether a strong constraint is enabled in a node that is not taken in its component."""
    source, _ = state_of(node, product)
    low, high = steps_of(source, product.graph)
    for k in range(low, high):
        first, end = constraints_of(k, product.graph, fairness)
        for i in range(first, end):
            o = fairness.numbers[i]
            if fairness.strong[o] and not taken[o]:
                return True
    return False


@inlined
def settle(begin: int, end: int, groups: int, kept: int, stamp: int, c: Components) -> Any:
    """Decide about the component that stands on the stack from `begin` to `end`.

    Returns the last group, how many nodes are left, and the last stamp then.
    """
    nodes, group, found = c.stack, c.group, DEAD
    if end - begin > 1 or has_step_to_itself(nodes[begin], c.product):
        groups += 1
        for n in range(begin, end):
            group[nodes[n]] = groups
        inside, accepted = survey(begin, end, groups, stamp, c)
        stamp += end - begin
        if inside and accepted == c.acceptance:
            found = verdict(end - begin, c.fairness, c.census)
    for n in range(begin, end):
        node = nodes[n]
        c.index_of[node] = FAIR if found == WHOLE else DONE
        if found == SPLIT and not must_go(node, c.product, c.fairness, c.census.taken):
            c.left[kept] = node
            kept += 1
        elif found != WHOLE:
            group[node] = 0
    return groups, kept, stamp


# -- the search ---------------------------------------------------------------------------------------------------


@inlined
def visit(node: Any, index: int, depth: int, count: int, index_of: Any, stack: Any, frames: Frames) -> None:
    """Begin with a node."""
    index_of[node] = index
    stack[count - depth - 1] = node
    frames.step_at[depth], frames.arc_at[depth], frames.is_root[depth] = 0, 0, 1


@inlined
def advance(depth: int, c: Components) -> Any:
    """The next node to visit from the one that is visited last, -1 if there is none; and how many steps were seen."""
    product, group, index_of, frames = c.product, c.group, c.index_of, c.frames
    d = depth - 1
    node = c.stack[c.count - depth]
    source, q = state_of(node, product)
    low, high = steps_of(source, product.graph)
    k, passed, looked = low + frames.step_at[d], frames.arc_at[d], 0
    while k < high:
        looked += 1
        first, end = arcs_of(source, q, k, product)
        for a in range(first + passed, end):
            other = node_at(k, a, product)
            if group[other] == group[node]:
                if index_of[other] == 0:
                    frames.step_at[d], frames.arc_at[d] = k - low, a + 1 - first
                    return other, looked
                if index_of[other] < index_of[node]:
                    index_of[node] = index_of[other]
                    frames.is_root[d] = 0
        k += 1
        passed = 0
    return -1, looked


@body_of(Components)
def components(c: Components) -> int:
    """The loop that takes nodes apart."""
    nodes, count, stack, index_of, frames, control = c.nodes, c.count, c.stack, c.index_of, c.frames, c.control
    following, depth, top, index = control[NEXT], control[DEPTH], control[TOP], control[INDEX]
    groups, kept, stamp, work = control[GROUPS], control[LEFT], control[STAMP], 0
    while work < c.budget:
        if depth == 0:
            while following < count and index_of[nodes[following]] != 0:
                following += 1
            if following == count:
                break
            visit(nodes[following], index, 0, count, index_of, stack, frames)
            index += 1
            depth = 1
        other, looked = advance(depth, c)
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
        if frames.is_root[depth]:
            while begin > 0 and index_of[stack[begin - 1]] >= index_of[node]:
                begin -= 1
            index -= top - begin
            groups, kept, stamp = settle(begin, top, groups, kept, stamp, c)
            work += top - begin
            top = begin
        elif depth > 0:
            before = stack[count - depth]
            if index_of[node] < index_of[before]:
                index_of[before] = index_of[node]
                frames.is_root[depth - 1] = 0
    control[NEXT], control[DEPTH], control[TOP], control[INDEX] = following, depth, top, index
    control[GROUPS], control[LEFT], control[STAMP] = groups, kept, stamp
    return 1 if depth == 0 and following == count else 0
