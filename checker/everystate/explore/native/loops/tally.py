"""The loops that count the states in which guards hold, and that mark them."""

from __future__ import annotations

from typing import Any

from everystate.explore.native.loops.intrinsics import trailing_zeros
from everystate.explore.native.loops.states import U0, U1, accepted


def tally(words: int) -> Any:
    """The loop that counts, for states of so many words."""

    def run(
        states: Any, low: int, high: int,
        chunks: int, chunk_word: Any, chunk_shift: Any, chunk_mask: Any, chunk_base: Any,
        sets: Any, stride: int, rest: Any, g_offsets: Any, g_rows: Any,
        flags: Any, settled: int, only_first: int, found: Any, counts: Any, firsts: Any,
    ) -> Any:  # fmt: skip
        """For each guard, the rows from `low` to `high` in which it holds, and the first of them.

        With `settled`, only rows whose flag 1 is not set. With `only_first`, not beyond the first row in which some
        guard holds.
        """
        for row in range(low, high):
            if settled and flags[row] & 1:
                continue
            accepted(
                states, row * words, chunks, chunk_word, chunk_shift, chunk_mask, chunk_base, sets, stride, rest,
                g_offsets, g_rows, found,
            )  # fmt: skip
            some = False
            for k in range(stride):
                left = found[k]
                some |= left != U0
                while left != U0:
                    g = k * 64 + trailing_zeros(left)
                    left &= left - U1
                    if counts[g] == 0:
                        firsts[g] = row
                    counts[g] += 1
            if some and only_first:
                return row + 1
        return high

    return run


def mark(words: int) -> Any:
    """The loop that marks, for states of so many words."""

    def run(
        states: Any, low: int, high: int,
        chunks: int, chunk_word: Any, chunk_shift: Any, chunk_mask: Any, chunk_base: Any,
        sets: Any, stride: int, rest: Any, g_offsets: Any, g_rows: Any,
        found: Any, marks: Any, made: Any,
    ) -> Any:  # fmt: skip
        """Set in `made`, for each row from `low` to `high`, the marks of the guards that hold in it."""
        for row in range(low, high):
            accepted(
                states, row * words, chunks, chunk_word, chunk_shift, chunk_mask, chunk_base, sets, stride, rest,
                g_offsets, g_rows, found,
            )  # fmt: skip
            bits = made[row]
            for k in range(stride):
                left = found[k]
                while left != U0:
                    bits |= marks[k * 64 + trailing_zeros(left)]
                    left &= left - U1
            made[row] = bits
        return high

    return run
