"""A space of packed states. Steps are not kept: they are computed again where one is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from everystate.composing.formula import Formula
from everystate.exploring.lasso import Fairness, Lasso, LassoQuestion, PhaseQuestion, PhaseRun, UnansweredError
from everystate.exploring.native.constants import STEPS, UNSETTLED
from everystate.exploring.native.counting import Counting
from everystate.exploring.native.machine_code import Loops, time_loops, time_loops_are_kept
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.stepper import Stepper
from everystate.exploring.native.temporal.endless import Endless
from everystate.exploring.native.temporal.graph import StepGraph, step_graph
from everystate.exploring.native.temporal.pace import COMPILING, LOOKING, STEPPING, Pace, answering
from everystate.exploring.native.temporal.reaching import longest, lost_for, way_to
from everystate.exploring.native.temporal.steady import settle, steady_steps
from everystate.exploring.native.temporal.truth import Truth
from everystate.exploring.native.updates import pack_events
from everystate.exploring.shared.settling import SteadySteps
from everystate.exploring.shared.successors import Successors
from everystate.exploring.shared.watch import Watch
from everystate.exploring.space import Among, Condition, Outcome, Space, State, Tally

if TYPE_CHECKING:
    from everystate.exploring.native.temporal.staying import Staying


class PackedSpace(Space):
    """States in the order in which they were found, which is that of the reference engine."""

    def __init__(self, numbering: Numbering, fired: list[int], outcome: Outcome, watch: Watch) -> None:
        super().__init__(numbering.network, "native", outcome)
        self.numbering = numbering
        self.packing = numbering.packing
        self.visited = numbering.visited
        self._fired = fired
        self._states = _States(numbering)
        self._depths = _Depths(numbering)
        self.watch = watch
        self._where_runs_stay: dict[Fairness, Staying] = {}

    def index(self, state: State) -> int:
        """The number of a joint state; -1 if it is not known."""
        found: NDArray[np.uint32] = np.empty(1, np.uint32)
        missing = self.visited.locate(self.packing.pack(state).reshape(1, -1), found)
        return -1 if missing else int(found[0])

    # -- the interface of a space ---------------------------------------------------------------------------------

    @property
    def states(self) -> Sequence[State]:
        return self._states

    @property
    def depths(self) -> Sequence[int]:
        return self._depths

    @property
    def expanded(self) -> int:
        return self.numbering.expanded

    @property
    def steps(self) -> int:
        return sum(self._fired)

    def fired(self) -> Sequence[int]:
        return self._fired

    @cached_property
    def successors(self) -> Successors:
        """Computes steps from one state, as the reference engine does."""
        return Successors(self.network)

    def arrival(self, state: int) -> tuple[int, int] | None:
        if state in self.starts:
            return None
        stepper, here = self._stepper, self.visited.states[state]
        at, last = self.visited.parents(state)
        while at <= last:
            end = stepper.step(at, last + 1)
            found = np.flatnonzero((stepper.targets == here).all(axis=1))
            if len(found):
                source = at + int(np.searchsorted(stepper.ends, found[0], "right"))
                return source, int(stepper.by[found[0]]) % len(self.network.events)
            at = end
        raise AssertionError("a state is reached from one that was expanded")

    @cached_property
    def _stepper(self) -> Stepper:
        return Stepper(self.visited, pack_events(self.packing, self.network.events), unchanging=True)

    def steps_from(self, state: int) -> Sequence[tuple[int, int]]:
        if "all_steps" in self.__dict__:
            return self.all_steps.pairs(state)
        steps, _ = self.successors(self.states[state])
        return [(event, self.index(target)) for event, target in steps]

    def settled(self, state: int) -> bool:
        return not self.visited.flags[state] & UNSETTLED

    def stuck(self) -> Sequence[int]:
        flags = self.visited.flags[: self.expanded]
        return np.flatnonzero((flags & STEPS) == 0).tolist()

    def tally(self, conditions: Sequence[Condition], among: Among = "states") -> list[Tally]:
        return Counting(self.numbering).tally(conditions, among)

    def first(self, condition: Condition, among: Among = "states") -> int:
        return Counting(self.numbering).first(condition, among)

    def meeting(self, condition: Condition, among: Among, most: int) -> list[int]:
        return Counting(self.numbering).meeting(condition, among, most)

    def unsettling(self) -> Sequence[int]:
        return self._unsettling

    @cached_property
    def _unsettling(self) -> list[int]:
        return Endless(self.numbering).left()

    @cached_property
    def _steady_steps(self) -> SteadySteps:
        return steady_steps(self.numbering)

    def settle(self) -> None:
        """Note which states are settled, where that takes more than to look at the steps of each."""
        try:
            settle(self.numbering, self.steady_steps())
        except UnansweredError as reason:
            self.visited.flags[:] |= UNSETTLED
            self.outcome = replace(self.outcome, stopped=self.outcome.stopped or str(reason))

    # -- questions about runs -------------------------------------------------------------------------------------

    @cached_property
    def all_steps(self) -> StepGraph:
        """Every step, found again when the first claim about time asks."""
        return step_graph(self.numbering, self.steps, self._pace(STEPPING))

    @cached_property
    def truth(self) -> Truth:
        """In which states the formulas of claims about time are true."""
        return Truth(self.numbering)

    @cached_property
    def loops(self) -> Loops:
        """The loops for claims about time; compiling them takes a few seconds, once."""
        if not time_loops_are_kept():
            self._pace(COMPILING).tell(0)
        return time_loops()

    def lasso(self, question: LassoQuestion) -> Lasso | None:
        if not question.automaton.arcs or not self.expanded:
            return None
        from everystate.exploring.native.temporal.fair_search import FairSearch
        from everystate.exploring.native.temporal.product import Product
        from everystate.exploring.native.temporal.walking import lasso_to

        with answering():
            loops = self.loops
            product, staying = Product(self.truth, self.all_steps, question), self._staying(question.fairness)
            search = FairSearch(self, product, staying, loops, self._pace(LOOKING))
            found = search.found()
            return lasso_to(self, search, found, question.fairness) if found else None

    def _staying(self, fairness: Fairness) -> Staying:
        """Where a fair run may stay; the same for all claims."""
        from everystate.exploring.native.temporal.staying import staying

        if fairness not in self._where_runs_stay:
            found = staying(self.truth, self.all_steps, fairness, self.loops, self._pace(LOOKING))
            self._where_runs_stay[fairness] = found
        return self._where_runs_stay[fairness]

    def lost_for(self, goal: Formula) -> Tally:
        with answering():
            return lost_for(self.truth, self.all_steps, self.loops, goal)

    def way_to(self, start: int, goal: Formula) -> list[tuple[int, int]]:
        with answering():
            return way_to(self.truth, self.all_steps, start, goal)

    def longest(self, question: PhaseQuestion) -> PhaseRun | None:
        with answering():
            if question.counted is not None:
                self.all_steps  # noqa: B018 - from which the steps of each state are then read
                return super().longest(question)
            return longest(self.numbering, self.all_steps, self.loops, question)

    def _pace(self, doing: str) -> Pace:
        return Pace(self.watch, len(self.states), self.depth, doing)


class _States(Sequence[State]):
    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering

    def __len__(self) -> int:
        return self.numbering.count

    @overload
    def __getitem__(self, at: int) -> State: ...
    @overload
    def __getitem__(self, at: slice) -> list[State]: ...
    def __getitem__(self, at: int | slice) -> State | list[State]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        return self.numbering.packing.unpack(self.numbering.visited.states[at].tolist())


class _Depths(Sequence[int]):
    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering

    def __len__(self) -> int:
        return self.numbering.count

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> list[int]: ...
    def __getitem__(self, at: int | slice) -> int | list[int]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self.numbering.depth(at % len(self))
