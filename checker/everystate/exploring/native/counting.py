"""Counts the packed states that meet conditions. A formula becomes boxes of values of fields, and boxes are guards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Literal

import numpy as np

from everystate.composing.event import Event, Guard
from everystate.exploring.native.arguments import Numbers
from everystate.exploring.native.boxes import TooManyError, boxes, meet
from everystate.exploring.native.constants import BUSY, PLANES, PRESSED, UNSETTLED
from everystate.exploring.native.guards import pack_guards
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.signatures import Count, Guards
from everystate.exploring.native.threads import Threads
from everystate.exploring.shared.enabling import EnabledMasks
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.space import Among, Condition, Tally

_MAX_BOXES = 2_000
_FIRST_BLOCK = 1 << 12
_LARGEST_BLOCK = 1 << 18
_ALONE = 1 << 16

Where = Among | Literal["quiet", "timely"]
"""The states to count among: also those in which what waits for quiet is possible, and those in which ticks are."""

_SKIPPED: dict[Where, int] = {"states": 0, "expanded": 0, "settled": UNSETTLED, "quiet": BUSY, "timely": PRESSED}
"""The flags of the states that are left out."""

_Counts = tuple[Numbers, Numbers]


def _each(run: Callable[[tuple[int, int]], _Counts], blocks: list[tuple[int, int]]) -> Iterator[_Counts]:
    """The counts of each block, in order; on threads if there is enough work."""
    if blocks[-1:] <= [(_ALONE, _ALONE)]:
        yield from map(run, blocks)
        return
    with Threads(os.cpu_count() or 1) as pool:
        try:
            yield from pool.map(run, blocks)
        finally:
            pool.shutdown(cancel_futures=True)


class Counting:
    """Conditions over one space."""

    def __init__(self, space: Numbering) -> None:
        self.space = space

    def tally(self, conditions: Sequence[Condition], among: Among) -> list[Tally]:
        """For each condition, how many states meet it, and which first."""
        made = [Tally()] * len(conditions)
        for where in _SKIPPED:
            here = [number for number, condition in enumerate(conditions) if self._where(condition, among) == where]
            self._tally_here(conditions, here, where, made)
        return made

    def _where(self, condition: Condition, among: Among) -> Where:
        """The states to count among: only expanded states make steps, and some events do so in quiet states only."""
        where: Where = among
        if condition.event >= 0 and among != "settled":
            where = self._where_possible(self.space.network.events[condition.event])
        complete = self.space.expanded == self.space.count
        return "states" if where == "expanded" and complete else where

    def _where_possible(self, event: Event) -> Where:
        """The states in which an event is possible where its guard holds."""
        if not event.waits:
            return "expanded"
        if not self.space.network.clocked:
            return "settled"
        return "timely" if event.is_tick else "quiet"

    def _tally_here(self, conditions: Sequence[Condition], here: list[int], where: Where, made: list[Tally]) -> None:
        guards: list[Guard] = []
        owners: list[int] = []
        for number in here:
            boxes = self._boxes(conditions[number])
            if boxes is None:
                made[number] = self._one_by_one(conditions[number], where)
                continue
            guards += boxes
            owners += [number] * len(boxes)
        counts, firsts = self._count(guards, where, only_first=False)
        for owner, count, first in zip(owners, counts, firsts, strict=True):
            if count:
                before = made[owner]
                earliest = first if before.first < 0 else min(first, before.first)
                made[owner] = Tally(before.count + count, earliest)

    def first(self, condition: Condition, among: Among) -> int:
        """The first state that meets a condition; -1 if there is none."""
        where = self._where(condition, among)
        boxes = self._boxes(condition)
        if boxes is None:
            return next(self._meeting(condition, where), -1)
        _, firsts = self._count(boxes, where, only_first=True)
        return min((first for first in firsts if first >= 0), default=-1)

    def meeting(self, condition: Condition, among: Among, most: int) -> list[int]:
        """The first states that meet a condition, up to `most`."""
        where = self._where(condition, among)
        boxes = self._boxes(condition)
        if boxes is None:
            return list(islice(self._meeting(condition, where), most))
        packed = pack_guards(self.space.packing, boxes)
        blocks = self._blocks(where) if boxes else []
        return list(islice((row for low, high in blocks for row in self._rows(packed, low, high, where)), most))

    def _rows(self, packed: Guards, low: int, high: int, where: Where) -> Iterator[int]:
        """The rows that meet one of the guards, one after the other."""
        while low < high:
            counts, firsts = self._count_rows(packed, low, high, where, only_first=True)
            if not counts.any():
                return
            first = int(firsts[counts > 0].min())
            yield first
            low = first + 1

    # -- boxes ----------------------------------------------------------------------------------------------------

    def _boxes(self, condition: Condition) -> list[Guard] | None:
        """Disjoint guards that say the same as a condition; None if there are too many."""
        guard = self._guard(condition)
        if condition.formula is None or guard is None:
            return [] if guard is None else [guard]
        try:
            found = boxes(condition.formula, condition.truth, self.space.network, _MAX_BOXES)
        except TooManyError:
            return None
        return [inside for box in found if (inside := meet(guard, tuple(box.items()))) is not None]

    def _guard(self, condition: Condition) -> Guard | None:
        """The guard of a condition, its event's included; None if that holds nowhere."""
        if condition.event < 0:
            return condition.guard
        return meet(self.space.network.events[condition.event].guard, condition.guard)

    # -- counting -------------------------------------------------------------------------------------------------

    def _count(self, guards: Sequence[Guard], where: Where, only_first: bool) -> tuple[list[int], list[int]]:
        """For each guard the number of states, and the first; with `only_first`, not beyond the first of all."""
        if not guards:
            return [], []
        if not only_first and (different := list(dict.fromkeys(guards))) != guards:
            return self._count_different(guards, different, where)
        packed = pack_guards(self.space.packing, guards)
        totals: Numbers = np.zeros(len(guards), np.int64)
        firsts: Numbers = np.full(len(guards), -1, np.int64)

        def run(bounds: tuple[int, int]) -> _Counts:
            return self._count_rows(packed, *bounds, where, only_first)

        for counts, first in _each(run, self._blocks(where)):
            firsts = np.where((firsts < 0) & (counts > 0), first, firsts)
            totals += counts
            if only_first and totals.any():
                break
        return totals.tolist(), firsts.tolist()

    def _count_different(
        self, guards: Sequence[Guard], different: list[Guard], where: Where
    ) -> tuple[list[int], list[int]]:
        """The counts; equal guards are counted once, and a guard without conditions needs no pass over the states."""
        asked = [guard for guard in different if guard or _SKIPPED[where]]
        counts, firsts = self._count(asked, where, only_first=False)
        found = dict(zip(asked, zip(counts, firsts, strict=True), strict=True))
        found.setdefault((), (self.space.count if where == "states" else self.space.expanded, 0))
        return [found[guard][0] for guard in guards], [found[guard][1] for guard in guards]

    def _blocks(self, where: Where) -> list[tuple[int, int]]:
        """The rows in question, in blocks for threads, the first ones small: the search may end there."""
        end = self.space.count if where == "states" else self.space.expanded
        made, low, size = [], 0, _FIRST_BLOCK
        while low < end:
            made.append((low, min(end, low + size)))
            low, size = low + size, min(2 * size, _LARGEST_BLOCK)
        return made

    def _count_rows(self, packed: Guards, low: int, high: int, where: Where, only_first: bool) -> _Counts:
        visited, stride = self.space.visited, packed.stride
        counts: Numbers = np.zeros(packed.count, np.int64)
        firsts: Numbers = np.zeros(packed.count, np.int64)
        visited.loops(
            Count(
                columns=visited.columns,
                guards=packed,
                low=low,
                high=high,
                skips=_SKIPPED[where],
                only_first=int(only_first),
                counts=counts,
                firsts=firsts,
                found=np.empty(stride, np.uint64),
                seen=np.zeros(stride, np.uint64),
                planes=np.zeros((PLANES, stride), np.uint64),
            )
        )
        return counts, firsts

    # -- one by one -----------------------------------------------------------------------------------------------

    def _one_by_one(self, condition: Condition, where: Where) -> Tally:
        """States that meet the guard, each combination of what the formula looks at evaluated once."""
        numbers = list(self._meeting(condition, where))
        return Tally(len(numbers), numbers[0]) if numbers else Tally()

    def _meeting(self, condition: Condition, where: Where) -> Iterator[int]:
        guard = self._guard(condition)
        assert condition.formula is not None
        assert guard is not None
        holds = Predicate(condition.formula, self.space.network)
        enabled = EnabledMasks(self.space.network, [guard])
        states, flags = self.space.visited.states, self.space.visited.flags
        for row in range(self.space.count if where == "states" else self.space.expanded):
            if flags[row] & _SKIPPED[where]:
                continue
            state = self.space.packing.unpack(states[row].tolist())
            if enabled(state) and holds(state) is condition.truth:
                yield row
