"""What all loops do with a state: its hash, its guards, its successors.

Where a function is made for a number of words, that is a constant in it: what goes over the words of a state is
unrolled.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from everystate.exploring.native.constants import Operation
from everystate.exploring.native.loops.bodies import inlined
from everystate.exploring.native.loops.intrinsics import trailing_zeros
from everystate.exploring.native.loops.words import ALL, U0, U1
from everystate.exploring.native.signatures import Guards, Lookups, Searches, Updates

PART_SHIFT = np.uint64(58)
"""The high bits of a hash say which partition a state falls into, the low 32 are its tag."""
_MIX1, _MIX2, _MIX3 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_U29, _U33 = np.uint64(29), np.uint64(33)


def hashing(words: int) -> Any:
    """A mixed 64-bit hash of the words at `at` (finalizer of A. Appleby's MurmurHash3)."""

    @inlined
    def hash_of(states: Any, at: int) -> Any:
        h = _MIX1
        for w in range(words):
            h = (h ^ states[at + w]) * _MIX2
            h ^= h >> _U29
        h *= _MIX3
        return h ^ (h >> _U33)

    return hash_of


@inlined
def holds(states: Any, at: int, searches: Searches, r: int) -> bool:
    """Whether a channel holds the message that a search is for, anywhere."""
    word, width = states[at + searches.word[r]], searches.width[r]
    mask = (U1 << np.uint64(width)) - U1
    for slot in range(searches.bits[r] // width):
        if (word >> np.uint64(searches.shift[r] + slot * width)) & mask == np.uint64(searches.code[r]):
            return True
    return False


@inlined
def place_in_table(states: Any, at: int, lookups: Lookups, r: int) -> Any:
    """The place that a lookup computes from the state at `at`."""
    place = lookups.base[r]
    for part in range(lookups.first[r], lookups.first[r + 1]):
        value = (states[at + lookups.word[part]] >> lookups.shift[part]) & lookups.mask[part]
        place += np.int64(value) * lookups.weight[part]
    return place


@inlined
def keep_holding(states: Any, at: int, found: Any, k: int, guards: Guards) -> Any:
    """Of the guards `found` in word k of a set, those whose searches and relations hold in the state at `at`."""
    left = found & guards.conditional[k]
    while left != U0:
        low = left & (~left + U1)
        left ^= low
        g = k * 64 + trailing_zeros(low)
        for r in range(guards.offsets[g], guards.offsets[g + 1]):
            if not holds(states, at, guards.searches, r):
                found &= ~low
        for r in range(guards.related[g], guards.related[g + 1]):
            if guards.accepted[place_in_table(states, at, guards.lookups, guards.relation[r])] == 0:
                found &= ~low
    return found


@inlined
def accepted(states: Any, at: int, guards: Guards, found: Any) -> None:
    """The set of guards that hold in the state at `at`, into `found`, 64 a word."""
    chunks, stride, sets = guards.chunks, guards.stride, guards.sets
    chunk_word, chunk_shift, chunk_mask, chunk_base = guards.word, guards.shift, guards.mask, guards.base
    twice = stride // 8 * 8
    for g in range(0, twice, 8):
        a = b = c = d = a2 = b2 = c2 = d2 = ALL
        for n in range(chunks):
            value = (states[at + chunk_word[n]] >> chunk_shift[n]) & chunk_mask[n]
            i = chunk_base[n] + np.int64(value) * stride + g
            a &= sets[i]
            b &= sets[i + 1]
            c &= sets[i + 2]
            d &= sets[i + 3]
            a2 &= sets[i + 4]
            b2 &= sets[i + 5]
            c2 &= sets[i + 6]
            d2 &= sets[i + 7]
        found[g] = a
        found[g + 1] = b
        found[g + 2] = c
        found[g + 3] = d
        found[g + 4] = a2
        found[g + 5] = b2
        found[g + 6] = c2
        found[g + 7] = d2
    for g in range(twice, stride, 4):
        a = b = c = d = ALL
        for n in range(chunks):
            value = (states[at + chunk_word[n]] >> chunk_shift[n]) & chunk_mask[n]
            i = chunk_base[n] + np.int64(value) * stride + g
            a &= sets[i]
            b &= sets[i + 1]
            c &= sets[i + 2]
            d &= sets[i + 3]
        found[g] = a
        found[g + 1] = b
        found[g + 2] = c
        found[g + 3] = d
    for k in range(stride):
        if found[k] & guards.conditional[k] != U0:
            found[k] = keep_holding(states, at, found[k], k, guards)


@inlined
def sorted_codes(content: Any, width: int, bits: int) -> Any:
    """The codes ascending; free slots stay at the end."""
    wide = np.uint64(width)
    slot = (U1 << wide) - U1
    slots = bits // width
    for _ in range(slots):
        for at in range(slots - 1):
            low, high = np.uint64(at * width), np.uint64((at + 1) * width)
            a, b = (content >> low) & slot, (content >> high) & slot
            if b != U0 and b < a:
                content ^= (a ^ b) << low
                content ^= (a ^ b) << high
    return content


@inlined
def edited(content: Any, kind: int, argument: Any, width: int, bits: int) -> Any:
    """The content of a channel after an operation on it."""
    wide = np.uint64(width)
    slot = (U1 << wide) - U1
    if kind == Operation.TAKE:
        return content >> wide if width < 64 else U0
    if kind == Operation.SORT:
        return sorted_codes(content, width, bits)
    at = np.uint64(argument * width)
    if kind == Operation.REMOVE:
        at = U0
        while (content >> at) & slot != np.uint64(argument):
            at += wide
    if kind == Operation.LOSE or kind == Operation.REMOVE:
        below = content & ((U1 << at) - U1)
        above = (content >> at) >> wide
        return below | (above << at)
    code = np.uint64(argument) if kind == Operation.APPEND else (content >> at) & slot
    end = U0
    while np.int64(end) < bits and (content >> end) & slot != U0:
        end += wide
    return content | (code << end)


@inlined
def operate(states: Any, at: int, after: Any, first: int, last: int, updates: Updates) -> None:
    """Do some operations on the state `after`, which was made from the state at `at`."""
    operations, tables = updates.operations, updates.tables
    for r in range(first, last):
        kind, w, argument = operations.kind[r], operations.word[r], operations.argument[r]
        shift, bits = operations.shift[r], operations.bits[r]
        low = (U1 << np.uint64(bits)) - U1 if bits < 64 else ALL
        old = (after[w] >> shift) & low
        if kind == Operation.TABLE:
            new = tables[argument + np.int64(old)]
        elif kind >= Operation.READ:
            new = tables[place_in_table(states, at, updates.lookups, argument)]
            if kind == Operation.APPEND_READ:
                new = edited(old, Operation.APPEND, new, operations.width[r], bits)
        else:
            new = edited(old, kind, argument, operations.width[r], bits)
        after[w] = (after[w] & ~(low << shift)) | (new << shift)


def differing(words: int) -> Any:
    """Whether the state at `at` and the one in `after` differ in some of these bits."""

    @inlined
    def differs(states: Any, at: int, after: Any, bits: Any) -> Any:
        different = U0
        for w in range(words):
            different |= (after[w] ^ states[at + w]) & bits[w]
        return different != U0

    return differs


def stepping(words: int) -> Any:
    """Make the state after event `e`, in `after`; whether it is another one."""

    @inlined
    def step(states: Any, at: int, e: int, updates: Updates, after: Any) -> Any:
        keeps, writes, offsets = updates.keeps, updates.writes, updates.offsets
        for w in range(words):
            after[w] = (states[at + w] & keeps[e * words + w]) | writes[e * words + w]
        if offsets[e] < offsets[e + 1]:
            operate(states, at, after, offsets[e], offsets[e + 1], updates)
        different = False
        for w in range(words):
            different |= after[w] != states[at + w]
        return different

    return step
