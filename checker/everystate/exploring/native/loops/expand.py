"""The loops that make steps from states: for the search, and every one of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from everystate.exploring.native.constants import PRESSED, STEPS, UNKNOWN, UNSETTLED, WANTED
from everystate.exploring.native.loops.bodies import body_for_words, inlined
from everystate.exploring.native.loops.counters import FULL, add, empty
from everystate.exploring.native.loops.intrinsics import trailing_zeros
from everystate.exploring.native.loops.states import PART_SHIFT, accepted, differing, hashing, stepping
from everystate.exploring.native.loops.words import LOW, U0, U1, U32
from everystate.exploring.native.signatures import Events, Expand, Step, Successors


@inlined
def some_of(found: Any, others: Any, stride: int) -> Any:
    """Whether two sets of events have one in common."""
    common = U0
    for k in range(stride):
        common |= found[k] & others[k]
    return common != U0


def unsettled_by(words: int) -> Any:
    """Whether a step from a state, by one of some events, changes something."""
    step, differs = stepping(words), differing(words)

    @inlined
    def unsettles(states: Any, at: int, enabled: Any, those: Any, events: Events, after: Any) -> Any:
        for k in range(events.guards.stride):
            left = enabled[k] & those[k]
            while left != U0:
                e = k * 64 + trailing_zeros(left)
                left &= left - U1
                step(states, at, e, events.updates, after)
                if differs(states, at, after, events.essential):
                    return True
        return False

    return unsettles


@inlined
def without(enabled: Any, others: Any, stride: int) -> None:
    """Take some events out of a set."""
    for k in range(stride):
        enabled[k] &= ~others[k]


@inlined
def class_after(asleep: Any, e: int, events: int, following: Any, wanted: Any) -> Any:
    """The class of sleep sets after event `e`; where it is not known, one that has less, and it is asked for."""
    after = np.int64(following[asleep * events + e])
    if after == UNKNOWN:
        after = np.int64(following[e])
        if wanted[0] < WANTED:
            wanted[0] += 1
            wanted[wanted[0]] = asleep * events + e
    return after


@body_for_words(Expand)
def expand(words: int) -> Any:
    """The loop of the search."""
    hash_of, step, put = hashing(words), stepping(words), putting(words)
    differs, unsettles = differing(words), unsettled_by(words)

    def run(a: Expand) -> Any:
        states, flags, events, sleep, to = a.columns.states, a.columns.flags, a.events, a.sleep, a.buffers
        stride, enabled, after = events.guards.stride, to.enabled, to.after
        fullest: Any = 0
        number: Any = 0
        counted, row = 0, a.low
        while row < a.high and fullest + events.events <= to.room:
            at = row * words
            accepted(states, at, events.guards, enabled)
            unsettled = some_of(enabled, sleep.certain, stride)
            pressed = 0
            if events.any_when_settled:
                unsettled = unsettled or unsettles(states, at, enabled, events.unsettling, events, after)
                if unsettled and events.any_lazy and not unsettles(states, at, enabled, events.urgent, events, after):
                    without(enabled, events.when_quiet, stride)
                elif unsettled:
                    without(enabled, events.when_settled, stride)
                    pressed = PRESSED
            add(enabled, stride, to.planes)
            counted += 1
            if counted == FULL:
                empty(to.planes, stride, to.fired)
                counted = 0
            asleep = np.int64(a.layer.classes[row - a.layer.first])
            steps = U0
            for k in range(stride):
                steps |= enabled[k]
                left = enabled[k] & ~sleep.sets[asleep * stride + k]
                while left != U0:
                    bit = left & (~left + U1)
                    left ^= bit
                    e = k * 64 + trailing_zeros(bit)
                    if not step(states, at, e, events.updates, after):
                        continue
                    if not unsettled and bit & events.unsettling[k] != U0:
                        unsettled = differs(states, at, after, events.essential)
                    fullest = max(fullest, put(to, hash_of(after, 0), number))
                    to.sources[number] = row
                    to.classes[number] = class_after(asleep, e, events.events, sleep.following, to.wanted)
                    number += 1
            flags[row] = (UNSETTLED if unsettled else 0) | (STEPS if steps != U0 else 0) | pressed
            row += 1
        empty(to.planes, stride, to.fired)
        to.made[0] = number
        return row

    return run


def putting(words: int) -> Any:
    """Put the record of the state in `after`, of this hash and number, into its partition; how many it has then."""

    @inlined
    def put(to: Successors, h: Any, number: int) -> Any:
        partition = np.int64((h >> PART_SHIFT) & np.uint64(to.partitions - 1))
        count = to.counts[partition]
        record = (partition * to.room + count) * (words + 1)
        for w in range(words):
            to.records[record + w] = to.after[w]
        to.records[record + words] = ((h & LOW) << U32) | np.uint64(number)
        to.counts[partition] = count + 1
        return count + 1

    return put


@body_for_words(Step)
def steps(words: int) -> Any:
    """The loop that makes every step."""
    step, differs, unsettles = stepping(words), differing(words), unsettled_by(words)

    def run(a: Step) -> Any:
        states, events, enabled, after = a.columns.states, a.events, a.enabled, a.after
        stride = events.guards.stride
        number: Any = 0
        row = a.low
        while row < a.high and number + events.events <= a.room:
            at = row * words
            accepted(states, at, events.guards, enabled)
            if events.any_when_settled and unsettles(states, at, enabled, events.unsettling, events, after):
                if events.any_lazy and not unsettles(states, at, enabled, events.urgent, events, after):
                    without(enabled, events.when_quiet, stride)
                else:
                    without(enabled, events.when_settled, stride)
            for k in range(stride):
                left = enabled[k]
                while left != U0:
                    e = k * 64 + trailing_zeros(left)
                    left &= left - U1
                    step(states, at, e, events.updates, after)
                    for w in range(words):
                        a.targets[number * words + w] = after[w]
                    changes = differs(states, at, after, events.essential)
                    a.by[number] = e if changes else e + events.events
                    number += np.int64(changes | (a.unchanging != 0))
            a.ends[row - a.low] = number
            row += 1
        return row

    return run
