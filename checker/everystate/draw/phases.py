"""For each phase, a shortest run from its beginning until all is quiet: which one.

The phases are told as one story. It begins at the start; each further phase begins where one that was told has ended,
if it can, so that the states on the lanes go on from chart to chart. Of the events that begin a phase there, the one
is taken after which most has to happen: the loss of something that somebody uses says more than that of one nobody
uses. Of the shortest runs, the one is taken in which messages wait least and those who talk finish what they say.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from everystate.composing.connection_state import ConnectionState
from everystate.exploring.space import Space

_Edge = tuple[int, int]
START = "start"
_TRIES = 20


@dataclass(frozen=True)
class Telling:
    """The run of one phase: the event and the target of each step from state `source`, and the phase told before it."""

    phase: str
    source: int
    steps: tuple[_Edge, ...]
    after: str = ""

    @property
    def end(self) -> int:
        """The state in which all is quiet."""
        return self.steps[-1][1] if self.steps else self.source


def tellings(space: Space) -> list[Telling]:
    """A run for each phase that has one, in the order in which they are told."""
    finder = _Finder(space)
    told: list[Telling] = []
    if (first := finder.quiet(0)) is not None:
        told.append(Telling(START, 0, first))
    wanted = [phase.name for phase in space.network.spec.phases]
    while wanted:
        phase, found = next(
            ((phase, t) for before in told for phase in wanted if (t := finder.after(before, phase))), ("", None)
        )
        if found is None:
            break
        told.append(found)
        wanted.remove(phase)
    return [*_in_order(told, ""), *(found for phase in wanted if (found := finder.anywhere(phase)))]


def _in_order(told: list[Telling], after: str) -> list[Telling]:
    """Each telling with those that go on from it behind it."""
    return [one for t in told if t.after == after for one in (t, *_in_order(told, t.phase))]


class _Finder:
    def __init__(self, space: Space) -> None:
        self.space = space
        self.known: dict[int, tuple[_Edge, ...] | None] = {}

    def after(self, before: Telling, phase: str) -> Telling | None:
        """A run of the phase that begins where another ended."""
        return self.begun(before.end, phase, before.phase)

    def anywhere(self, phase: str) -> Telling | None:
        """A run of the phase from the nearest state in which it can begin, a quiet one if there is one."""
        fired = zip(self.space.network.events, self.space.fired(), strict=True)
        if not any(count for event, count in fired if event.label.phase == phase):
            return None
        for quiet in (True, False):
            for state in islice(self.beginnings(phase, quiet), _TRIES):
                if found := self.begun(state, phase, ""):
                    return found
        return None

    def beginnings(self, phase: str, quiet: bool) -> Iterator[int]:
        """The states in which a phase can begin, the nearest first."""
        for state in range(self.space.expanded):
            if self.space.settled(state) == quiet:
                steps = self.space.steps_from(state)
                if any(self.space.event(event).label.phase == phase for event, _ in steps):
                    yield state

    def begun(self, state: int, phase: str, after: str) -> Telling | None:
        found = []
        for event, target in self.space.steps_from(state):
            if self.space.event(event).label.phase == phase and (rest := self.quiet(target)) is not None:
                found.append(((event, target), *rest))
        return Telling(phase, state, max(found, key=len), after) if found else None

    def quiet(self, state: int) -> tuple[_Edge, ...] | None:
        """A shortest way by protocol steps to a settled state, the one that reads best; None if there is none."""
        if state not in self.known:
            self.known[state] = self._quiet(state)
        return self.known[state]

    def _quiet(self, start: int) -> tuple[_Edge, ...] | None:
        depths = self._depths(start)
        return self._calmest(start, depths) if depths else None

    def _depths(self, start: int) -> dict[int, int]:
        """The states within the distance of the nearest settled one; none if no settled one can be reached."""
        depths, queue, limit = {start: 0}, deque([start]), None
        while queue:
            state = queue.popleft()
            if state >= self.space.expanded or (limit is not None and depths[state] > limit):
                continue
            if self.space.settled(state):
                limit = depths[state]
                continue
            for _, target in self._protocol(state):
                if target not in depths:
                    depths[target] = depths[state] + 1
                    queue.append(target)
        return depths if limit is not None else {}

    def _calmest(self, start: int, depths: dict[int, int]) -> tuple[_Edge, ...]:
        """The cheapest of the shortest ways, by what waits in each state and how often the talk turns to others."""
        best: dict[tuple[int, int], int] = {}
        heap: list[tuple[int, int, int, tuple[_Edge, ...]]] = [(0, start, -1, ())]
        while heap:
            cost, state, last, way = heapq.heappop(heap)
            if state < self.space.expanded and self.space.settled(state):
                return way
            if best.get((state, last), cost + 1) <= cost:
                continue
            best[state, last] = cost
            for event, target in self._protocol(state):
                if depths.get(target) == depths[state] + 1:
                    price = 1000 + 10 * self._waiting(target) + self._turn(last, event)
                    heapq.heappush(heap, (cost + price, target, event, (*way, (event, target))))
        return ()

    def _protocol(self, state: int) -> list[_Edge]:
        return [
            (event, target)
            for event, target in self.space.steps_from(state)
            if self.space.unsettles(state, event, target)
        ]

    def _waiting(self, state: int) -> int:
        """How many messages and notices are on their way."""
        total = 0
        for field, raw in zip(self.space.network.fields, self.space.states[state], strict=True):
            if field.channel is not None:
                total += len(field.channel.codes(raw))
            elif isinstance(value := field.values[raw], ConnectionState) and value.pending:
                total += 1
        return total

    def _turn(self, last: int, event: int) -> int:
        """Whether somebody else talks than in the step before."""
        if last < 0:
            return 0
        return int(not (self._talkers(last) <= self._talkers(event) or self._talkers(event) <= self._talkers(last)))

    def _talkers(self, event: int) -> set[str]:
        label = self.space.event(event).label
        ends = [end for notice in label.notices for end in notice.ends]
        passed = [copy for transfer in (*label.received, *label.sent) for copy in (transfer.sender, transfer.receiver)]
        return {str(copy) for copy in (label.actor, *ends, *passed) if copy}
