"""The states that were visited: rows of words in the order in which they were found, found again through hash tables.

A state's hash says in which of the partitions it is. Each has a table with one owner at a time, which is made larger
alone, while it is in the cache.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native.arguments import Words
from everystate.exploring.native.column import Column
from everystate.exploring.native.constants import EVERY, NOWHERE
from everystate.exploring.native.machine_code import Loops
from everystate.exploring.native.memory import shortage
from everystate.exploring.native.signatures import Columns, Enter, Grow, Locate, Tables
from everystate.exploring.shared.watch import LimitReachedError

PARTITIONS = 64
MAX_ROWS = min(2**31, NOWHERE) - 2
_FULLEST = 0.75
_GROWTH = 1.5
_FIRST = 64
_ROWS_GROWTH = 1.2
_BYTES_BESIDE = 1 + 14  # flags, and an entry with what is free around it
_MOST_ENTRIES = 2 * MAX_ROWS // PARTITIONS


class Visited:
    """States, their flags, and the parents of some; `columns` and `hashes` are what the loops take for them."""

    def __init__(self, words: int, loops: Loops) -> None:
        self.words = words
        self.loops = loops
        self.count = 0
        self.room = 1
        self._ready = 1
        self._states = Column(np.uint64, words, MAX_ROWS)
        self._parents = Column(np.uint32, 1, MAX_ROWS // EVERY + 1)
        self._flags = Column(np.uint8, 1, MAX_ROWS)
        self.tables = [Column(np.uint64, 1, _MOST_ENTRIES, large_pages=False) for _ in range(PARTITIONS)]
        self.capacities: Words = np.full(PARTITIONS, _FIRST, np.uint64)
        self.filled: NDArray[np.int64] = np.zeros(PARTITIONS, np.int64)
        addresses = np.array([table.address for table in self.tables], np.uint64)
        self.hashes = Tables(partitions=PARTITIONS, addresses=addresses, capacities=self.capacities)
        self.columns = self._columns()

    # -- columns --------------------------------------------------------------------------------------------------

    @property
    def states(self) -> Words:
        """The words of each state, a row a state."""
        rows: Words = self._states.rows[: self.count * self.words].reshape(self.count, self.words)
        return rows

    @property
    def flags(self) -> NDArray[np.uint8]:
        """`UNSETTLED` and `STEPS`; only for states that were expanded."""
        rows: NDArray[np.uint8] = self._flags.rows[: self.count]
        return rows

    def _columns(self) -> Columns:
        """The states as arguments of loops; valid until `make_room` is called again."""
        return Columns(states=self._states.rows, parents=self._parents.rows, flags=self._flags.rows)

    def parents(self, state: int) -> tuple[int, int]:
        """Of the rows from which a state may have been reached first, the first one and the last.

        They rise with the state's own row, and are kept for one of `EVERY` rows.
        """
        last = -(-state // EVERY)
        rows = self._parents.rows
        return int(rows[state // EVERY]), int(rows[last]) if last * EVERY < self.count else self.count - 1

    def begin(self, states: Sequence[Words]) -> None:
        """The initial states, all different.

        Raises:
            LimitReachedError: there is no memory for them.
        """
        self.make_room(len(states))
        spare, room = self.spare(), np.ones(PARTITIONS, np.int64)
        for row, state in enumerate(states):
            self._states.rows[row * self.words : (row + 1) * self.words] = state
            self.filled[self.loops(Enter(columns=self.columns, tables=self.hashes, row=row))] += 1
            for partition in self.too_small(room).tolist():
                self.grow(partition, 1, spare)
        self.count = len(states)

    def make_room(self, rows: int) -> None:
        """Make room for this number of states in all.

        Raises:
            LimitReachedError: there is no memory for them, or they are too many for a row's number.
        """
        if rows > MAX_ROWS:
            raise LimitReachedError(f"{MAX_ROWS:,} joint states are the most that fit")
        if rows > self.room:
            wanted = max(rows, int(self.room * _ROWS_GROWTH))
            if missing := shortage((wanted - self.room) * (8 * self.words + _BYTES_BESIDE)):
                raise LimitReachedError(f"out of memory: {missing}")
            self.room = wanted
            self._states.make_room(wanted)
            self._flags.make_room(wanted)
            self._parents.make_room(wanted // EVERY + 1)
            self.columns = self._columns()

    def ready(self, rows: int) -> None:
        """Touch the memory of the rows up to `rows` that have room, so that later insertions need not wait for it."""
        low, end = max(self._ready, self.count), min(rows, self.room)
        if end > low:
            for column in (self._states, self._flags):
                column.clear(low, end)
            self._ready = end

    # -- tables ---------------------------------------------------------------------------------------------------

    @staticmethod
    def spare() -> Column:
        """A buffer for a copy of a table, reused from one growth to the next: new memory is slow."""
        return Column(np.uint64, 1, _MOST_ENTRIES)

    def too_small(self, more: NDArray[np.int64]) -> NDArray[np.int64]:
        """The partitions whose tables must grow for this number of further entries in each."""
        return np.flatnonzero(self.filled + more > self.capacities * _FULLEST)

    def grow(self, partition: int, more: int, spare: Column) -> None:
        """Make room for more entries in the table of a partition; `spare` takes a copy of its entries."""
        table, size = self.tables[partition], int(self.capacities[partition])
        spare.make_room(size)
        new = int(max((int(self.filled[partition]) + more) / _FULLEST, size * _GROWTH)) + 1
        table.make_room(new)
        self.loops(Grow(table=table.rows, old_size=size, size=new, spare=spare.rows))
        self.capacities[partition] = new
        self.hashes.addresses[partition] = table.address

    def locate(self, states: Words, rows: NDArray[np.uint32]) -> int:
        """Write the rows of some states; `NOWHERE` for one that was not visited, and how many were not."""
        return self.loops(Locate(columns=self.columns, tables=self.hashes, wanted=states, count=len(states), rows=rows))
