"""The set of known states: an open hash table of row numbers, compiled by Numba.

An entry holds half of a state's hash and its row; a state counts as known only when all its words are equal. A batch's
entries, and then the states behind them, are touched before the batch is worked on, so that their cache misses overlap.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from everystate.explore.native.compiled import compiled
from everystate.explore.native.kernel import hash_of

_BATCH = 256
_U0, _U1, _U32 = np.uint64(0), np.uint64(1), np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@compiled
def _home(h: Any, size: Any) -> Any:
    """The entry at which the search for a hash begins (D. Lemire: Fast random integer generation, 2019, section 4)."""
    return np.int64(((h >> _U32) * np.uint64(size)) >> _U32)


@compiled
def _row_of(table: Any, states: Any, words: Any, n: int, h: Any, at: int) -> Any:
    """The row of a state that is known, or -1; and the entry where it is, or would be."""
    size = table.shape[0]
    tag = h & _LOW
    while table[at] != _U0:
        if table[at] >> _U32 == tag:
            row = np.int64(table[at] & _LOW) - 1
            same = True
            for w in range(words.shape[1]):
                same &= states[row, w] == words[n, w]
            if same:
                return row, at
        at += 1
        if at == size:
            at = 0
    return -1, at


@compiled
def _touch(table: Any, states: Any, words: Any, low: int, high: int, hashes: Any, homes: Any) -> Any:
    """Hashes and homes of a batch; reads what the batch will read, and returns a value that needs it."""
    size = table.shape[0]
    seen = _U0
    for n in range(low, high):
        h = hash_of(words, n, words.shape[1])
        hashes[n - low] = h
        homes[n - low] = _home(h, size)
    for n in range(low, high):
        seen ^= table[homes[n - low]]
    for n in range(low, high):
        entry = table[homes[n - low]]
        if entry != _U0 and entry >> _U32 == hashes[n - low] & _LOW:
            seen ^= states[np.int64(entry & _LOW) - 1, 0]
    return seen


@compiled
def insert(
    states: Any, count: int, table: Any, parents: Any, words: Any, sources: Any, size: int, part: int, parts: int
) -> Any:
    """Add the new ones of the first `size` rows of `words`; the new count of states is returned.

    `parents` gets, for each new state, the row it was reached from times `parts`, plus the `part` of that row.
    """
    hashes, homes = np.empty(_BATCH, np.uint64), np.empty(_BATCH, np.int64)
    seen = _U0
    for low in range(0, size, _BATCH):
        high = min(size, low + _BATCH)
        seen ^= _touch(table, states, words, low, high, hashes, homes)
        for n in range(low, high):
            h = hashes[n - low]
            row, at = _row_of(table, states, words, n, h, homes[n - low])
            if row < 0:
                for w in range(words.shape[1]):
                    states[count, w] = words[n, w]
                parents[count] = sources[n] * parts + part
                count += 1
                table[at] = ((h & _LOW) << _U32) | np.uint64(count)
    return count, seen


@compiled
def locate(states: Any, table: Any, words: Any, size: int, rows: Any) -> Any:
    """The rows of the first `size` states of `words`; -1 for one that is not known."""
    hashes, homes = np.empty(_BATCH, np.uint64), np.empty(_BATCH, np.int64)
    seen = _U0
    for low in range(0, size, _BATCH):
        high = min(size, low + _BATCH)
        seen ^= _touch(table, states, words, low, high, hashes, homes)
        for n in range(low, high):
            rows[n], _ = _row_of(table, states, words, n, hashes[n - low], homes[n - low])
    return seen


@compiled
def refill(states: Any, count: int, table: Any) -> Any:
    """Put the first `count` states, all different, into an empty table."""
    hashes, homes = np.empty(_BATCH, np.uint64), np.empty(_BATCH, np.int64)
    seen = _U0
    size = table.shape[0]
    for low in range(0, count, _BATCH):
        high = min(count, low + _BATCH)
        for n in range(low, high):
            hashes[n - low] = hash_of(states, n, states.shape[1])
            homes[n - low] = _home(hashes[n - low], size)
        for n in range(low, high):
            seen ^= table[homes[n - low]]
        for n in range(low, high):
            at = homes[n - low]
            while table[at] != _U0:
                at += 1
                if at == size:
                    at = 0
            table[at] = ((hashes[n - low] & _LOW) << _U32) | np.uint64(n + 1)
    return seen
