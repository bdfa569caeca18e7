"""The loops over the steps of a space alone: from where a goal can be reached, the longest way on, where duties are."""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.control import ENDLESS, NEVER


def sweep(starts: Any, targets: Any, reached: Any, waiting: Any, first: int, end: int) -> int:
    """Set `reached` for states that have a step to where it is set, the last of `waiting[first:end]` first.

    Those that are left stand from the place that is returned to the end.
    """
    left = at = end
    while at > first:
        at -= 1
        state = waiting[at]
        k, last = starts[state], starts[state + 1]
        while k < last and not reached[targets[k]]:
            k += 1
        if k < last:
            reached[state] = 1
        else:
            left -= 1
            waiting[left] = state
    return left


def reverse(
    starts: Any, targets: Any, expanded: int, count: int, before_starts: Any, before: Any, fill: Any
) -> int:  # fmt: skip
    """The sources of the steps into each of `count` states: those into n from `before_starts[n]` to the next."""
    for n in range(count + 1):
        before_starts[n] = 0
    for k in range(starts[expanded]):
        before_starts[targets[k] + 1] += 1
    for n in range(count):
        before_starts[n + 1] += before_starts[n]
        fill[n] = before_starts[n]
    for source in range(expanded):
        for k in range(starts[source], starts[source + 1]):
            before[fill[targets[k]]] = source
            fill[targets[k]] += 1
    return 0


def spread(before_starts: Any, before: Any, reached: Any, queue: Any, last: int) -> int:
    """From the first `last` states of the queue backwards: `reached` gets 1 where they can be reached from."""
    at = 0
    while at < last:
        state = queue[at]
        at += 1
        for k in range(before_starts[state], before_starts[state + 1]):
            if not reached[before[k]]:
                reached[before[k]] = 1
                queue[last] = before[k]
                last += 1
    return last


def longest(
    starts: Any, events: Any, targets: Any, expanded: int, takes: Any, begin: int, lengths: Any, stack: Any, at: Any
) -> int:
    """The number of steps of the longest ways from the state `begin` on, and from all that it leads to, into `lengths`.

    Only steps that change something, by events that it `takes`. `lengths` is `NEVER` for states not seen before;
    `ENDLESS` is returned where a way comes back to itself.
    """
    if lengths[begin] != NEVER:
        return 0
    depth = 1
    stack[0] = begin
    at[0] = 0
    lengths[begin] = NEVER - 1
    while depth:
        d = depth - 1
        state = stack[d]
        low, high = 0, 0
        if state < expanded:
            low, high = starts[state], starts[state + 1]
        k = low + at[d]
        while k < high:
            target = targets[k]
            if target != state and takes[events[k]]:
                if lengths[target] == NEVER:
                    break
                if lengths[target] == NEVER - 1:
                    return ENDLESS
            k += 1
        at[d] = k - low
        if k < high:
            stack[depth] = targets[k]
            at[depth] = 0
            lengths[targets[k]] = NEVER - 1
            depth += 1
            continue
        length = 0
        for k in range(low, high):
            if targets[k] != state and takes[events[k]] and lengths[targets[k]] + 1 > length:
                length = lengths[targets[k]] + 1
        lengths[state] = length
        depth -= 1
    return 0


def dutiful(starts: Any, events: Any, expanded: int, owed_starts: Any, duty: Any) -> int:
    """Set `duty` to 1 for each state in which an obligation is possible."""
    for state in range(expanded):
        duty[state] = 0
        for k in range(starts[state], starts[state + 1]):
            if owed_starts[events[k]] < owed_starts[events[k] + 1]:
                duty[state] = 1
                break
    return 0
