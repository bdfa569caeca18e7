"""What all loops do with a state: its hash, its guards, its successors.

Every function here is made for a number of words, which is then a constant: what goes over the words of a state is
unrolled. A word is unsigned and an index is signed, and the two never meet: together they would become a float.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from everystate.exploring.native.loops.intrinsics import trailing_zeros

_Function = TypeVar("_Function", bound=Callable[..., Any])


def inlined(function: _Function) -> _Function:
    """A function that the loops call."""
    decorate: Any = njit(error_model="numpy", forceinline=True)
    return cast("_Function", decorate(function))


U0, U1, U32, LOW, ALL = np.uint64(0), np.uint64(1), np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(2**64 - 1)
PART_SHIFT = np.uint64(58)
"""The high bits of a hash say which part a state falls into, the low 32 are its tag."""
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
def holds(word: Any, shift: int, bits: int, code: int, width: int) -> Any:
    """Whether a channel holds a message of this code anywhere."""
    mask = (U1 << np.uint64(width)) - U1
    for at in range(bits // width):
        if (word >> np.uint64(shift + at * width)) & mask == np.uint64(code):
            return True
    return False


@inlined
def keep_holding(states: Any, at: int, set_of: Any, which: int, rest: Any, offsets: Any, rows: Any) -> Any:
    """Of a set of 64 guards, those whose operations hold in the state at `at`; `rest` are those that have some."""
    asked = set_of & rest
    while asked != U0:
        low = asked & (~asked + U1)
        asked ^= low
        g = which * 64 + trailing_zeros(low)
        for r in range(offsets[g], offsets[g + 1]):
            row = 5 * r
            if not holds(states[at + rows[row]], rows[row + 1], rows[row + 2], rows[row + 3], rows[row + 4]):
                set_of &= ~low
    return set_of


@inlined
def accepted(states: Any, at: int, guards: Any, found: Any) -> None:
    """The set of guards that hold in the state at `at`, into `found`, 64 a word: see guards.PackedGuards."""
    chunks, chunk_word, chunk_shift, chunk_mask, chunk_base, sets, stride, rest, offsets, rows = guards
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
        if found[k] & rest[k] != U0:
            found[k] = keep_holding(states, at, found[k], k, rest[k], offsets, rows)


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
def edited(content: Any, kind: int, argument: int, width: int, bits: int) -> Any:
    """The content of a channel after an edit; see packing for the kinds."""
    wide = np.uint64(width)
    slot = (U1 << wide) - U1
    if kind == 1:
        return content >> wide if width < 64 else U0
    if kind == 6:
        return sorted_codes(content, width, bits)
    at = np.uint64(argument * width)
    if kind == 5:
        at = U0
        while (content >> at) & slot != np.uint64(argument):
            at += wide
    if kind == 3 or kind == 5:
        below = content & ((U1 << at) - U1)
        above = (content >> at) >> wide
        return below | (above << at)
    code = np.uint64(argument) if kind == 2 else (content >> at) & slot
    end = U0
    while np.int64(end) < bits and (content >> end) & slot != U0:
        end += wide
    return content | (code << end)


@inlined
def operate(made: Any, first: int, last: int, rows: Any, tables: Any) -> None:
    """Do some operations on a state."""
    for r in range(first, last):
        row = 6 * r
        kind, w, shift, bits = rows[row], rows[row + 1], np.uint64(rows[row + 2]), rows[row + 3]
        low = (U1 << np.uint64(bits)) - U1 if bits < 64 else ALL
        old = (made[w] >> shift) & low
        if kind == 0:
            new = tables[rows[row + 4] + np.int64(old)]
        else:
            new = edited(old, kind, rows[row + 4], rows[row + 5], bits)
        made[w] = (made[w] & ~(low << shift)) | (new << shift)


def stepping(words: int) -> Any:
    """Make the state after event `e`, in `made`; whether it is another one."""

    @inlined
    def step(states: Any, at: int, e: int, updates: Any, made: Any) -> Any:
        keeps, writes, offsets, rows, tables = updates
        for w in range(words):
            made[w] = (states[at + w] & keeps[e * words + w]) | writes[e * words + w]
        if offsets[e] < offsets[e + 1]:
            operate(made, offsets[e], offsets[e + 1], rows, tables)
        different = False
        for w in range(words):
            different |= made[w] != states[at + w]
        return different

    return step
