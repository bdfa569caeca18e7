"""The loop that expands states."""

from __future__ import annotations

from typing import Any

import numpy as np

from everystate.explore.native.loops.intrinsics import trailing_zeros
from everystate.explore.native.loops.states import LOW, PART_SHIFT, U0, U1, U32, accepted, hashing, inlined, stepping


def expand(words: int) -> Any:
    """The loop for states of so many words."""
    hash_of, step = hashing(words), stepping(words)

    @inlined
    def unsettles(
        states: Any, at: int, enabled: Any, protocol: Any, stride: int,
        keeps: Any, writes: Any, offsets: Any, rows: Any, tables: Any, made: Any,
    ) -> Any:  # fmt: skip
        for k in range(stride):
            left = enabled[k] & protocol[k]
            while left != U0:
                e = k * 64 + trailing_zeros(left)
                left &= left - U1
                if step(states, at, e, keeps, writes, offsets, rows, tables, made):
                    return True
        return False

    def run(
        states: Any, low: int, high: int,
        chunks: int, chunk_word: Any, chunk_shift: Any, chunk_mask: Any, chunk_base: Any,
        sets: Any, stride: int, rest: Any, g_offsets: Any, g_rows: Any,
        events: int, keeps: Any, writes: Any, u_offsets: Any, u_rows: Any, u_tables: Any,
        protocol: Any, when_settled: Any, any_when_settled: int,
        flags: Any, fired: Any, enabled: Any, made: Any, lately: Any, lately_mask: int, all_steps: int, unchanging: int,
        parts: int, room: int, out: Any, counts: Any, sources: Any, by: Any, put_out: Any,
    ) -> Any:  # fmt: skip
        wide = words + 1
        last_part = np.uint64(parts - 1)
        fullest: Any = 0
        number: Any = 0
        for row in range(low, high):
            if fullest + events > room:
                put_out[0] = number
                return row
            at = row * words
            accepted(
                states, at, chunks, chunk_word, chunk_shift, chunk_mask, chunk_base, sets, stride, rest, g_offsets,
                g_rows, enabled,
            )  # fmt: skip
            unsettled = False
            if any_when_settled and unsettles(
                states, at, enabled, protocol, stride, keeps, writes, u_offsets, u_rows, u_tables, made
            ):
                unsettled = True
                for k in range(stride):
                    enabled[k] &= ~when_settled[k]
            steps = False
            for k in range(stride):
                left = enabled[k]
                steps |= left != U0
                while left != U0:
                    bit = left & (~left + U1)
                    left ^= bit
                    e = k * 64 + trailing_zeros(bit)
                    fired[e] += 1
                    if not step(states, at, e, keeps, writes, u_offsets, u_rows, u_tables, made) and not unchanging:
                        continue
                    unsettled |= (bit & protocol[k]) != U0
                    h = hash_of(made, 0)
                    seen = (np.int64(h >> U32) & lately_mask) * words
                    known = True
                    for w in range(words):
                        known &= lately[seen + w] == made[w]
                    # a record that is not wanted is written over by the next: a jump would cost more
                    wanted = np.int64(all_steps | (not known))
                    part = np.int64((h >> PART_SHIFT) & last_part)
                    count = counts[part]
                    to = (part * room + count) * wide
                    for w in range(words):
                        lately[seen + w] = made[w]
                        out[to + w] = made[w]
                    out[to + words] = ((h & LOW) << U32) | np.uint64(number)
                    sources[number] = row
                    if all_steps:
                        by[number] = e
                    number += wanted
                    counts[part] = count + wanted
                    fullest = max(fullest, count + wanted)
            if not all_steps:
                flags[row] = (1 if unsettled else 0) | (2 if steps else 0)
        put_out[0] = number
        return high

    return run
