"""The base of all judges of claims about time: a claim is a question to the space, which may have no answer."""

from __future__ import annotations

from abc import ABC, abstractmethod

from everystate.composing.ground_timing import GroundTiming, Reading
from everystate.composing.network import GroundClaim
from everystate.exploring.lasso import UnansweredError
from everystate.exploring.space import Space
from everystate.judging.verdict import Count, Trace, Verdict, fails_where, so_far


class TimedJudge(ABC):
    """Judges one claim about time."""

    def __init__(self, ground: GroundClaim, timing: GroundTiming, space: Space) -> None:
        self.ground = ground
        self.timing = timing
        self.space = space
        self.vacuous = ""
        self.silent = ""

    def verdict(self) -> Verdict:
        """The verdict on the claim; `undecided` if the space has no answer, or was cut short by Ctrl-C or time."""
        if self.space.outcome.hurried:
            return self._undecided(self.space.stopped)
        try:
            return self._judged()
        except UnansweredError as error:
            return self._undecided(str(error))

    @abstractmethod
    def _judged(self) -> Verdict:
        """The verdict, if the space has all answers."""

    def _count(self) -> Count:
        """Where the claim is judged."""
        return Count(len(self.space.states), "joint state")

    def _undecided(self, reason: str) -> Verdict:
        return Verdict(self.ground.claim, "undecided", self._count(), reason)

    def _violated(self, trace: Trace, reason: str, failures: int = 0) -> Verdict:
        return Verdict(self.ground.claim, "violated", self._count(), reason, failures, trace)

    def _who(self, shown: Reading, failing: int) -> str:
        """The copies for which the claim fails in this run, and for how many others; empty if it binds none."""
        if not shown.copies:
            return ""
        return fails_where(shown.copies, failing, len(self.timing.readings))

    def _holding(self, witness: Trace | None = None, remark: str = "") -> Verdict:
        """The claim holds; undecided if the space is incomplete."""
        return so_far(self.space, self.ground.claim, self._count(), witness=witness, remark=remark)
