"""The loops of the native engine, compiled by Numba: which guards hold in a block of states, and what follows.

A block's states are turned so that each word is a row; then a guard is one pass over a row, which the compiler makes
into vector instructions. Every constant that meets a word is unsigned: an unsigned and a signed integer would become a
float.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from everystate.explore.native.compiled import compiled

BLOCK = 512
_U0, _U1 = np.uint64(0), np.uint64(1)
_MIX1, _MIX2, _MIX3 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_U29, _U32, _U33, _U40, _LOW = np.uint64(29), np.uint64(32), np.uint64(33), np.uint64(40), np.uint64(0xFFFFFFFF)


@compiled
def hash_of(words: Any, row: int, count: int) -> Any:
    """A mixed 64-bit hash of a row of words (finalizer of A. Appleby's MurmurHash3)."""
    h = _MIX1
    for w in range(count):
        h = (h ^ words[row, w]) * _MIX2
        h ^= h >> _U29
    h *= _MIX3
    h ^= h >> _U33
    return h


@compiled
def part_of(h: Any, parts: int) -> Any:
    """The part that a hash falls into."""
    return np.int64(((h & _LOW) * np.uint64(parts)) >> _U32)


@compiled
def home_of(words: Any, parts: int) -> Any:
    """The part that the state in the first row falls into."""
    return part_of(hash_of(words, 0, words.shape[1]), parts)


@compiled
def _holds(word: Any, shift: int, bits: int, code: int, width: int) -> bool:
    mask = (_U1 << np.uint64(width)) - _U1
    for at in range(bits // width):
        if (word >> np.uint64(shift + at * width)) & mask == np.uint64(code):
            return True
    return False


@compiled
def _masked(turned: Any, size: int, g: int, masks: Any, values: Any, hits: Any) -> None:
    """Set `hits[i]` to whether the masks of guard g accept state i of the block; beyond it, to 0."""
    first = True
    for w in range(masks.shape[1]):
        mask, value = masks[g, w], values[g, w]
        if mask == _U0:
            continue
        if first:
            for i in range(size):
                hits[i] = (turned[w, i] & mask) == value
        else:
            for i in range(size):
                hits[i] &= (turned[w, i] & mask) == value
        first = False
    if first:
        hits[:size] = 1
    for i in range(size, (size + 7) // 8 * 8):
        hits[i] = 0


@compiled
def _passes(word: Any, kind: int, shift: int, bits: int, argument: int, width: int, tables: Any) -> bool:
    """Whether an operation of a guard accepts a word; see packing for the kinds."""
    if kind == 2:
        return _holds(word, shift, bits, argument, width)
    low = (_U1 << np.uint64(bits)) - _U1 if bits < 64 else ~_U0
    field = (word >> np.uint64(shift)) & low
    if kind == 0:
        return bool(tables[argument + np.int64(field)] != 0)
    return bool(field != _U0)


@compiled
def _matching(
    turned: Any,
    size: int,
    g: int,
    masks: Any,
    values: Any,
    offsets: Any,
    rows: Any,
    tables: Any,
    hits: Any,
    eights: Any,
    chosen: Any,
) -> int:
    """How many states of the block guard g accepts; they stand in `chosen`. `eights` are the `hits`, by eight."""
    _masked(turned, size, g, masks, values, hits)
    count = 0
    for q in range((size + 7) // 8):
        if eights[q] != _U0:
            for i in range(8 * q, 8 * q + 8):
                chosen[count] = i
                count += hits[i]
    for r in range(offsets[g], offsets[g + 1]):
        kept = 0
        for n in range(count):
            i = chosen[n]
            chosen[kept] = i
            kept += _passes(turned[rows[r, 1], i], rows[r, 0], rows[r, 2], rows[r, 3], rows[r, 4], rows[r, 5], tables)
        count = kept
    return count


@compiled
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


@compiled
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


@compiled
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


@compiled
def turn(states: Any, low: int, size: int, turned: Any) -> None:
    """The words of `size` states from row `low` on, as rows."""
    for i in range(size):
        for w in range(states.shape[1]):
            turned[w, i] = states[low + i, w]


@compiled
def _emit(
    turned: Any,
    chosen: Any,
    many: int,
    e: int,
    keeps: Any,
    writes: Any,
    offsets: Any,
    rows: Any,
    tables: Any,
    first: int,
    protocol: bool,
    flags: Any,
    made: Any,
    lately: Any,
    all_steps: bool,
    out: Any,
    sources: Any,
    counts: Any,
) -> None:
    """Put out the states after event e from the chosen states of the block, whose first row is `first`."""
    words, parts, last = turned.shape[0], out.shape[0], lately.shape[0] - 1
    edited = offsets[e] < offsets[e + 1]
    for n in range(many):
        i = chosen[n]
        for w in range(words):
            made[0, w] = (turned[w, i] & keeps[e, w]) | writes[e, w]
        if edited:
            _apply(made, 0, offsets, rows, tables, e)
        same = True
        for w in range(words):
            same &= made[0, w] == turned[w, i]
        flags[first + i] |= 2 | (protocol and not same)
        h = hash_of(made, 0, words)
        at = np.int64(h >> _U40) & last
        known = lately[at, words] == h
        for w in range(words):
            known &= lately[at, w] == made[0, w]
        if same or (known and not all_steps):
            continue
        p = part_of(h, parts)
        to = counts[p]
        lately[at, words] = h
        for w in range(words):
            lately[at, w] = made[0, w]
            out[p, to, w] = made[0, w]
        sources[p, to] = first + i
        counts[p] = to + 1


@compiled
def expand(
    states: Any,
    low: int,
    high: int,
    guards: Any,
    updates: Any,
    protocol: Any,
    when_settled: Any,
    flags: Any,
    fired: Any,
    lately: Any,
    all_steps: bool,
    out: Any,
    out_source: Any,
    counts: Any,
) -> int:
    """Expand states from row `low` to `high`, or until the buffers may overflow; the row where it stopped is returned.

    Successors go to `out[p]`, p the part that their hash falls into, with the row they came from; `counts[p]` counts
    them. Steps that change nothing, and many of those to a state that was handed over before, are counted in `fired`
    and not put out. `flags[row]` gets 1 for a state that a protocol step unsettles and 2 for one that has a step.
    """
    masks, values, g_offsets, g_rows, g_tables = guards
    keeps, writes, u_offsets, u_rows, u_tables = updates
    words, events, room = states.shape[1], fired.shape[0], out.shape[1]
    turned = np.empty((words, BLOCK), np.uint64)
    hits, chosen = np.empty(BLOCK, np.uint8), np.empty(BLOCK + 8, np.int64)
    eights = hits.view(np.uint64)
    made = np.empty((1, words), np.uint64)
    steps = np.empty(events, np.int64)
    before = np.empty_like(counts)
    at, most = low, BLOCK
    while at < high:
        size = min(most, high - at)
        before[:] = counts
        turn(states, at, size, turned)
        full = False
        for e in range(events):
            many = _matching(turned, size, e, masks, values, g_offsets, g_rows, g_tables, hits, eights, chosen)
            if when_settled[e]:
                many = _settled_only(chosen, many, flags, at)
            full = counts.max() + many > room
            if full:
                break
            steps[e] = many
            if many:
                _emit(
                    turned, chosen, many, e, keeps, writes, u_offsets, u_rows, u_tables, at, protocol[e], flags, made,
                    lately, all_steps, out, out_source, counts,
                )  # fmt: skip
        if not full:
            fired += steps
            at += size
            continue
        # what was put out of this block is taken back; what was seen lately may be of it
        counts[:] = before
        forget(lately)
        if at > low:
            return at
        most = max(1, size // 2)
    return at


@compiled
def forget(lately: Any) -> None:
    """No state was seen lately: each row has a hash that no state in that row has."""
    last = lately.shape[1] - 1
    lately[:, last] = _U1
    lately[0, last] = _U1 << _U40


@compiled
def _settled_only(chosen: Any, many: int, flags: Any, first: int) -> int:
    """Keep those of the chosen that no protocol step unsettles."""
    kept = 0
    for n in range(many):
        chosen[kept] = chosen[n]
        kept += (flags[first + chosen[n]] & 1) == 0
    return kept


@compiled
def tally(
    states: Any, low: int, high: int, flags: Any, settled: bool, guards: Any, counts: Any, firsts: Any, enough: int
) -> None:
    """For each guard, count the rows from `low` to `high` in which it holds, and note the first of them.

    With `settled`, only rows whose flag 1 is not set. With `enough` above 0, stop after the first block in which some
    guard holds in so many rows.
    """
    masks, values, offsets, rows, tables = guards
    turned = np.empty((states.shape[1], BLOCK), np.uint64)
    hits, chosen = np.empty(BLOCK, np.uint8), np.empty(BLOCK + 8, np.int64)
    eights = hits.view(np.uint64)
    for at in range(low, high, BLOCK):
        size = min(BLOCK, high - at)
        turn(states, at, size, turned)
        for g in range(counts.shape[0]):
            many = _matching(turned, size, g, masks, values, offsets, rows, tables, hits, eights, chosen)
            if settled:
                many = _settled_only(chosen, many, flags, at)
            if many and firsts[g] < 0:
                firsts[g] = at + chosen[0]
            counts[g] += many
            if enough > 0 and counts[g] >= enough:
                return
