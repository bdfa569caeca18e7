"""The loops that count the states in which guards hold, that mark them, and that peel a graph."""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.loops.bodies import body_for_words, body_of, inlined
from everystate.exploring.native.loops.counters import FULL, add, empty
from everystate.exploring.native.loops.intrinsics import trailing_zeros
from everystate.exploring.native.loops.states import accepted
from everystate.exploring.native.loops.words import U0, U1
from everystate.exploring.native.signatures import Count, Mark, Peel


@body_for_words(Count)
def count(words: int) -> Any:
    """The loop that counts."""

    def run(a: Count) -> Any:
        states, flags, stride, found = a.columns.states, a.columns.flags, a.guards.stride, a.found
        counted, row = 0, a.low
        while row < a.high:
            if not flags[row] & a.skips:
                accepted(states, row * words, a.guards, found)
                new = found_first(found, a.seen, stride, row, a.firsts)
                if new or not a.only_first:
                    add(found, stride, a.planes)
                    counted += 1
                if counted == FULL:
                    empty(a.planes, stride, a.counts)
                    counted = 0
                if new and a.only_first:
                    break
            row += 1
        empty(a.planes, stride, a.counts)
        return row

    return run


@inlined
def found_first(found: Any, seen: Any, stride: int, row: int, firsts: Any) -> Any:
    """Whether a guard holds for the first time; `row` is where."""
    new = U0
    for k in range(stride):
        new |= found[k] & ~seen[k]
    if new == U0:
        return False
    for k in range(stride):
        left = found[k] & ~seen[k]
        seen[k] |= left
        while left != U0:
            firsts[k * 64 + trailing_zeros(left)] = row
            left &= left - U1
    return True


@body_for_words(Mark)
def mark(words: int) -> Any:
    """The loop that marks."""

    def run(a: Mark) -> Any:
        for row in range(a.low, a.high):
            accepted(a.columns.states, row * words, a.guards, a.found)
            bits = a.bits[row]
            for k in range(a.guards.stride):
                left = a.found[k]
                while left != U0:
                    bits |= a.marks[k * 64 + trailing_zeros(left)]
                    left &= left - U1
            a.bits[row] = bits
        return a.high

    return run


@body_of(Peel)
def peel(a: Peel) -> Any:
    """The loop that takes states away from which every run ends."""
    starts, out, ending = a.starts, a.out, a.ending
    for n in range(a.steps):
        starts[a.targets[n]] += 1
        out[a.sources[n]] += 1
    for n in range(a.states):
        starts[n + 1] += starts[n]
    for n in range(a.steps):
        target = a.targets[n]
        starts[target] -= 1
        a.before[starts[target]] = a.sources[n]
    last = 0
    for n in range(a.states):
        if out[n] == 0:
            ending[last] = n
            last += 1
    at = 0
    while at < last:
        state = ending[at]
        for n in range(starts[state], starts[state + 1]):
            source = a.before[n]
            out[source] -= 1
            if out[source] == 0:
                ending[last] = source
                last += 1
        at += 1
    return a.states - last
