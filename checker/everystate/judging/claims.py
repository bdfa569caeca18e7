"""The claims of the spec: where they are judged, where they fail, and whether they are vacuous."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from everystate.composing.network import GroundClaim
from everystate.exploring.lasso import UnansweredError
from everystate.exploring.shared.enabling import EnabledMasks
from everystate.exploring.space import Condition, Space
from everystate.judging.causes import Causes
from everystate.judging.ending import EndJudge
from everystate.judging.formula_judge import FormulaJudge
from everystate.judging.recovering import RecoveryJudge
from everystate.judging.spots import Spot, spots_of
from everystate.judging.survey import Survey
from everystate.judging.traces import trace_to
from everystate.judging.vacuity import flipped
from everystate.judging.verdict import Answer, Count, Trace, Unit, Verdict, fails_where, so_far
from everystate.loading.expression import Bound, Parameter, Quantifier, Size, parts
from everystate.loading.spec import ClaimKind

_MAX_WEIGHT = 20_000

_UNITS: dict[ClaimKind, Unit] = {"whenever": "step", "after": "settled state"}


class Judge(Protocol):
    """Judges one claim. `vacuous` and `silent` say, once it has, why the claim says nothing; empty if it does."""

    ground: GroundClaim
    vacuous: str
    silent: str

    def verdict(self) -> Verdict:
        """The verdict on the claim."""
        ...


def judge_of(ground: GroundClaim, survey: Survey) -> Judge:
    """The judge of a claim; it asks the survey its questions about states."""
    if ground.timing is None:
        return ClaimJudge(ground, survey)
    match ground.claim.kind:
        case "ends":
            return EndJudge(ground, ground.timing, survey.space)
        case "recoverable":
            return RecoveryJudge(ground, ground.timing, survey.space)
        case _:
            return FormulaJudge(ground, ground.timing, survey.space)


class ClaimJudge:
    """Judges one claim: asks its questions when constructed; `verdict` answers."""

    def __init__(self, ground: GroundClaim, survey: Survey) -> None:
        self.ground = ground
        self.space: Space = survey.space
        self.survey = survey
        self.places = spots_of(ground, survey.space.network)
        self.failing = [(place, survey.ask(self._asked(place), place.among)) for place in self.places]
        self.judged = [survey.ask(Condition(place.guard), place.among) for place in self.places if place.event < 0]
        self.vacuous = ""
        self.silent = ""

    def _asked(self, place: Spot) -> Condition:
        """What is counted: the states that fail, or for `possible` those that do not."""
        return Condition(place.guard, place.formula) if self.ground.claim.kind == "possible" else place.failing()

    def verdict(self) -> Verdict:
        """The verdict on the claim."""
        return self._possible() if self.ground.claim.kind == "possible" else self._universal()

    def _count(self) -> Count:
        """In how many joint states, settled states or steps the claim is judged."""
        fired = self.space.fired()
        steps = sum(fired[place.event] for place in self.places if place.event >= 0)
        unit = _UNITS.get(self.ground.claim.kind, "joint state")
        return Count(steps + sum(question.tally.count for question in self.judged), unit)

    def _possible(self) -> Verdict:
        claim, judged = self.ground.claim, self._count()
        [(_, found)] = self.failing
        if found.tally.count:
            return Verdict(claim, "holds", judged, witness=trace_to(self.space, found.tally.first))
        if not self.space.complete:
            return Verdict(claim, "undecided", judged, f"not found yet: {self.space.stopped}")
        return Verdict(claim, "violated", judged, "no reachable joint state is like that")

    def _universal(self) -> Verdict:
        failing = [(place, question) for place, question in self.failing if question.tally.count]
        if failing:
            place, question = min(failing, key=lambda item: (item[1].tally.first, item[0].event))
            causes = Causes(self.space, self.ground.claim)
            return Verdict(
                self.ground.claim,
                "violated",
                self._count(),
                self._who(),
                trace=self._trace(place, question.tally.first),
                failures=sum(question.tally.count for _, question in failing),
                causes=causes.of_all([place for place, _ in failing]),
                guilty=causes.of(place, question.tally.first).place,
                remark=self._not_judged(),
            )
        return so_far(self.space, self.ground.claim, self._count(), witness=self._witness(), remark=self._not_judged())

    def _who(self) -> str:
        """The copies for which the claim fails in this run, and for how many others; empty if it is made for none."""
        first: list[tuple[int, str]] = []
        for said, ground in self.ground.copies:
            places = spots_of(ground, self.space.network)
            found = [state for one in places if (state := self.space.first(one.failing(), one.among)) >= 0]
            first += [(min(found), said)] if found else []
        return fails_where(min(first)[1], len(first), len(self.ground.copies)) if first else ""

    def _not_judged(self) -> str:
        """In how many states a claim about settled states may never be judged; empty if in none, or if not known."""
        if self.ground.claim.kind != "after":
            return ""
        with suppress(UnansweredError):
            inside = EnabledMasks(self.space.network, [self.places[0].guard])
            left = [state for state in self.survey.unending if inside(self.space.states[state])]
            if left:
                one = len(left) == 1
                return (
                    f"not judged in {len(left):,} {'state that never settles' if one else 'states that never settle'}"
                )
        return ""

    def _trace(self, place: Spot, state: int) -> Trace:
        return trace_to(self.space, state, place.event)

    # -- vacuity --------------------------------------------------------------------------------------------------

    def _witness(self) -> Trace | None:
        """A run to a place where the claim would fail if a single atom of it were otherwise."""
        fired = self.space.fired()
        places = [place for place in self.places if place.event < 0 or fired[place.event]]
        if not places or (self.judged and not any(question.tally.count for question in self.judged)):
            self.vacuous = f"'{self.ground.claim.name}' is judged nowhere"
            return None
        if any(place.formula.weight > _MAX_WEIGHT for place in places):
            self.silent = f"'{self.ground.claim.name}' is too large to ask whether it is vacuous"
            return None
        for place in places:
            for other in flipped(place.formula):
                state = self.space.first(place.failing(other), place.among)
                if state >= 0:
                    return self._trace(place, state)
        tree = self.ground.claim.formula
        if self.ground.before and any(isinstance(part, Bound) for part in parts(tree)):
            return self._trace(places[0], self.space.first(Condition(event=places[0].event), places[0].among))
        if not self.ground.formula.support and any(isinstance(p, Quantifier | Parameter | Size) for p in parts(tree)):
            self.silent = f"'{self.ground.claim.name}' says nothing at these parameters"
        else:
            self.vacuous = f"'{self.ground.claim.name}' would hold whatever became of any part of it"
        return None


def with_known(verdict: Verdict, ground: GroundClaim) -> Verdict:
    """The verdict on a claim whose violation is known: then it is no violation, and its absence is."""
    if not ground.known:
        return verdict
    if verdict.answer == "holds":
        [one, *_] = [known for known in ground.claim.known if known.reason == ground.known]
        away = f"it from the finding '{one.finding}'" if one.finding else "its known_violation"
        reason = f"it is said to be violated, and holds: take {away} away"
        return replace(verdict, answer="violated", reason=reason, known=ground.known)
    answer: Answer = "known" if verdict.answer == "violated" else verdict.answer
    return replace(verdict, answer=answer, known=ground.known)
