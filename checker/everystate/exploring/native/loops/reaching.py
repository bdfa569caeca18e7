"""The loops over the states and steps of a space alone: cases, what a goal is reached from, the longest way on."""

from __future__ import annotations

import numpy as np

from everystate.exploring.native.constants import UNSETTLED
from everystate.exploring.native.control import ENDLESS, NEVER
from everystate.exploring.native.loops.bodies import body_of
from everystate.exploring.native.loops.words import U0, U1
from everystate.exploring.native.temporal.signatures import Classify, Constrained, Longest, Reverse, Spread, Sweep


@body_of(Classify)
def classify(c: Classify) -> int:
    """The loop that says which states are alike for a claim about time."""
    cases = c.cases
    for row in range(c.low, c.high):
        word, unsettled = c.bits[row], np.uint64((c.flags[row] & UNSETTLED) != 0)
        of = U0
        for k in range(cases.cases):
            met = (word >> cases.place[k]) & cases.looked_up[k] | cases.anyhow[k]
            of |= (met & ~(unsettled & cases.settled[k]) & U1) << np.uint64(k)
        c.of[row] = of
    return c.high


@body_of(Constrained)
def constrained(c: Constrained) -> int:
    """The loop that finds the states in which a fairness constraint is enabled."""
    starts, events, constraints = c.graph.starts, c.graph.events, c.fairness.starts
    for state in range(c.graph.expanded):
        c.enabled[state] = 0
        for k in range(starts[state], starts[state + 1]):
            if constraints[events[k]] < constraints[events[k] + 1]:
                c.enabled[state] = 1
                break
    return 0


@body_of(Sweep)
def sweep(s: Sweep) -> int:
    """The loop that goes from the last state to the first."""
    starts, targets, reached, waiting = s.graph.starts, s.graph.targets, s.reached, s.waiting
    left = at = s.end
    while at > s.first:
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


@body_of(Reverse)
def reverse(r: Reverse) -> int:
    """The loop that turns all steps round."""
    starts, targets, before, fill, count = r.graph.starts, r.graph.targets, r.before.starts, r.fill, r.before.count
    for n in range(count + 1):
        before[n] = 0
    for k in range(starts[r.graph.expanded]):
        before[targets[k] + 1] += 1
    for n in range(count):
        before[n + 1] += before[n]
        fill[n] = before[n]
    for source in range(r.graph.expanded):
        for k in range(starts[source], starts[source + 1]):
            r.before.sources[fill[targets[k]]] = source
            fill[targets[k]] += 1
    return 0


@body_of(Spread)
def spread(s: Spread) -> int:
    """The loop that searches backwards."""
    before, sources, reached, queue, last = s.before.starts, s.before.sources, s.reached, s.queue, s.last
    at = 0
    while at < last:
        state = queue[at]
        at += 1
        for k in range(before[state], before[state + 1]):
            if not reached[sources[k]]:
                reached[sources[k]] = 1
                queue[last] = sources[k]
                last += 1
    return last


@body_of(Longest)
def longest(s: Longest) -> int:
    """The loop that finds longest ways, in depth."""
    graph, takes, lengths, stack, at = s.graph, s.takes, s.lengths, s.stack, s.at
    targets, events = graph.targets, graph.events
    if lengths[s.begin] != NEVER:
        return 0
    depth = 1
    stack[0] = s.begin
    at[0] = 0
    lengths[s.begin] = NEVER - 1
    while depth:
        d = depth - 1
        state = stack[d]
        low, high = 0, 0
        if state < graph.expanded:
            low, high = graph.starts[state], graph.starts[state + 1]
        k = low + at[d]
        while k < high:
            target = targets[k]
            if takes[events[k]]:
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
            if takes[events[k]] and lengths[targets[k]] + 1 > length:
                length = lengths[targets[k]] + 1
        lengths[state] = length
        depth -= 1
    return 0
