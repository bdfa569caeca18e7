"""Claims that something can be reached again from every joint state."""

from __future__ import annotations

from contextlib import suppress

from everystate.composing.formula import Formula
from everystate.composing.ground_timing import Reading
from everystate.exploring.lasso import UnansweredError
from everystate.exploring.space import Condition
from everystate.judging.timed_judge import TimedJudge
from everystate.judging.traces import trace_along, trace_to
from everystate.judging.verdict import Trace, Verdict


class RecoveryJudge(TimedJudge):
    """Judges one `recoverable`."""

    def _judged(self) -> Verdict:
        lost = [(reading, self.space.lost_for(_goal(reading))) for reading in self.timing.readings]
        failing = [(reading, tally) for reading, tally in lost if tally.count]
        if failing:
            reading, tally = min(failing, key=lambda one: one[1].first)
            return self._violated(trace_to(self.space, tally.first), self._who(reading, len(failing)), tally.count)
        if not self.timing.readings:
            self.silent = f"'{self.ground.claim.name}' says nothing at these parameters"
        return self._holding(self._witness())

    def _witness(self) -> Trace | None:
        """A run to where it does not hold, and on to where it does again; None where there is no memory to find it."""
        for reading in self.timing.readings:
            goal = _goal(reading)
            away = self.space.first(Condition(formula=goal, truth=False), "expanded")
            if away >= 0:
                with suppress(UnansweredError):
                    path = self.space.path(away)
                    start = self.space.start_of(path, away)
                    return trace_along(self.space, [*path, *self.space.way_to(away, goal)], start)
        return None


def _goal(reading: Reading) -> Formula:
    return reading.atoms[0].cases[0].formula
