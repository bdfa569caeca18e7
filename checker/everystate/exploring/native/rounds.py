"""One round of a search: some states are expanded, and new states get their rows; all of it, or nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import suppress
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native.arguments import Numbers
from everystate.exploring.native.column import Column
from everystate.exploring.native.constants import BATCH
from everystate.exploring.native.expander import Expander, room_for
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.signatures import Events, Insert, Place, Round, Withdraw
from everystate.exploring.native.sleep import SleepSets
from everystate.exploring.native.threads import Threads
from everystate.exploring.native.visited import PARTITIONS
from everystate.exploring.shared.watch import LimitReachedError

_STATES = 1 << 15
"""The number of states that a worker expands in a round, at most."""

_ALONE = 2048
_TASKS = 4
"""Tasks for each thread, each of several partitions: a slower thread takes fewer."""

_Result = TypeVar("_Result")


class Rounds:
    """Expands states in rounds of workers; `fired` counts the steps of each event.

    With `most` states, a round ends with the first state after which there are more.
    """

    def __init__(self, numbering: Numbering, events: Events, most: int | None, pool: Threads) -> None:
        self.numbering = numbering
        self.visited = numbering.visited
        self.most = most
        self.threads = threads = pool.count
        self.pool = pool
        self.states = _STATES
        self.buffers = _buffers(threads, room_for(events.events), self.visited.words)
        self.sleep = SleepSets(numbering.network, events)
        self.workers = [Expander(self.visited, events, self.sleep, self.buffers, worker) for worker in range(threads)]
        self.fired: NDArray[np.int64] = np.zeros(events.events, np.int64)
        self.scratch = deque((np.empty(BATCH, np.int64), self.visited.spare()) for _ in range(threads))
        """Pool of scratch buffers for inserting threads."""

    def begin_layer(self) -> None:
        """Begin a layer: the states found so far are expanded, and new states belong to the next layer."""
        self.sleep.begin_layer(self.visited.count)

    def run(self, high: int) -> None:
        """Expand states up to row `high`, or some of them; they are `expanded` then. Ctrl-C comes after the round.

        Raises:
            LimitReachedError: there is no memory for what is new.
        """
        future = self.pool.submit(self._run, min(high, self.numbering.expanded + self.states * self.threads))
        came: KeyboardInterrupt | None = None
        while not future.done():
            try:
                wait([future])
            except KeyboardInterrupt as interrupt:
                came = interrupt
        future.result()
        if came is not None:
            raise came

    def _run(self, high: int) -> None:
        self.sleep.begin_if(self.visited.count)
        while True:
            active, end = self._expand(self.numbering.expanded, high)
            try:
                found = self._insert(active)
            except MemoryError:
                self._withdraw()
                raise
            last = self._last(found)
            if last < 0 or last + 1 >= end:
                break
            self._withdraw()
            high = last + 1
        self._keep(found)
        self.numbering.expanded = end
        self.sleep.learn({place for worker in self.workers[:active] for place in worker.wanted})

    # -- successors -----------------------------------------------------------------------------------------------

    def _expand(self, low: int, high: int) -> tuple[int, int]:
        """How many workers expanded states, and the row where they end: one whose buffers are full is the last."""
        count = self.threads if high - low >= _ALONE else 1
        bounds = [low + (high - low) * worker // count for worker in range(count + 1)]
        ends = self._each(lambda worker: self.workers[worker].expand(bounds[worker], bounds[worker + 1]), count)
        for worker, end in enumerate(ends):
            if end < bounds[worker + 1]:
                self.states = max(1, self.states // 2)
                return worker + 1, end
        self.states = min(_STATES, 2 * self.states)
        return count, high

    # -- what is new ----------------------------------------------------------------------------------------------

    def _insert(self, active: int) -> list[int]:
        """Insert the records of the workers; the number of new records of each."""
        visited = self.visited
        self.buffers.fresh[:] = 0
        many = self.buffers.counts[:active].sum(axis=0)
        tight = visited.too_small(many)

        def insert(task: int) -> list[int]:
            if task == tasks:  # the first idle thread takes the memory for rows
                visited.ready(visited.count + int(many.sum()))
                return [0] * active
            low, high = PARTITIONS * task // tasks, PARTITIONS * (task + 1) // tasks
            places, spare = scratch = self.scratch.pop()
            self._grow(tight[(tight >= low) & (tight < high)], many, spare)
            found = self._insert_into(low, high, active, places)
            self.scratch.append(scratch)
            return found

        tasks = self._tasks(active)
        return [sum(found) for found in zip(*self._each(insert, tasks + (active > 1)), strict=True)]

    def _grow(self, partitions: NDArray[np.int64], many: Numbers, spare: Column) -> None:
        for partition in partitions.tolist():
            self.visited.grow(partition, int(many[partition]), spare)

    def _insert_into(self, low: int, high: int, active: int, places: Numbers) -> list[int]:
        found: Numbers = np.zeros(active, np.int64)
        self.visited.loops(
            Insert(
                columns=self.visited.columns,
                tables=self.visited.hashes,
                round=self.buffers,
                low=low,
                high=high,
                active=active,
                places=places,
                found=found,
            )
        )
        new: list[int] = found.tolist()
        return new

    def _last(self, found: list[int]) -> int:
        """The state after whose expansion there are more states than asked for; -1 if there are not."""
        if self.most is None or self.visited.count + sum(found) <= self.most:
            return -1
        made = [worker.buffers for worker in self.workers[: len(found)]]
        sources = [one.sources[: one.made[0]][one.is_new[: one.made[0]] > 0] for one in made]
        return int(np.concatenate(sources)[self.most - self.visited.count])

    def _withdraw(self) -> None:
        """Undo the insertion."""
        self.visited.loops(Withdraw(tables=self.visited.hashes, round=self.buffers))
        self.buffers.is_new[:] = 0

    # -- rows -----------------------------------------------------------------------------------------------------

    def _keep(self, found: list[int]) -> None:
        """Give what is new its rows, the workers one after the other."""
        visited, active = self.visited, len(found)
        try:
            visited.make_room(visited.count + sum(found))
            self.sleep.make_room(visited.count + sum(found))
        except (LimitReachedError, MemoryError):
            self._withdraw()
            raise
        starts = [visited.count + sum(found[:worker]) for worker in range(active)]
        self._each(lambda worker: self.workers[worker].rank(starts[worker]), active)
        tasks = self._tasks(active)
        self._each(lambda task: self._place(PARTITIONS * task // tasks, PARTITIONS * (task + 1) // tasks), tasks)
        visited.count += sum(found)
        visited.filled += self.buffers.fresh
        for worker in self.workers[:active]:
            self.fired += worker.buffers.fired[: len(self.fired)]

    def _place(self, low: int, high: int) -> int:
        visited = self.visited
        return visited.loops(
            Place(columns=visited.columns, tables=visited.hashes, round=self.buffers, low=low, high=high)
        )

    # -- threads --------------------------------------------------------------------------------------------------

    @staticmethod
    def _tasks(active: int) -> int:
        return 1 if active == 1 else min(PARTITIONS, _TASKS * active)

    def _each(self, task: Callable[[int], _Result], count: int) -> list[_Result]:
        """The results of a task for each number below `count`, each by the next free thread."""
        done: dict[int, _Result] = {}
        waiting = deque(reversed(range(count)))

        def work() -> None:
            for number in _drawn(waiting):
                done[number] = task(number)

        others = [self.pool.submit(work) for _ in range(1, min(count, self.threads))]
        try:
            work()
        finally:
            wait(others)
        for other in others:
            other.result()
        return [done[number] for number in range(count)]


def _buffers(workers: int, room: int, words: int) -> Round:
    slots = PARTITIONS * room
    return Round(
        room=room,
        records=np.empty((workers, PARTITIONS, room, words + 1), np.uint64),
        counts=np.zeros((workers, PARTITIONS), np.int64),
        is_new=np.zeros((workers, slots), np.uint8),
        ranks=np.empty((workers, slots), np.uint32),
        slots=slots,
        fresh=np.zeros(PARTITIONS, np.int64),
        news=np.empty((PARTITIONS, workers * room), np.uint64),
        news_room=workers * room,
    )


def _drawn(waiting: deque[int]) -> Iterator[int]:
    """The items that wait, each taken by one thread."""
    with suppress(IndexError):
        while True:
            yield waiting.popleft()
