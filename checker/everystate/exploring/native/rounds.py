"""One round of a search: some states are expanded, and what is new gets its rows; as a whole, or not at all."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native.expander import Expander, room_for
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.packing import Words, addresses
from everystate.exploring.native.signatures import BATCH
from everystate.exploring.native.sleep import SleepSets
from everystate.exploring.native.updates import PackedEvents
from everystate.exploring.native.visited import PARTS
from everystate.exploring.shared.watch import LimitReachedError

_LANE = 1 << 15
_ALONE = 2048
_SHARES = 4
"""Shares of the parts for each thread: one that has less to do, or a faster processor, takes more of them."""

_Result = TypeVar("_Result")


class Rounds:
    """Expands states in rounds of lanes; `fired` counts the steps of each event.

    With `most` states, a round ends with the first state after which there are more.
    """

    def __init__(
        self, numbering: Numbering, events: PackedEvents, most: int | None, threads: int, pool: ThreadPoolExecutor
    ) -> None:
        self.numbering = numbering
        self.visited = visited = numbering.visited
        self.most = most
        self.threads = threads
        self.pool = pool
        self.lane = _LANE
        count = len(events.guards)
        self.room = room_for(count)
        self.lane_size = PARTS * self.room
        self.records: Words = np.empty((threads, PARTS, self.room, visited.words + 1), np.uint64)
        self.counts: NDArray[np.int64] = np.zeros((threads, PARTS), np.int64)
        self.sleep = SleepSets(numbering.network, events)
        self.lanes = [
            Expander(visited, events, self.sleep, self.records[lane], self.counts[lane]) for lane in range(threads)
        ]
        self.is_new: NDArray[np.uint8] = np.zeros((threads, self.lane_size), np.uint8)
        self.ranks: NDArray[np.uint32] = np.empty((threads, self.lane_size), np.uint32)
        self.fresh: NDArray[np.int64] = np.zeros(PARTS, np.int64)
        self.news: Words = np.empty((PARTS, threads * self.room), np.uint64)
        self.fired: NDArray[np.int64] = np.zeros(count, np.int64)
        self.desks = deque((np.empty(BATCH, np.int64), visited.spare()) for _ in range(threads))
        """What a thread needs that inserts: it takes one, and puts it back."""

    def begin_layer(self) -> None:
        """What was found by now is to be expanded, and what will be found is the next layer."""
        self.sleep.begin_layer(self.visited.count)

    def run(self, high: int) -> None:
        """Expand states up to row `high`, or some of them; they are `expanded` then. Ctrl-C comes after the round.

        Raises:
            LimitReachedError: there is no memory for what is new.
        """
        future = self.pool.submit(self._run, min(high, self.numbering.expanded + self.lane * self.threads))
        interrupted = False
        while not future.done():
            try:
                wait([future])
            except KeyboardInterrupt:
                interrupted = True
        future.result()
        if interrupted:
            raise KeyboardInterrupt

    def _run(self, high: int) -> None:
        self.sleep.begin_if(self.visited.count)
        while True:
            lanes, end = self._expand(self.numbering.expanded, high)
            found = self._insert(lanes)
            last = self._last(found)
            if last < 0 or last + 1 >= end:
                break
            self._withdraw()
            high = last + 1
        self._keep(found)
        self.numbering.expanded = end
        self.sleep.learn({place for lane in self.lanes[:lanes] for place in lane.asked})

    # -- successors -----------------------------------------------------------------------------------------------

    def _expand(self, low: int, high: int) -> tuple[int, int]:
        """How many lanes were expanded, and the row where they end: a lane that is full is the last one."""
        count = self.threads if high - low >= _ALONE else 1
        bounds = [low + (high - low) * lane // count for lane in range(count + 1)]
        ends = self._share(lambda lane: self.lanes[lane].expand(bounds[lane], bounds[lane + 1]), count)
        for lane, end in enumerate(ends):
            if end < bounds[lane + 1]:
                self.lane = max(1, self.lane // 2)
                return lane + 1, end
        self.lane = min(_LANE, 2 * self.lane)
        return count, high

    # -- what is new ----------------------------------------------------------------------------------------------

    def _insert(self, lanes: int) -> list[int]:
        """How many records of each lane are new."""
        visited = self.visited
        self.fresh[:] = 0
        many = self.counts[:lanes].sum(axis=0)
        tight = visited.too_small(many)

        def insert(share: int) -> list[int]:
            if share == shares:
                visited.ready(visited.count + int(many.sum()))
                return [0] * lanes
            low, high = PARTS * share // shares, PARTS * (share + 1) // shares
            places, spare = desk = self.desks.pop()
            for part in tight[(tight >= low) & (tight < high)].tolist():
                visited.grow(part, int(many[part]), spare)
            found = self._insert_parts(lanes, low, high, places)
            self.desks.append(desk)
            return found

        shares = self._shares(lanes)
        return [sum(found) for found in zip(*self._share(insert, shares + (lanes > 1)), strict=True)]

    def _insert_parts(self, lanes: int, low: int, high: int, places: NDArray[np.int64]) -> list[int]:
        visited = self.visited
        found: NDArray[np.int64] = np.zeros(lanes, np.int64)
        tables = addresses(visited.table_addresses, visited.capacities)
        records = addresses(self.records, self.counts, self.is_new, self.fresh, self.news)
        visited.loops.insert(
            *(visited.addresses[0], *tables, low, high, PARTS, lanes, self.room),
            *(*records, self.news.shape[1], *addresses(places, found)),
        )
        new: list[int] = found.tolist()
        return new

    def _last(self, found: list[int]) -> int:
        """The state after whose expansion there are more states than asked for; -1 if there are not."""
        if self.most is None or self.visited.count + sum(found) <= self.most:
            return -1
        sources = [
            self.lanes[lane].sources[: self.lanes[lane].made][self.is_new[lane, : self.lanes[lane].made] > 0]
            for lane in range(len(found))
        ]
        return int(np.concatenate(sources)[self.most - self.visited.count])

    def _withdraw(self) -> None:
        """As if nothing had been inserted."""
        tables, fresh, news = addresses(self.visited.table_addresses, self.fresh, self.news)
        self.visited.loops.withdraw(tables, 0, PARTS, fresh, news, self.news.shape[1])
        self.is_new[:] = 0

    # -- rows -----------------------------------------------------------------------------------------------------

    def _keep(self, found: list[int]) -> None:
        """Give what is new its rows, the lanes one after the other."""
        visited, lanes = self.visited, len(found)
        try:
            visited.make_room(visited.count + sum(found))
            self.sleep.make_room(visited.count + sum(found))
        except LimitReachedError:
            self._withdraw()
            raise
        starts = [visited.count + sum(found[:lane]) for lane in range(lanes)]
        self._share(lambda lane: self._rank(lane, starts[lane]), lanes)
        shares = self._shares(lanes)
        self._share(lambda share: self._place(PARTS * share // shares, PARTS * (share + 1) // shares), shares)
        visited.count += sum(found)
        visited.filled += self.fresh
        for lane in self.lanes[:lanes]:
            self.fired += lane.fired

    def _rank(self, lane: int, row: int) -> int:
        made = self.lanes[lane]
        sources, leads_to = addresses(made.sources, made.leads_to)
        is_new, ranks = addresses(self.is_new[lane], self.ranks[lane])
        parents = self.visited.addresses[1]
        return self.visited.loops.rank(sources, leads_to, is_new, made.made, row, parents, *self.sleep.new, ranks)

    @staticmethod
    def _shares(lanes: int) -> int:
        return 1 if lanes == 1 else min(PARTS, _SHARES * lanes)

    def _place(self, low: int, high: int) -> int:
        states = self.visited.addresses[0]
        tables, records, ranks, fresh, news = addresses(
            self.visited.table_addresses, self.records, self.ranks, self.fresh, self.news
        )
        return self.visited.loops.place(
            *(states, tables, low, high, self.lane_size, self.room),
            *(records, ranks, fresh, news, self.news.shape[1]),
        )

    def _share(self, task: Callable[[int], _Result], shares: int) -> list[_Result]:
        """A task for each share, done by whichever thread is free."""
        done: dict[int, _Result] = {}
        waiting = deque(reversed(range(shares)))

        def work() -> None:
            for share in _drawn(waiting):
                done[share] = task(share)

        others = [self.pool.submit(work) for _ in range(1, min(shares, self.threads))]
        work()
        for other in others:
            other.result()
        return [done[share] for share in range(shares)]


def _drawn(waiting: deque[int]) -> Iterator[int]:
    """What waits, each drawn by one thread alone."""
    with suppress(IndexError):
        while True:
            yield waiting.popleft()
