"""The loops, and what each takes. A star marks the address of an array."""

from __future__ import annotations

BATCH = 128
"""So many records are inserted at a time: what they read is on its way together."""

_GUARDS = (
    "chunks i64, chunk_word i64*, chunk_shift u64*, chunk_mask u64*, chunk_base i64*, "
    "sets u64*, stride i64, rest u64*, g_offsets i64*, g_rows i64*"
)
_UPDATES = "events i64, keeps u64*, writes u64*, u_offsets i64*, u_rows i64*, u_tables u64*"

LOOPS = {
    "expand": (
        f"states u64*, low i64, high i64, {_GUARDS}, {_UPDATES}, protocol u64*, when_settled u64*, "
        "any_when_settled i64, flags u8*, fired i64*, enabled u64*, made u64*, lately u64*, lately_mask i64, "
        "all_steps i64, parts i64, room i64, out u64*, counts i64*, sources u32*, by u32*, put_out i64*"
    ),
    "insert": (
        "states u64*, tables u64*, capacities u64*, low i64, high i64, parts i64, lane i64, room i64, out u64*, "
        "counts i64*, is_new u8*, fresh i64*, news u64*, news_room i64, places i64*"
    ),
    "place": (
        "states u64*, tables u64*, low i64, high i64, lane_size i64, room i64, out u64*, ranks u32*, fresh i64*, "
        "news u64*, news_room i64"
    ),
    "withdraw": "tables u64*, low i64, high i64, fresh i64*, news u64*, news_room i64",
    "rank": "sources u32*, is_new u8*, count i64, row i64, parents u32*, ranks u32*",
    "enter": "states u64*, tables u64*, capacities u64*, parts i64",
    "grow": "old u64*, old_size i64, table u64*, size i64",
    "locate": ("states u64*, tables u64*, capacities u64*, parts i64, made u64*, wide i64, count i64, rows i64*"),
    "tally": (
        f"states u64*, low i64, high i64, {_GUARDS}, flags u8*, settled i64, only_first i64, found u64*, "
        "counts i64*, firsts i64*"
    ),
    "peel": "sources u32*, targets u32*, steps i64, states i64, starts i64*, before u32*, out u32*, ending u32*",
}
"""For each loop its parameters, each a name and a type; every loop returns an i64."""


def types_of(loop: str) -> list[str]:
    """The types of a loop's parameters."""
    return [parameter.split()[1] for parameter in LOOPS[loop].split(", ")]
