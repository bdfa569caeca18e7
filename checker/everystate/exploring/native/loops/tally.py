"""The loops that count the states in which guards hold, and that mark them."""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.loops.counters import FULL, add, empty
from everystate.exploring.native.loops.intrinsics import trailing_zeros
from everystate.exploring.native.loops.states import U0, U1, accepted, inlined


def tally(words: int) -> Any:
    """The loop that counts, for states of so many words."""

    def run(
        states: Any, low: int, high: int,
        chunks: int, chunk_word: Any, chunk_shift: Any, chunk_mask: Any, chunk_base: Any,
        sets: Any, stride: int, rest: Any, g_offsets: Any, g_rows: Any,
        flags: Any, settled: int, only_first: int, found: Any, seen: Any, planes: Any, counts: Any, firsts: Any,
    ) -> Any:  # fmt: skip
        """For each guard, the rows from `low` to `high` in which it holds, and the first of them.

        With `settled`, only rows whose flag 1 is not set. With `only_first`, not beyond the first row in which some
        guard holds.
        """
        guards = chunks, chunk_word, chunk_shift, chunk_mask, chunk_base, sets, stride, rest, g_offsets, g_rows
        counted, row = 0, low
        while row < high:
            if not (settled and flags[row] & 1):
                accepted(states, row * words, guards, found)
                new = found_first(found, seen, stride, row, firsts)
                if new or not only_first:
                    add(found, stride, planes)
                    counted += 1
                if counted == FULL:
                    empty(planes, stride, counts)
                    counted = 0
                if new and only_first:
                    break
            row += 1
        empty(planes, stride, counts)
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


def mark(words: int) -> Any:
    """The loop that marks, for states of so many words."""

    def run(
        states: Any, low: int, high: int,
        chunks: int, chunk_word: Any, chunk_shift: Any, chunk_mask: Any, chunk_base: Any,
        sets: Any, stride: int, rest: Any, g_offsets: Any, g_rows: Any,
        found: Any, marks: Any, made: Any,
    ) -> Any:  # fmt: skip
        """Set in `made`, for each row from `low` to `high`, the marks of the guards that hold in it."""
        guards = chunks, chunk_word, chunk_shift, chunk_mask, chunk_base, sets, stride, rest, g_offsets, g_rows
        for row in range(low, high):
            accepted(states, row * words, guards, found)
            bits = made[row]
            for k in range(stride):
                left = found[k]
                while left != U0:
                    bits |= marks[k * 64 + trailing_zeros(left)]
                    left &= left - U1
            made[row] = bits
        return high

    return run
