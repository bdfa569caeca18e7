"""The loops that make steps from states: for the search, and every one of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from everystate.exploring.native.loops.counters import FULL, add, empty
from everystate.exploring.native.loops.intrinsics import trailing_zeros
from everystate.exploring.native.loops.states import LOW, PART_SHIFT, U0, U1, U32, accepted, hashing, inlined, stepping
from everystate.exploring.native.signatures import UNKNOWN, WANTED


@inlined
def some_of(found: Any, others: Any, stride: int) -> Any:
    """Whether two sets of events have one in common."""
    common = U0
    for k in range(stride):
        common |= found[k] & others[k]
    return common != U0


def unsettling(words: int) -> Any:
    """Whether a protocol step from a state leads to another one."""
    step = stepping(words)

    @inlined
    def unsettles(states: Any, at: int, enabled: Any, protocol: Any, stride: int, updates: Any, made: Any) -> Any:
        for k in range(stride):
            left = enabled[k] & protocol[k]
            while left != U0:
                e = k * 64 + trailing_zeros(left)
                left &= left - U1
                if step(states, at, e, updates, made):
                    return True
        return False

    return unsettles


@inlined
def class_after(asleep: Any, e: int, events: int, next_class: Any, asked: Any) -> Any:
    """The class of sleep sets after event `e`; where it is not known, one that has less, and it is asked for."""
    after = np.int64(next_class[asleep * events + e])
    if after == UNKNOWN:
        after = np.int64(next_class[e])
        if asked[0] < WANTED:
            asked[0] += 1
            asked[asked[0]] = asleep * events + e
    return after


def expand(words: int) -> Any:
    """The loop of the search, for states of so many words."""
    hash_of, step, unsettles = hashing(words), stepping(words), unsettling(words)

    def run(
        states: Any, low: int, high: int,
        chunks: int, chunk_word: Any, chunk_shift: Any, chunk_mask: Any, chunk_base: Any,
        sets: Any, stride: int, rest: Any, g_offsets: Any, g_rows: Any,
        events: int, keeps: Any, writes: Any, u_offsets: Any, u_rows: Any, u_tables: Any,
        protocol: Any, when_settled: Any, any_when_settled: int,
        certain: Any, sleeping: Any, next_class: Any, classes: Any, first_of_layer: int,
        flags: Any, fired: Any, planes: Any, enabled: Any, made: Any,
        parts: int, room: int, out: Any, counts: Any, sources: Any, leads_to: Any, asked: Any, put_out: Any,
    ) -> Any:  # fmt: skip
        guards = chunks, chunk_word, chunk_shift, chunk_mask, chunk_base, sets, stride, rest, g_offsets, g_rows
        updates = keeps, writes, u_offsets, u_rows, u_tables
        wide, last_part = words + 1, np.uint64(parts - 1)
        fullest: Any = 0
        number: Any = 0
        counted, row = 0, low
        while row < high and fullest + events <= room:
            at = row * words
            accepted(states, at, guards, enabled)
            unsettled = some_of(enabled, certain, stride)
            if any_when_settled:
                unsettled = unsettled or unsettles(states, at, enabled, protocol, stride, updates, made)
                if unsettled:
                    for k in range(stride):
                        enabled[k] &= ~when_settled[k]
            add(enabled, stride, planes)
            counted += 1
            if counted == FULL:
                empty(planes, stride, fired)
                counted = 0
            asleep = np.int64(classes[row - first_of_layer])
            steps = U0
            for k in range(stride):
                steps |= enabled[k]
                left = enabled[k] & ~sleeping[asleep * stride + k]
                while left != U0:
                    bit = left & (~left + U1)
                    left ^= bit
                    e = k * 64 + trailing_zeros(bit)
                    if not step(states, at, e, updates, made):
                        continue
                    unsettled |= (bit & protocol[k]) != U0
                    h = hash_of(made, 0)
                    part = np.int64((h >> PART_SHIFT) & last_part)
                    count = counts[part]
                    to = (part * room + count) * wide
                    for w in range(words):
                        out[to + w] = made[w]
                    out[to + words] = ((h & LOW) << U32) | np.uint64(number)
                    sources[number] = row
                    leads_to[number] = class_after(asleep, e, events, next_class, asked)
                    number += 1
                    counts[part] = count + 1
                    fullest = max(fullest, count + 1)
            flags[row] = (1 if unsettled else 0) | (2 if steps != U0 else 0)
            row += 1
        empty(planes, stride, fired)
        put_out[0] = number
        return row

    return run


def steps(words: int) -> Any:
    """The loop that makes every step, in the order of the states and of the events, for states of so many words."""
    step, unsettles = stepping(words), unsettling(words)

    def run(
        states: Any, low: int, high: int,
        chunks: int, chunk_word: Any, chunk_shift: Any, chunk_mask: Any, chunk_base: Any,
        sets: Any, stride: int, rest: Any, g_offsets: Any, g_rows: Any,
        events: int, keeps: Any, writes: Any, u_offsets: Any, u_rows: Any, u_tables: Any,
        protocol: Any, when_settled: Any, any_when_settled: int,
        enabled: Any, made: Any, unchanging: int, room: int, out: Any, by: Any, ends: Any,
    ) -> Any:  # fmt: skip
        guards = chunks, chunk_word, chunk_shift, chunk_mask, chunk_base, sets, stride, rest, g_offsets, g_rows
        updates = keeps, writes, u_offsets, u_rows, u_tables
        number: Any = 0
        row = low
        while row < high and number + events <= room:
            at = row * words
            accepted(states, at, guards, enabled)
            if any_when_settled and unsettles(states, at, enabled, protocol, stride, updates, made):
                for k in range(stride):
                    enabled[k] &= ~when_settled[k]
            for k in range(stride):
                left = enabled[k]
                while left != U0:
                    e = k * 64 + trailing_zeros(left)
                    left &= left - U1
                    different = step(states, at, e, updates, made)
                    for w in range(words):
                        out[number * words + w] = made[w]
                    by[number] = e
                    number += np.int64(different | (unchanging != 0))
            ends[row - low] = number
            row += 1
        return row

    return run
