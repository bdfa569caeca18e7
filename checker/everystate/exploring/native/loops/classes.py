"""The loop that says which states are alike for a claim about time."""

from __future__ import annotations

from typing import Any

import numpy as np

from everystate.exploring.native.loops.states import U0, U1


def classes(bits: Any, flags: Any, low: int, high: int, cases: Any, many: int, of: Any) -> Any:
    """For the states from `low` to `high`, which of `many` cases they meet, as the bits of a number.

    A case is four numbers: where in a state's `bits` it is, 1 to look there, 1 if it is met anyhow, and 1 if it is not
    met where a state is unsettled.
    """
    for row in range(low, high):
        word, unsettled = bits[row], np.uint64(flags[row] & 1)
        made = U0
        for k in range(many):
            met = (word >> cases[4 * k]) & cases[4 * k + 1] | cases[4 * k + 2]
            made |= (met & ~(unsettled & cases[4 * k + 3]) & U1) << np.uint64(k)
        of[row] = made
    return high
