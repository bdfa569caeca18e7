"""A space of the reference engine that the native engine takes over once it is compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from everystate.composing.formula import Formula
from everystate.exploring.lasso import Lasso, LassoQuestion, PhaseQuestion, PhaseRun
from everystate.exploring.reference.recorded import RecordedSpace
from everystate.exploring.space import Space
from everystate.exploring.system import Tally


class RelayedSpace(RecordedSpace):
    """Asks `successor` before each question about runs, and lets the space that it returns answer from then on.

    `successor` returns the same space by another engine, or None as long as that is not ready.
    """

    def __init__(self, space: RecordedSpace, successor: Callable[[], Space | None]) -> None:
        super().__init__(space.network, space.engine, space.recording, space.outcome)
        self._successor = successor
        self._space: Space | None = None

    def _taken_over(self) -> Space | None:
        self._space = self._space or self._successor()
        return self._space

    def unsettling(self) -> Sequence[int]:
        space = self._taken_over()
        return space.unsettling() if space else super().unsettling()

    def lasso(self, question: LassoQuestion) -> Lasso | None:
        space = self._taken_over()
        return space.lasso(question) if space else super().lasso(question)

    def lost_for(self, goal: Formula) -> Tally:
        space = self._taken_over()
        return space.lost_for(goal) if space else super().lost_for(goal)

    def longest(self, question: PhaseQuestion) -> PhaseRun | None:
        space = self._taken_over()
        return space.longest(question) if space else super().longest(question)
