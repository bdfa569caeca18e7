"""Arrays that grow in place, for data that may take most of the memory."""

from __future__ import annotations

import ctypes
import mmap
import sys
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from everystate.exploring.native.memory import addresses_left

_FIRST_ROWS = 1 << 12
_NORESERVE = 0x4000
"""MAP_NORESERVE of Linux, which Python names from 3.13 on."""


class Column:
    """Rows of one type; `rows` is an array with at least as many rows as `make_room` was called for.

    On Linux it lies in addresses that are reserved at first and become memory when they are touched, in large pages:
    nothing is copied when it grows. Elsewhere it is made larger.
    """

    def __init__(self, kind: DTypeLike, width: int, most: int, *, large_pages: bool = True) -> None:
        self.kind = np.dtype(kind)
        self.width = width
        reserved = _reserved(most * width * self.kind.itemsize, large_pages)
        self.touched = _FIRST_ROWS
        self.fixed = reserved is not None
        if reserved is None:
            self.rows: NDArray[Any] = np.zeros(_FIRST_ROWS * width, self.kind)
        else:
            self.rows = np.frombuffer(reserved, self.kind)

    def make_room(self, rows: int) -> None:
        """Make room for this number of rows in all."""
        if rows <= self.touched:
            return
        if not self.fixed:
            self.rows.resize(rows * self.width, refcheck=False)
        self.touched = rows

    def clear(self, low: int, high: int) -> None:
        """Set the rows from `low` to `high` to 0, without Python's lock."""
        row = self.width * self.kind.itemsize
        ctypes.memset(self.address + low * row, 0, (high - low) * row)

    @property
    def address(self) -> int:
        """The address of the first row; valid until `make_room` is called again."""
        return int(self.rows.__array_interface__["data"][0])


def _reserved(size: int, large_pages: bool) -> mmap.mmap | None:
    """Addresses for `size` bytes, none of them memory yet; None where that is not possible, or they are limited."""
    if not sys.platform.startswith("linux") or addresses_left() is not None:
        return None
    try:
        made = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _NORESERVE)
        if large_pages:
            made.madvise(mmap.MADV_HUGEPAGE)
    except (OSError, ValueError, OverflowError):
        return None
    return made
