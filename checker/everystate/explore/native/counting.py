"""Counts the packed states that meet conditions. A formula becomes boxes of values of fields, and boxes are guards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from everystate.explore.enabling import EnabledMasks
from everystate.explore.native import kernel
from everystate.explore.native.boxes import TooManyError, boxes, meet
from everystate.explore.native.expander import guard_arrays
from everystate.explore.native.numbering import Numbering, Segment
from everystate.explore.predicate import Predicate
from everystate.explore.space import Among, Condition, Guard, Tally

_MAX_BOXES = 2_000


class Counting:
    """Conditions over one space."""

    def __init__(self, space: Numbering) -> None:
        self.space = space

    def tally(self, conditions: Sequence[Condition], among: Among) -> list[Tally]:
        """For each condition, how many states meet it, and which first."""
        made = [Tally()] * len(conditions)
        for where in get_args(Among):
            here = [number for number, condition in enumerate(conditions) if self._where(condition, among) == where]
            self._tally_here(conditions, here, where, made)
        return made

    def _where(self, condition: Condition, among: Among) -> Among:
        """Only expanded states make steps, and some events make them in settled states only."""
        if condition.event < 0 or among == "settled":
            return among
        return "settled" if self.space.network.events[condition.event].when_settled else "expanded"

    def _tally_here(self, conditions: Sequence[Condition], here: list[int], among: Among, made: list[Tally]) -> None:
        guards: list[Guard] = []
        owners: list[int] = []
        for number in here:
            boxes = self._boxes(conditions[number])
            if boxes is None:
                made[number] = self._one_by_one(conditions[number], among)
                continue
            guards += boxes
            owners += [number] * len(boxes)
        counts, firsts = self._count(guards, among, 0)
        for owner, count, first in zip(owners, counts, firsts, strict=True):
            if count:
                before = made[owner]
                earliest = first if before.first < 0 else min(first, before.first)
                made[owner] = Tally(before.count + count, earliest)

    def first(self, condition: Condition, among: Among) -> int:
        """The first state that meets a condition; -1 if there is none."""
        among = self._where(condition, among)
        boxes = self._boxes(condition)
        if boxes is None:
            return next(self._meeting(condition, among), -1)
        _, firsts = self._count(boxes, among, 1)
        return min((first for first in firsts if first >= 0), default=-1)

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
        return [inside for box in found if (inside := meet(guard, box)) is not None]

    def _guard(self, condition: Condition) -> Guard | None:
        """The guard of a condition, its event's included; None if that holds nowhere."""
        if condition.event < 0:
            return condition.guard
        return meet(self.space.network.events[condition.event].guard, dict(condition.guard))

    # -- counting -------------------------------------------------------------------------------------------------

    def _count(self, guards: Sequence[Guard], among: Among, enough: int) -> tuple[list[int], list[int]]:
        """For each guard the number of states, and the number of the first; with `enough`, only the first counts."""
        totals: NDArray[np.int64] = np.zeros(len(guards), np.int64)
        earliest = [-1] * len(guards)
        if not guards:
            return [], []
        arrays = guard_arrays(self.space.packing.guards(guards))
        work = [(start, segment) for start, segment in self.space.numbered() if among == "states" or segment.expanded]
        settled = among == "settled"

        def run(item: tuple[int, Segment]) -> tuple[int, int, NDArray[np.int64], NDArray[np.int64]]:
            start, segment = item
            counts, firsts = np.zeros(len(guards), np.int64), np.full(len(guards), -1, np.int64)
            part = self.space.parts[segment.part]
            kernel.tally(part.states, segment.low, segment.high, part.flags, settled, arrays, counts, firsts, enough)
            return start, segment.low, counts, firsts

        with ThreadPoolExecutor() as pool:
            for start, low, counts, firsts in pool.map(run, work):
                totals += counts
                for g in np.flatnonzero(firsts >= 0).tolist():
                    if earliest[g] < 0:
                        earliest[g] = start + int(firsts[g]) - low
                if enough and any(first >= 0 for first in earliest):
                    pool.shutdown(cancel_futures=True)
                    break
        return totals.tolist(), earliest

    # -- one by one -----------------------------------------------------------------------------------------------

    def _one_by_one(self, condition: Condition, among: Among) -> Tally:
        """States that meet the guard, each combination of what the formula looks at evaluated once."""
        numbers = list(self._meeting(condition, among))
        return Tally(len(numbers), numbers[0]) if numbers else Tally()

    def _meeting(self, condition: Condition, among: Among) -> Iterator[int]:
        guard = self._guard(condition)
        assert condition.formula is not None
        assert guard is not None
        holds = Predicate(condition.formula, self.space.network)
        enabled = EnabledMasks(self.space.network, [guard])
        for start, segment in self.space.numbered():
            if among != "states" and not segment.expanded:
                continue
            part = self.space.parts[segment.part]
            for row in range(segment.low, segment.high):
                if among == "settled" and part.flags[row] & 1:
                    continue
                state = self.space.packing.unpack(part.states[row].tolist())
                if enabled(state) and holds(state) is condition.truth:
                    yield start + row - segment.low
