"""The loops of the native engine, compiled by Numba: which guards hold in a block of states, and what follows.

A block's states are turned so that each word is a row; then a guard is one pass over a row, which the compiler makes into
vector instructions. Every constant that meets a word is unsigned: an unsigned and a signed integer would become a float.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

BLOCK = 512
_U0, _U1 = np.uint64(0), np.uint64(1)
_MIX1, _MIX2, _MIX3 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_U29, _U32, _U33, _LOW = np.uint64(29), np.uint64(32), np.uint64(33), np.uint64(0xFFFFFFFF)

_compiled: Any = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def hash_of(words: Any, row: int, count: int) -> Any:
    """A mixed 64-bit hash of a row of words (finalizer of A. Appleby's MurmurHash3)."""
    h = _MIX1
    for w in range(count):
        h = (h ^ words[row, w]) * _MIX2
        h ^= h >> _U29
    h *= _MIX3
    h ^= h >> _U33
    return h


@_compiled
def part_of(h: Any, parts: int) -> Any:
    """The part that a hash falls into."""
    return np.int64(((h & _LOW) * np.uint64(parts)) >> _U32)


@_compiled
def home_of(words: Any, parts: int) -> Any:
    """The part that the state in the first row falls into."""
    return part_of(hash_of(words, 0, words.shape[1]), parts)


@_compiled
def _holds(word: Any, shift: int, bits: int, code: int, width: int) -> bool:
    mask = (_U1 << np.uint64(width)) - _U1
    for at in range(bits // width):
        if (word >> np.uint64(shift + at * width)) & mask == np.uint64(code):
            return True
    return False


@_compiled
def guard_hits(turned: Any, size: int, g: int, masks: Any, values: Any, offsets: Any, rows: Any, tables: Any, hits: Any) -> None:
    """Set `hits[i]` to 1 for each state of the block in which guard g holds, to 0 for the others."""
    for i in range(size):
        hits[i] = 1
    for w in range(masks.shape[1]):
        mask, value = masks[g, w], values[g, w]
        if mask != _U0:
            for i in range(size):
                hits[i] &= (turned[w, i] & mask) == value
    for r in range(offsets[g], offsets[g + 1]):
        kind, w, shift, bits, argument, width = rows[r, 0], rows[r, 1], rows[r, 2], rows[r, 3], rows[r, 4], rows[r, 5]
        low = (_U1 << np.uint64(bits)) - _U1 if bits < 64 else ~_U0
        s = np.uint64(shift)
        if kind == 0:
            for i in range(size):
                if hits[i]:
                    hits[i] = tables[argument + np.int64((turned[w, i] >> s) & low)] != 0
        elif kind == 1:
            for i in range(size):
                hits[i] &= ((turned[w, i] >> s) & low) != _U0
        else:
            for i in range(size):
                if hits[i]:
                    hits[i] = _holds(turned[w, i], shift, bits, argument, width)


@_compiled
def _edited(content: Any, kind: int, argument: int, width: int, bits: int) -> Any:
    """The content of a channel after an edit; see packing for the kinds."""
    wide = np.uint64(width)
    slot = (_U1 << wide) - _U1
    if kind == 1:
        return content >> wide if width < 64 else _U0
    if kind == 6:
        return _sorted(content, width, bits)
    at = np.uint64(argument * width)
    if kind == 5:
        at = _U0
        while (content >> at) & slot != np.uint64(argument):
            at += wide
    if kind == 3 or kind == 5:
        below = content & ((_U1 << at) - _U1)
        above = (content >> at) >> wide
        return below | (above << at)
    code = np.uint64(argument) if kind == 2 else (content >> at) & slot
    end = _U0
    while np.int64(end) < bits and (content >> end) & slot != _U0:
        end += wide
    return content | (code << end)


@_compiled
def _sorted(content: Any, width: int, bits: int) -> Any:
    """The codes ascending; free slots stay at the end."""
    wide = np.uint64(width)
    slot = (_U1 << wide) - _U1
    slots = bits // width
    for _ in range(slots):
        for at in range(slots - 1):
            low, high = np.uint64(at * width), np.uint64((at + 1) * width)
            a, b = (content >> low) & slot, (content >> high) & slot
            if b != _U0 and b < a:
                content ^= (a ^ b) << low
                content ^= (a ^ b) << high
    return content


@_compiled
def _apply(out: Any, n: int, offsets: Any, rows: Any, tables: Any, e: int) -> None:
    """Do the operations of event e on row n."""
    for r in range(offsets[e], offsets[e + 1]):
        kind, w, shift, bits = rows[r, 0], rows[r, 1], np.uint64(rows[r, 2]), rows[r, 3]
        low = (_U1 << np.uint64(bits)) - _U1 if bits < 64 else ~_U0
        old = (out[n, w] >> shift) & low
        if kind == 0:
            new = np.uint64(tables[rows[r, 4] + np.int64(old)])
        else:
            new = _edited(old, kind, rows[r, 4], rows[r, 5], bits)
        out[n, w] = (out[n, w] & ~(low << shift)) | (new << shift)


@_compiled
def turn(states: Any, low: int, size: int, turned: Any) -> None:
    """The words of `size` states from row `low` on, as rows."""
    for i in range(size):
        for w in range(states.shape[1]):
            turned[w, i] = states[low + i, w]


@_compiled
def expand(  # noqa: PLR0913
    states: Any,
    low: int,
    high: int,
    guards: Any,
    updates: Any,
    protocol: Any,
    when_settled: Any,
    flags: Any,
    fired: Any,
    out: Any,
    out_source: Any,
    counts: Any,
) -> int:
    """Expand states from row `low` to `high`, or until the buffers may overflow; the row where it stopped is returned.

    Successors go to `out[p]`, p the part that their hash falls into, with the row they came from; `counts[p]` counts them. Steps
    that change nothing are counted in `fired` and not put out. `flags[row]` gets 1 for a state that a protocol step
    unsettles and 2 for one that has a step.
    """
    masks, values, g_offsets, g_rows, g_tables = guards
    keeps, writes, u_offsets, u_rows, u_tables = updates
    words, events, parts = states.shape[1], masks.shape[0], out.shape[0]
    turned = np.empty((words, BLOCK), np.uint64)
    hits = np.empty(BLOCK, np.uint8)
    made = np.empty((1, words), np.uint64)
    room = out.shape[1]
    at = low
    while at < high:
        size = min(BLOCK, high - at)
        fullest = 0
        for p in range(parts):
            fullest = max(fullest, counts[p])
        if fullest + size * events > room:
            if at > low:
                return at
            size = max(1, (room - fullest) // events)
        turn(states, at, size, turned)
        for e in range(events):
            guard_hits(turned, size, e, masks, values, g_offsets, g_rows, g_tables, hits)
            for i in range(size):
                if not hits[i] or (when_settled[e] and flags[at + i] & 1):
                    continue
                fired[e] += 1
                flags[at + i] |= 2
                for w in range(words):
                    made[0, w] = (turned[w, i] & keeps[e, w]) | writes[e, w]
                if u_offsets[e] < u_offsets[e + 1]:
                    _apply(made, 0, u_offsets, u_rows, u_tables, e)
                changed = False
                for w in range(words):
                    changed |= made[0, w] != turned[w, i]
                if not changed:
                    continue
                if protocol[e]:
                    flags[at + i] |= 1
                p = part_of(hash_of(made, 0, words), parts)
                n = counts[p]
                for w in range(words):
                    out[p, n, w] = made[0, w]
                out_source[p, n] = at + i
                counts[p] = n + 1
        at += size
    return at


@_compiled
def tally(  # noqa: PLR0913
    states: Any, low: int, high: int, flags: Any, settled: bool, guards: Any, counts: Any, firsts: Any, enough: int
) -> None:
    """For each guard, count the rows from `low` to `high` in which it holds, and note the first (-1 stays if there is none).

    With `settled`, only rows whose flag 1 is not set. With `enough` above 0, stop after the first block in which some guard holds
    in so many rows.
    """
    masks, values, offsets, rows, tables = guards
    turned = np.empty((states.shape[1], BLOCK), np.uint64)
    hits = np.empty(BLOCK, np.uint8)
    for at in range(low, high, BLOCK):
        size = min(BLOCK, high - at)
        turn(states, at, size, turned)
        for g in range(masks.shape[0]):
            guard_hits(turned, size, g, masks, values, offsets, rows, tables, hits)
            found = 0
            for i in range(size):
                if settled:
                    hits[i] &= (flags[at + i] & 1) == 0
                found += hits[i]
            if found and firsts[g] < 0:
                for i in range(size - 1, -1, -1):
                    if hits[i]:
                        firsts[g] = at + i
            counts[g] += found
            if enough > 0 and counts[g] >= enough:
                return
