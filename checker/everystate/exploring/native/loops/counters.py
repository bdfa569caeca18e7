"""Counters of how often each of many bits was set, all of them raised at once.

Bit b of the counter of a bit is in plane b; a set of bits is added to all planes as a carry is to a number.
"""

from __future__ import annotations

from typing import Any

from everystate.exploring.native.constants import GROUP, PLANES
from everystate.exploring.native.loops.bodies import inlined
from everystate.exploring.native.loops.intrinsics import add_to_planes, trailing_zeros
from everystate.exploring.native.loops.words import U0, U1

FULL = (1 << PLANES) - 1
"""The number of sets that may be added before the counters are emptied."""


@inlined
def add(found: Any, stride: int, planes: Any) -> None:
    """One more for each bit of the set `found`, of `stride` words."""
    for g in range(0, stride, GROUP):
        add_to_planes(planes, stride, g, found)


@inlined
def empty(planes: Any, stride: int, totals: Any) -> None:
    """Add the counters to `totals`, and begin again at 0."""
    for k in range(stride):
        for plane in range(PLANES):
            left = planes[plane * stride + k]
            planes[plane * stride + k] = U0
            while left != U0:
                totals[k * 64 + trailing_zeros(left)] += 1 << plane
                left &= left - U1
