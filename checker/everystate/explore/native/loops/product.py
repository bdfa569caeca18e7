"""The loops over the product of a space and an automaton: what goes round, and a way round.

A node is a state of the space times `size`, plus a state of the automaton. The product is not stored: its steps are
those of the space, with the arcs that take them (see alphabet.Alphabet). A loop that may take long works until a budget
of steps is spent, and goes on from there when it is called again; `control` is what it keeps.
"""

from __future__ import annotations

from typing import Any

from everystate.explore.native.control import (
    DEPTH,
    DONE,
    FAIR,
    GROUPS,
    INDEX,
    LEFT,
    NEXT,
    SOURCE,
    STAMP,
    TARGET,
    TOP,
)
from everystate.explore.native.loops.states import inlined

DEAD, WHOLE, SPLIT = 0, 1, 2


@inlined
def letter_of(
    source: int, event: int, target: int, of_state: Any, of_event: Any, event_classes: int, letters: Any
) -> Any:
    """The letter of a step."""
    return letters[(of_state[source] * event_classes + of_event[event]) * 2 + (source != target)]


@inlined
def goes_round_alone(
    node: int, starts: Any, events: Any, targets: Any,
    size: int, of_state: Any, of_event: Any, event_classes: int, letters: Any,
    arc_starts: Any, arc_targets: Any,
) -> bool:  # fmt: skip
    """Whether a node has a step to itself."""
    source = node // size
    q = node - source * size
    low, high = starts[source], starts[source + 1]
    for k in range(low, high):
        if targets[k] != source:
            continue
        row = letter_of(source, events[k], source, of_state, of_event, event_classes, letters) * size + q
        for a in range(arc_starts[row], arc_starts[row + 1]):
            if arc_targets[a] == q:
                return True
    return False


@inlined
def verdict(
    nodes: Any, begin: int, end: int, group: Any, own: int, starts: Any, events: Any, targets: Any, expanded: int,
    size: int, of_state: Any, of_event: Any, event_classes: int, letters: Any,
    arc_starts: Any, arc_targets: Any, arc_accepts: Any,
    owed_starts: Any, owed: Any, strong: Any, obligations: int, acceptance: int,
    possible: Any, stamps: Any, met: Any, stamp: int,
) -> int:  # fmt: skip
    """What a component is: `WHOLE` if it is accepted and fair, `SPLIT` if a part of it may be, or `DEAD`.

    The nodes of the component are of the group `own`. `possible` gets in how many of its nodes each obligation is
    possible, and `met` whether it is met within.
    """
    for o in range(obligations):
        possible[o] = 0
        met[o] = 0
    accepted, inside = 0, False
    for n in range(begin, end):
        node = nodes[n]
        stamp += 1
        source = node // size
        q = node - source * size
        low, high = starts[source], starts[source + 1]
        for k in range(low, high):
            target, event = targets[k], events[k]
            for i in range(owed_starts[event], owed_starts[event + 1]):
                o = owed[i]
                if stamps[o] != stamp:
                    stamps[o] = stamp
                    possible[o] += 1
            if target >= expanded:
                continue
            row = letter_of(source, event, target, of_state, of_event, event_classes, letters) * size + q
            for a in range(arc_starts[row], arc_starts[row + 1]):
                if group[target * size + arc_targets[a]] == own:
                    inside = True
                    accepted |= arc_accepts[a]
                    for i in range(owed_starts[event], owed_starts[event + 1]):
                        met[owed[i]] = 1
    if not inside or accepted != acceptance:
        return DEAD
    found = WHOLE
    for o in range(obligations):
        if not met[o]:
            if strong[o]:
                if possible[o]:
                    found = SPLIT
            elif possible[o] == end - begin:
                return DEAD
    return found


@inlined
def must_go(
    node: int, starts: Any, events: Any, size: int, owed_starts: Any, owed: Any, strong: Any, met: Any
) -> bool:  # fmt: skip
    """Whether something is possible in a node that is owed under strong fairness and not met in its component."""
    source = node // size
    for k in range(starts[source], starts[source + 1]):
        for i in range(owed_starts[events[k]], owed_starts[events[k] + 1]):
            if strong[owed[i]] and not met[owed[i]]:
                return True
    return False


