"""The loops, and what each takes. A star marks the address of an array."""

from __future__ import annotations

UNKNOWN = 0xFFFF
"""A class of sleep sets that was not found out yet; see `sleep`."""

WANTED = 64
"""So many classes a lane may ask for in one round."""

GROUP = 4
"""Sets of guards have a multiple of so many words."""

PLANES = 8
"""How often an event happened is counted in so many bits at first."""

AHEAD = 16
"""So many entries ahead of its place a loop begins to read what it will change."""

NOWHERE = 0xFFFFFFFF
"""The row of a state that was not visited."""

EVERY = 32
"""For one of so many states it is kept from where it was reached first."""

BATCH = 128
"""So many records are inserted at a time: what they read is on its way together."""

_GUARDS = (
    "chunks i64, chunk_word i64*, chunk_shift u64*, chunk_mask u64*, chunk_base i64*, "
    "sets u64*, stride i64, rest u64*, g_offsets i64*, g_rows i64*"
)
_UPDATES = (
    "events i64, keeps u64*, writes u64*, u_offsets i64*, u_rows i64*, u_tables u64*, "
    "protocol u64*, when_settled u64*, any_when_settled i64"
)
_SLEEP = "certain u64*, sleeping u64*, next_class u16*, classes u16*, first_of_layer i64"

LOOPS = {
    "expand": (
        f"states u64*, low i64, high i64, {_GUARDS}, {_UPDATES}, {_SLEEP}, flags u8*, fired i64*, planes u64*, "
        "enabled u64*, made u64*, parts i64, room i64, out u64*, counts i64*, sources u32*, leads_to u16*, asked i64*, "
        "put_out i64*"
    ),
    "steps": (
        f"states u64*, low i64, high i64, {_GUARDS}, {_UPDATES}, enabled u64*, made u64*, unchanging i64, room i64, "
        "out u64*, by u32*, ends i64*"
    ),
    "insert": (
        "states u64*, tables u64*, capacities u64*, low i64, high i64, parts i64, lanes i64, room i64, out u64*, "
        "counts i64*, is_new u8*, fresh i64*, news u64*, news_room i64, places i64*, found i64*"
    ),
    "place": (
        "states u64*, tables u64*, low i64, high i64, lane_size i64, room i64, out u64*, ranks u32*, fresh i64*, "
        "news u64*, news_room i64"
    ),
    "withdraw": "tables u64*, low i64, high i64, fresh i64*, news u64*, news_room i64",
    "rank": (
        "sources u32*, leads_to u16*, is_new u8*, count i64, row i64, parents u32*, classes u16*, first_of_layer i64, "
        "ranks u32*"
    ),
    "enter": "states u64*, tables u64*, capacities u64*, parts i64",
    "grow": "table u64*, old_size i64, size i64, spare u64*",
    "locate": ("states u64*, tables u64*, capacities u64*, parts i64, made u64*, wide i64, count i64, rows u32*"),
    "tally": (
        f"states u64*, low i64, high i64, {_GUARDS}, flags u8*, settled i64, only_first i64, found u64*, "
        "seen u64*, planes u64*, counts i64*, firsts i64*"
    ),
    "mark": f"states u64*, low i64, high i64, {_GUARDS}, found u64*, marks u64*, made u64*",
    "peel": "sources u32*, targets u32*, steps i64, states i64, starts i64*, before u32*, out u32*, ending u32*",
}
"""For each loop its parameters, each a name and a type; every loop returns an i64."""

_STEPS = "starts i64*, events u16*, targets u32*, expanded i64"
_PRODUCT = (
    f"{_STEPS}, size i64, of_state u16*, of_event u16*, event_classes i64, letters i64*, "
    "arc_starts i64*, arc_targets i64*, arc_accepts i64*"
)
_OWED = "owed_starts i64*, owed i64*"

TIME_LOOPS = {
    "classes": "bits u64*, flags u8*, low i64, high i64, cases u64*, many i64, of u16*",
    "reach": f"{_PRODUCT}, marks u8*, parents u32*, order u32*, control i64*, budget i64",
    "seek": f"{_PRODUCT}, always u8*, leaving u8*, marks u8*, stack u32*, control i64*, budget i64",
    "dutiful": "starts i64*, events u16*, expanded i64, owed_starts i64*, duty u8*",
    "components": (
        f"{_PRODUCT}, {_OWED}, strong u8*, obligations i64, acceptance i64, nodes u32*, count i64, group u32*, "
        "index_of u32*, stack u32*, step_at u32*, arc_at u32*, is_root u8*, left u32*, possible i64*, stamps i64*, "
        "met u8*, control i64*, budget i64"
    ),
    "nearest": (
        f"{_PRODUCT}, {_OWED}, obligations i64, group u32*, own i64, here i64, home i64, accepts i64, wanted u8*, "
        "waited u8*, any_waited i64, seen u32*, walk i64, before u32*, queue u32*, stamps i64*, control i64*"
    ),
    "sweep": "starts i64*, targets u32*, reached u8*, waiting u32*, first i64, end i64",
    "reverse": "starts i64*, targets u32*, expanded i64, count i64, before_starts i64*, before u32*, fill i64*",
    "spread": "before_starts i64*, before u32*, reached u8*, queue u32*, last i64",
    "longest": f"{_STEPS}, takes u8*, begin i64, lengths u32*, stack u32*, at u32*",
}
"""Those that claims about time need; they look at no state, so they are the same for any number of words."""


def types_of(loop: str) -> list[str]:
    """The types of a loop's parameters."""
    parameters = LOOPS[loop] if loop in LOOPS else TIME_LOOPS[loop]
    return [parameter.split()[1] for parameter in parameters.split(", ")]
