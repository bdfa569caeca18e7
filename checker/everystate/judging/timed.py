"""What all judges of claims about time have in common: a claim is asked of the space, which may have no answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from everystate.composing.letters import GroundTiming, Reading
from everystate.composing.network import GroundClaim
from everystate.exploring.lasso import UnansweredError
from everystate.exploring.space import Space
from everystate.judging.assumed import FAIR, assumed
from everystate.judging.verdict import Answer, Verdict


class TimedJudge(ABC):
    """Judges one claim about time."""

    def __init__(self, ground: GroundClaim, timing: GroundTiming, space: Space) -> None:
        self.ground = ground
        self.timing = timing
        self.space = space
        self.vacuous = ""
        self.silent = ""

    def verdict(self) -> Verdict:
        """The verdict on the claim; `undecided` where the space has no answer, or nobody waits for one."""
        if self.space.hurried:
            return replace(self._answered("undecided"), reason=self.space.stopped)
        try:
            return self._judged()
        except UnansweredError as error:
            return replace(self._answered("undecided"), reason=str(error))

    @abstractmethod
    def _judged(self) -> Verdict:
        """The verdict, if the space has all answers."""

    def _judged_in(self) -> int:
        """In how many places the claim is judged."""
        return len(self.space.states)

    def _answered(self, answer: Answer) -> Verdict:
        claim = self.ground.claim
        return Verdict(
            name=claim.name,
            answer=answer,
            states=self._judged_in(),
            place=claim.place,
            text=claim.text,
            description=claim.description,
            fairness=assumed(self.space.network.spec) if claim.kind in FAIR else "",
        )

    def _who(self, shown: Reading, failing: int) -> str:
        """For which copies it fails, of which the run that is shown is one of so many."""
        if not shown.copies:
            return ""
        of = f" (and for {failing - 1:,} more of {len(self.timing.readings):,})" if failing > 1 else ""
        return f"it fails where {shown.copies}{of}"

    def _holding(self) -> Verdict:
        """It holds, as far as the space goes."""
        made = self._answered("holds")
        if self.space.complete:
            return made
        return replace(made, answer="undecided", reason=f"holds so far: {self.space.stopped}")
