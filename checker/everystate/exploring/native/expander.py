"""States to their successors, in buffers by the partition that each successor falls into."""

from __future__ import annotations

import numpy as np

from everystate.exploring.native.constants import PLANES, WANTED
from everystate.exploring.native.signatures import Events, Expand, Rank, Round, Successors
from everystate.exploring.native.sleep import SleepSets
from everystate.exploring.native.visited import PARTITIONS, Visited

_ROOM = 1 << 12


def room_for(events: int) -> int:
    """How many successors a partition of a buffer takes: at least those of two states, and a power of two."""
    return max(_ROOM, 1 << (2 * events).bit_length())


class Expander:
    """Expands states for a search into the buffers of one worker, and numbers what is new of their successors.

    `visited.flags` are set. Steps that sleep, and those that change nothing, are counted but not recorded.
    """

    def __init__(self, visited: Visited, events: Events, sleep: SleepSets, whole: Round, worker: int) -> None:
        self.visited = visited
        self.events = events
        self.sleep = sleep
        self.buffers = Successors(
            partitions=PARTITIONS,
            room=whole.room,
            records=whole.records[worker],
            counts=whole.counts[worker],
            made=np.zeros(1, np.int64),
            sources=np.empty(whole.slots, np.uint32),
            classes=np.empty(whole.slots, np.uint16),
            is_new=whole.is_new[worker],
            ranks=whole.ranks[worker],
            wanted=np.zeros(1 + WANTED, np.int64),
            fired=np.zeros(max(events.events, 1), np.int64),
            planes=np.zeros((PLANES, events.guards.stride), np.uint64),
            enabled=np.empty(events.guards.stride, np.uint64),
            after=np.empty(visited.words, np.uint64),
        )

    def expand(self, low: int, high: int) -> int:
        """Fill the buffers from rows `low` to `high`; the row where they are full, or `high`, is returned."""
        self.buffers.counts[:] = 0
        self.buffers.fired[:] = 0
        self.buffers.wanted[0] = 0
        return self.visited.loops(
            Expand(
                columns=self.visited.columns,
                events=self.events,
                sleep=self.sleep.arguments,
                layer=self.sleep.expanded,
                buffers=self.buffers,
                low=low,
                high=high,
            )
        )

    def rank(self, row: int) -> None:
        """Number the new states, from `row` on."""
        self.visited.loops(Rank(columns=self.visited.columns, layer=self.sleep.found, buffers=self.buffers, row=row))

    @property
    def wanted(self) -> list[int]:
        """The classes of sleep sets that were not known."""
        wanted: list[int] = self.buffers.wanted[1 : 1 + int(self.buffers.wanted[0])].tolist()
        return wanted

    @property
    def made(self) -> int:
        """The number of records in the buffers."""
        return int(self.buffers.made[0])
