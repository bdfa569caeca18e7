"""A space that keeps everything: every state as a tuple, every step, every way back."""

from __future__ import annotations

from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from everystate.composing.formula import Formula
from everystate.composing.network import Network
from everystate.exploring.lasso import Lasso, LassoQuestion, PhaseQuestion, PhaseRun
from everystate.exploring.shared.enabling import EnabledMasks, bits
from everystate.exploring.shared.fair_search import find_lasso
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.shared.reaching import longest, lost_for, way_to
from everystate.exploring.space import Among, Condition, Space, State, Tally


class RecordedSpace(Space):
    """States are added while they are found; `record` adds the steps of the next state."""

    def __init__(self, network: Network, engine: str) -> None:
        super().__init__(network, engine)
        self.index: dict[State, int] = {}
        self._states: list[State] = []
        self._parents: array[int] = array("q")
        self._arrivals: array[int] = array("q")
        self._depths: array[int] = array("q")
        self._offsets: array[int] = array("q", [0])
        self._targets: array[int] = array("q")
        self._events: array[int] = array("q")
        self._unsettled = bytearray()

    @property
    def states(self) -> Sequence[State]:
        return self._states

    @property
    def depths(self) -> Sequence[int]:
        return self._depths

    @property
    def expanded(self) -> int:
        return len(self._offsets) - 1

    @property
    def steps(self) -> int:
        return len(self._targets)

    def add(self, state: State, parent: int, event: int) -> int:
        """The index of a state that is new."""
        number = len(self._states)
        self.index[state] = number
        self._states.append(state)
        self._parents.append(parent)
        self._arrivals.append(event)
        self._depths.append(self._depths[parent] + 1 if parent >= 0 else 0)
        return number

    def record(self, events: list[int], targets: list[int], unsettled: bool) -> None:
        """The steps of the next state that was not expanded yet."""
        self._events.extend(events)
        self._targets.extend(targets)
        self._unsettled.append(unsettled)
        self._offsets.append(len(self._targets))

    def cut(self) -> None:
        """Forget what was being added or recorded when the exploration was interrupted."""
        known = min(len(self._states), len(self._parents), len(self._arrivals), len(self._depths))
        del self._states[known:]
        for column in (self._parents, self._arrivals, self._depths):
            del column[known:]
        count = min(len(self._offsets) - 1, len(self._unsettled))
        del self._offsets[count + 1 :]
        del self._unsettled[count:]
        del self._events[self._offsets[-1] :]
        del self._targets[self._offsets[-1] :]

    def arrival(self, state: int) -> tuple[int, int] | None:
        parent = self._parents[state]
        return None if parent < 0 else (parent, self._arrivals[state])

    def steps_from(self, state: int) -> Sequence[tuple[int, int]]:
        low, high = self._offsets[state], self._offsets[state + 1]
        return list(zip(self._events[low:high], self._targets[low:high], strict=True))

    def settled(self, state: int) -> bool:
        return not self._unsettled[state]

    def stuck(self) -> Sequence[int]:
        return [n for n in range(self.expanded) if self._offsets[n] == self._offsets[n + 1]]

    def fired(self) -> Sequence[int]:
        return self._fired

    @cached_property
    def _fired(self) -> list[int]:
        counts = Counter(self._events)
        return [counts[number] for number in range(len(self.network.events))]

    # -- conditions -----------------------------------------------------------------------------------------------

    def tally(self, conditions: Sequence[Condition], among: Among = "states") -> list[Tally]:
        numbers = self._among(among)
        made = [Tally()] * len(conditions)
        guarded = [number for number, c in enumerate(conditions) if c.guard and c.event < 0]
        for number in set(range(len(conditions))) - set(guarded):
            made[number] = self._tally_formula(conditions[number], numbers)
        if guarded:
            found = self._tally_guarded([conditions[number] for number in guarded], numbers)
            for number, tally in zip(guarded, found, strict=True):
                made[number] = tally
        return made

    def first(self, condition: Condition, among: Among = "states") -> int:
        return next(self._meeting(condition, self._among(among)), -1)

    def _among(self, among: Among) -> Sequence[int]:
        if among != "settled":
            return range(len(self._states) if among == "states" else self.expanded)
        return [number for number, unsettled in enumerate(self._unsettled) if not unsettled]

    def _meeting(self, condition: Condition, numbers: Sequence[int]) -> Iterator[int]:
        states = self._states
        found: Iterable[int] = numbers if condition.event < 0 else self._makes_step(condition.event, numbers)
        if condition.guard:
            enabled = EnabledMasks(self.network, [condition.guard])
            found = (number for number in found if enabled(states[number]))
        if condition.formula is not None:
            found = Predicate(condition.formula, self.network).meeting(found, states, condition.truth)
        return iter(found)

    def _makes_step(self, event: int, numbers: Sequence[int]) -> Sequence[int]:
        """Those of the states from which an event makes a step."""
        sources = self._sources[event]
        return sources if isinstance(numbers, range) else sorted(set(numbers) & set(sources))

    @cached_property
    def _sources(self) -> list[list[int]]:
        """For each event, the states from which it makes a step."""
        made: list[list[int]] = [[] for _ in self.network.events]
        for source in range(self.expanded):
            for event in self._events[self._offsets[source] : self._offsets[source + 1]]:
                made[event].append(source)
        return made

    def _tally_formula(self, condition: Condition, numbers: Sequence[int]) -> Tally:
        found = list(self._meeting(condition, numbers))
        return Tally(len(found), found[0]) if found else Tally()

    def _tally_guarded(self, conditions: Sequence[Condition], numbers: Sequence[int]) -> list[Tally]:
        """States with the same guards holding are taken together."""
        enabled = EnabledMasks(self.network, [condition.guard for condition in conditions])
        alike: dict[int, list[int]] = {}
        for number in numbers:
            alike.setdefault(enabled(self._states[number]), []).append(number)
        found: list[list[Sequence[int]]] = [[] for _ in conditions]
        predicates = [None if c.formula is None else Predicate(c.formula, self.network) for c in conditions]
        for mask, group in alike.items():
            for bit in bits(mask):
                predicate, truth = predicates[bit], conditions[bit].truth
                found[bit].append(group if predicate is None else list(predicate.meeting(group, self._states, truth)))
        return [_tallied(groups) for groups in found]

    # -- endless runs ---------------------------------------------------------------------------------------------

    def unsettling(self) -> Sequence[int]:
        """By peeling off states from which every run of steps that unsettle ends.

        A. B. Kahn: Topological sorting of large networks, CACM 5(11), 1962, p. 558.
        """
        out, before = self._unsettling_steps()
        ending = deque(number for number, count in enumerate(out) if not count)
        while ending:
            for source in before.get(ending.popleft(), ()):
                out[source] -= 1
                if not out[source]:
                    ending.append(source)
        return [number for number, count in enumerate(out) if count]

    def lasso(self, question: LassoQuestion) -> Lasso | None:
        return find_lasso(self, question)

    def lost_for(self, goal: Formula) -> Tally:
        return lost_for(self, goal)

    def way_to(self, start: int, goal: Formula) -> list[tuple[int, int]]:
        return way_to(self, start, goal)

    def longest(self, question: PhaseQuestion) -> PhaseRun | None:
        return longest(self, question)

    def _unsettling_steps(self) -> tuple[list[int], dict[int, list[int]]]:
        """How many steps from each state unsettle, and the sources of those into each."""
        out = [0] * len(self._states)
        before: dict[int, list[int]] = {}
        offsets, events, targets = self._offsets, self._events, self._targets
        for source in range(self.expanded):
            for at in range(offsets[source], offsets[source + 1]):
                target = targets[at]
                if self.unsettles(source, events[at], target):
                    out[source] += 1
                    before.setdefault(target, []).append(source)
        return out, before


def _tallied(groups: Sequence[Sequence[int]]) -> Tally:
    """Of groups of ascending numbers."""
    return Tally(sum(map(len, groups)), min((group[0] for group in groups if group), default=-1))
