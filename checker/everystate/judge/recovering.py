"""Claims that something can be reached again from every joint state."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from everystate.compose.formula import Formula
from everystate.compose.letters import GroundTiming, Reading
from everystate.compose.network import GroundClaim
from everystate.explore.lasso import UnansweredError
from everystate.explore.space import Condition, Space, Tally
from everystate.judge.traces import trace_along, trace_to
from everystate.judge.verdict import Answer, Trace, Verdict


class RecoveryJudge:
    """Judges one `recoverable`."""

    def __init__(self, ground: GroundClaim, timing: GroundTiming, space: Space) -> None:
        self.ground = ground
        self.timing = timing
        self.space = space
        self.vacuous = ""
        self.silent = ""

    def verdict(self) -> Verdict:
        """The verdict on the claim."""
        try:
            lost = [(reading, self.space.lost_for(_goal(reading))) for reading in self.timing.readings]
        except UnansweredError as error:
            return replace(self._answered("undecided"), reason=str(error))
        failing = [(reading, tally) for reading, tally in lost if tally.count]
        return self._violated(failing) if failing else self._holding()

    def _answered(self, answer: Answer) -> Verdict:
        claim = self.ground.claim
        about = claim.description
        return Verdict(
            claim.name, answer, len(self.space.states), place=claim.place, text=claim.text, description=about
        )

    def _violated(self, failing: list[tuple[Reading, Tally]]) -> Verdict:
        reading, tally = min(failing, key=lambda one: one[1].first)
        of = f" (and for {len(failing) - 1:,} more of {len(self.timing.readings):,})" if len(failing) > 1 else ""
        return replace(
            self._answered("violated"),
            reason=f"it fails where {reading.copies}{of}" if reading.copies else "",
            failures=tally.count,
            trace=trace_to(self.space, tally.first),
        )

    def _holding(self) -> Verdict:
        if not self.timing.readings:
            self.silent = f"'{self.ground.claim.name}' says nothing at these parameters"
        made = replace(self._answered("holds"), witness=self._witness())
        if self.space.complete:
            return made
        return replace(made, answer="undecided", reason=f"holds so far: {self.space.stopped}")

    def _witness(self) -> Trace | None:
        """A run to where it does not hold, and on to where it does again; none where there is no memory to find it."""
        for reading in self.timing.readings:
            goal = _goal(reading)
            away = self.space.first(Condition(formula=goal, truth=False), "expanded")
            if away >= 0:
                with suppress(UnansweredError):
                    return trace_along(self.space, [*self.space.path(away), *self.space.way_to(away, goal)])
        return None


def _goal(reading: Reading) -> Formula:
    return reading.atoms[0].cases[0].formula
