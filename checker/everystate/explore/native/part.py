"""The states whose hash falls into one part: rows of words, found again through a table. Each thread owns one part."""

from __future__ import annotations

from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from everystate.explore.native import table as tables
from everystate.explore.native.packing import Words
from everystate.explore.watch import LimitReachedError

_FULLEST = 0.8
_GROWTH = 1.5
_ROWS_GROWTH = 1.2
_FIRST_ROWS = 1 << 14
_RESERVE = 256 * 2**20
MAX_ROWS = 2**32 - 2


class Part:
    """States in the order in which they were found. The rows grow in place; the table is made anew, larger by half."""

    def __init__(self, words: int, parts: int) -> None:
        self.parts = parts
        self.count = 0
        self.states: Words = np.empty((_FIRST_ROWS, words), np.uint64)
        self.parents: NDArray[np.uint32] = np.empty(_FIRST_ROWS, np.uint32)
        self.flags: NDArray[np.uint8] = np.zeros(_FIRST_ROWS, np.uint8)
        self.table: Words = np.zeros(int(_FIRST_ROWS / _FULLEST), np.uint64)

    def make_room(self, more: int) -> None:
        """Room for so many more states.

        Raises:
            LimitReachedError: there is no memory for them.
        """
        wanted = self.count + more
        if wanted * self.parts > MAX_ROWS:
            raise LimitReachedError(f"{MAX_ROWS:,} joint states are the most that fit")
        rows, words = self.states.shape
        if wanted > rows:
            new = max(wanted, int(rows * _ROWS_GROWTH))
            _refuse_beyond_memory((new - rows) * (8 * words + 5))
            self.states.resize((new, words), refcheck=False)
            self.parents.resize(new, refcheck=False)
            self.flags.resize(new, refcheck=False)
        if wanted > len(self.table) * _FULLEST:
            new = int(max(wanted / _FULLEST, len(self.table) * _GROWTH))
            _refuse_beyond_memory(8 * (new - len(self.table)))
            self.table = np.empty(0, np.uint64)  # given back before the new one is taken
            self.table = np.zeros(new, np.uint64)
            tables.refill(self.states, self.count, self.table)

    def insert(self, words: Words, sources: NDArray[np.uint32], size: int, part: int) -> None:
        """Add the new ones of these states, which rows `sources` of a part lead to."""
        self.count, _ = tables.insert(
            self.states, self.count, self.table, self.parents, words, sources, size, part, self.parts
        )

    def locate(self, words: Words, size: int) -> NDArray[np.int64]:
        """The rows of these states; -1 for one that is not here."""
        rows: NDArray[np.int64] = np.empty(size, np.int64)
        tables.locate(self.states, self.table, words, size, rows)
        return rows

    def parent(self, row: int) -> tuple[int, int]:
        """Part and row of the state before this one on a shortest way."""
        before = int(self.parents[row])
        return before % self.parts, before // self.parts

    def memory(self) -> int:
        """Bytes taken."""
        held: list[NDArray[Any]] = [self.states, self.parents, self.flags, self.table]
        return sum(array.nbytes for array in held)


def _refuse_beyond_memory(more: int) -> None:
    available = psutil.virtual_memory().available
    if more > available - _RESERVE:
        raise LimitReachedError(
            f"out of memory: {more / 2**20:,.0f}M more are needed, and {available / 2**20:,.0f}M left"
        )
