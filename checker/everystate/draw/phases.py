"""The choice of one shortest run for each phase, from its beginning to a settled state.

The runs follow each other. The first begins in the initial state. Each further phase begins, if it can, in the last
state of an earlier run. So the states of the lanes continue from chart to chart. A phase that says `shown_from` begins
in the nearest state in which that holds. If several events begin the phase
there, the one with the longest run is chosen. The loss of a connection in use shows more than that of an idle one. Of
the shortest runs, the one with the lowest cost is chosen: messages that wait and steps with other participants than the
step before cost.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from everystate.composing.connection_state import ConnectionState
from everystate.composing.formula import TRUE
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.space import Space

_Edge = tuple[int, int]
START = "start"
_TRIES = 20


@dataclass(frozen=True)
class PhaseRun:
    """The run of one phase: the event and the target state of each step, beginning in state `source`.

    `after` is the phase whose run ends in `source`; empty if there is none.
    """

    phase: str
    source: int
    steps: tuple[_Edge, ...]
    after: str = ""

    @property
    def end(self) -> int:
        """The settled state in which the run ends."""
        return self.steps[-1][1] if self.steps else self.source


def phase_runs(space: Space) -> list[PhaseRun]:
    """A run for each phase that has one; a run that continues another comes after it."""
    finder = _Finder(space)
    runs: list[PhaseRun] = []
    if (first := finder.quiet(0)) is not None:
        runs.append(PhaseRun(START, 0, first))
    wanted = [phase.name for phase in space.network.spec.phases if phase.name not in space.network.shown_from]
    while wanted:
        phase, found = next(
            ((phase, t) for before in runs for phase in wanted if (t := finder.after(before, phase))), ("", None)
        )
        if found is None:
            break
        runs.append(found)
        wanted.remove(phase)
    rest = [*wanted, *space.network.shown_from]
    return [*_in_order(runs, ""), *(found for phase in rest if (found := finder.anywhere(phase)))]


def _in_order(runs: list[PhaseRun], after: str) -> list[PhaseRun]:
    """The runs in depth-first order: each run, then those that continue it."""
    return [one for run in runs if run.after == after for one in (run, *_in_order(runs, run.phase))]


class _Finder:
    def __init__(self, space: Space) -> None:
        self.space = space
        self.known: dict[int, tuple[_Edge, ...] | None] = {}

    def after(self, before: PhaseRun, phase: str) -> PhaseRun | None:
        """A run of the phase from the last state of another run; None if there is none."""
        return self.begun(before.end, phase, before.phase)

    def anywhere(self, phase: str) -> PhaseRun | None:
        """A run of the phase from the nearest state in which it can begin, a settled one if possible; else None."""
        fired = zip(self.space.network.events, self.space.fired(), strict=True)
        if not any(count for event, count in fired if event.label.phase == phase):
            return None
        for quiet in (True, False):
            for state in islice(self.beginnings(phase, quiet), _TRIES):
                if found := self.begun(state, phase, ""):
                    return found
        return None

    def beginnings(self, phase: str, quiet: bool) -> Iterator[int]:
        """The states, settled or not, in which a phase can begin and is shown; the nearest to the start first."""
        shown = Predicate(self.space.network.shown_from.get(phase, TRUE), self.space.network)
        for state in range(self.space.expanded):
            if self.space.settled(state) == quiet and shown(self.space.states[state]):
                steps = self.space.steps_from(state)
                if any(self.space.event(event).label.phase == phase for event, _ in steps):
                    yield state

    def begun(self, state: int, phase: str, after: str) -> PhaseRun | None:
        found = []
        for event, target in self.space.steps_from(state):
            if self.space.event(event).label.phase == phase and (rest := self.quiet(target)) is not None:
                found.append(((event, target), *rest))
        return PhaseRun(phase, state, max(found, key=len), after) if found else None

    def quiet(self, state: int) -> tuple[_Edge, ...] | None:
        """A shortest path of protocol steps to a settled state, the cheapest one; None if there is none."""
        if state not in self.known:
            self.known[state] = self._quiet(state)
        return self.known[state]

    def _quiet(self, start: int) -> tuple[_Edge, ...] | None:
        depths = self._depths(start)
        return self._calmest(start, depths) if depths else None

    def _depths(self, start: int) -> dict[int, int]:
        """The distances of the states up to that of the nearest settled one; empty if no settled one is reachable."""
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
        """The cheapest of the shortest paths, found by Dijkstra's algorithm; empty if no settled state is reached.

        Each message that waits in a state has a cost, and each step with other participants than the step before.
        """
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
        """The number of messages and notices in transit."""
        total = 0
        for field, raw in zip(self.space.network.fields, self.space.states[state], strict=True):
            if field.channel is not None:
                total += len(field.channel.codes(raw))
            elif isinstance(value := field.values[raw], ConnectionState) and value.pending:
                total += 1
        return total

    def _turn(self, last: int, event: int) -> int:
        """1 if neither step's participants include the other's, else 0; 0 for the first step."""
        if last < 0:
            return 0
        return int(not (self._talkers(last) <= self._talkers(event) or self._talkers(event) <= self._talkers(last)))

    def _talkers(self, event: int) -> set[str]:
        label = self.space.event(event).label
        ends = [end for notice in label.notices for end in notice.ends]
        passed = [copy for transfer in (*label.received, *label.sent) for copy in (transfer.sender, transfer.receiver)]
        return {str(copy) for copy in (label.actor, *ends, *passed) if copy}