def components(
    starts: Any, events: Any, targets: Any, expanded: int,
    size: int, of_state: Any, of_event: Any, event_classes: int, letters: Any,
    arc_starts: Any, arc_targets: Any, arc_accepts: Any,
    owed_starts: Any, owed: Any, strong: Any, obligations: int, acceptance: int,
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
    following, depth, top, index = control[NEXT], control[DEPTH], control[TOP], control[INDEX]
    groups, kept, stamp, work = control[GROUPS], control[LEFT], control[STAMP], 0
    while work < budget:
        if depth == 0:
            while following < count and index_of[nodes[following]] != 0:
                following += 1
            if following == count:
                break
            index_of[nodes[following]] = index
            index += 1
            stack[count - 1] = nodes[following]
            step_at[0], arc_at[0], is_root[0] = 0, 0, 1
            depth = 1
        d = depth - 1
        node = stack[count - depth]
        source = node // size
        q = node - source * size
        low, high = starts[source], starts[source + 1]
        k, a = low + step_at[d], arc_at[d]
        pushed = False
        while k < high and not pushed:
            work += 1
            target, event = targets[k], events[k]
            if target < expanded:
                row = letter_of(source, event, target, of_state, of_event, event_classes, letters) * size + q
                first, many = arc_starts[row], arc_starts[row + 1] - arc_starts[row]
                while a < many and not pushed:
                    other = target * size + arc_targets[first + a]
                    a += 1
                    if group[other] == group[node]:
                        if index_of[other] == 0:
                            pushed = True
                            index_of[other] = index
                            index += 1
                            stack[count - depth - 1] = other
                            step_at[depth], arc_at[depth], is_root[depth] = 0, 0, 1
                            depth += 1
                        elif index_of[other] < index_of[node]:
                            index_of[node] = index_of[other]
                            is_root[d] = 0
            if not pushed:
                k += 1
                a = 0
        step_at[d], arc_at[d] = k - low, a
        if pushed:
            continue
        depth -= 1
        begin = top
        stack[top] = node
        top += 1
        if is_root[d]:
            index -= 1
            while begin > 0 and index_of[stack[begin - 1]] >= index_of[node]:
                begin -= 1
                index -= 1
            found = DEAD
            if top - begin > 1 or goes_round_alone(
                node,
                starts,
                events,
                targets,
                size,
                of_state,
                of_event,
                event_classes,
                letters,
                arc_starts,
                arc_targets,
            ):
                groups += 1
                for n in range(begin, top):
                    group[stack[n]] = groups
                found = verdict(
                    stack,
                    begin,
                    top,
                    group,
                    groups,
                    starts,
                    events,
                    targets,
                    expanded,
                    size,
                    of_state,
                    of_event,
                    event_classes,
                    letters,
                    arc_starts,
                    arc_targets,
                    arc_accepts,
                    owed_starts,
                    owed,
                    strong,
                    obligations,
                    acceptance,
                    possible,
                    stamps,
                    met,
                    stamp,
                )
                stamp += top - begin
            for n in range(begin, top):
                other = stack[n]
                index_of[other] = FAIR if found == WHOLE else DONE
                if found == SPLIT and not must_go(other, starts, events, size, owed_starts, owed, strong, met):
                    left[kept] = other
                    kept += 1
                elif found != WHOLE:
                    group[other] = 0
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


@inlined
def lets_go(
    node: int, starts: Any, events: Any, size: int, owed_starts: Any, owed: Any, waited: Any, obligations: int,
    stamps: Any, stamp: int,
) -> bool:  # fmt: skip
    """Whether something that is waited for is not possible in a node."""
    source = node // size
    for k in range(starts[source], starts[source + 1]):
        for i in range(owed_starts[events[k]], owed_starts[events[k] + 1]):
            stamps[owed[i]] = stamp
    for o in range(obligations):
        if waited[o] and stamps[o] != stamp:
            return True
    return False


def nearest(
    starts: Any, events: Any, targets: Any, expanded: int,
    size: int, of_state: Any, of_event: Any, event_classes: int, letters: Any,
    arc_starts: Any, arc_targets: Any, arc_accepts: Any,
    owed_starts: Any, owed: Any, obligations: int,
    group: Any, own: int, here: int, home: int, accepts: int, wanted: Any, waited: Any, any_waited: int,
    seen: Any, walk: int, before: Any, queue: Any, stamps: Any, control: Any,
) -> int:  # fmt: skip
    """The nearest step within a group, by a node's steps from `here`, that is asked for: its place.

    That is a step to `home`, if it is not negative; or else by an arc of one of the sets `accepts`, or by an event that
    is `wanted`, or to a node in which something that is `waited` for is not possible. `control` gets its source and its
    target, and `before` how the source was reached. `seen` is `walk` for nodes that were looked at, for none before.
    """
    queue[0] = here
    seen[here] = walk
    at, last, stamp = 0, 1, control[STAMP]
    while at < last:
        node = queue[at]
        at += 1
        source = node // size
        q = node - source * size
        low, high = starts[source], starts[source + 1]
        for k in range(low, high):
            target, event = targets[k], events[k]
            if target >= expanded:
                continue
            row = letter_of(source, event, target, of_state, of_event, event_classes, letters) * size + q
            for a in range(arc_starts[row], arc_starts[row + 1]):
                other = target * size + arc_targets[a]
                if group[other] != own:
                    continue
                found = other == home
                if home < 0:
                    found = (arc_accepts[a] & accepts) != 0 or wanted[event] != 0
                    if not found and any_waited:
                        stamp += 1
                        found = lets_go(
                            other, starts, events, size, owed_starts, owed, waited, obligations, stamps, stamp
                        )
                if found:
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


def dutiful(starts: Any, events: Any, expanded: int, owed_starts: Any, duty: Any) -> int:
    """Set `duty` to 1 for each state in which an obligation is possible."""
    for state in range(expanded):
        duty[state] = 0
        for k in range(starts[state], starts[state + 1]):
            if owed_starts[events[k]] < owed_starts[events[k] + 1]:
                duty[state] = 1
                break
    return 0
