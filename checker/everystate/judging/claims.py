"""The claims of the spec: where they are judged, where they fail, and whether they say anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Protocol

from everystate.composing.effort import Effort
from everystate.composing.event import Guard, Label
from everystate.composing.formula import TRUE, Formula, cases
from everystate.composing.network import GroundClaim
from everystate.exploring.space import Among, Condition, Space
from everystate.judging.ending import EndJudge
from everystate.judging.recovering import RecoveryJudge
from everystate.judging.survey import Question, Survey, narrowed
from everystate.judging.timing import TimeJudge
from everystate.judging.traces import step, trace_to
from everystate.judging.vacuity import flipped
from everystate.judging.verdict import Answer, Cause, Count, Trace, Unit, Verdict, so_far
from everystate.loading.expression import Bound, Parameter, Quantifier, Size, parts
from everystate.loading.spec import ClaimKind
from everystate.problems import Place, TooLarge

_MAX_BOXES = 64
_MAX_EFFORT = 1_000_000
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
    """What judges a claim: questions about states are asked of the survey."""
    if ground.timing is None:
        return ClaimJudge(ground, survey)
    match ground.claim.kind:
        case "ends":
            return EndJudge(ground, ground.timing, survey.space)
        case "recoverable":
            return RecoveryJudge(ground, ground.timing, survey.space)
        case _:
            return TimeJudge(ground, ground.timing, survey.space)


@dataclass(frozen=True)
class Spot:
    """Somewhere a claim is judged: states, or the states before the steps of an event."""

    guard: Guard
    formula: Formula
    among: Among
    event: int = -1

    def failing(self, formula: Formula | None = None) -> Condition:
        """The states here in which the formula (or another in its place) is false."""
        return Condition(self.guard, self.formula if formula is None else formula, truth=False, event=self.event)


class ClaimJudge:
    """Judges one claim: asks when it is made, answers when `verdict` is called."""

    def __init__(self, ground: GroundClaim, survey: Survey) -> None:
        self.ground = ground
        self.space: Space = survey.space
        self.survey = survey
        self.places = self._places()
        self.failing = [(place, survey.ask(self._asked(place), place.among)) for place in self.places]
        self.judged = [survey.ask(Condition(place.guard), place.among) for place in self.places if place.event < 0]
        self.boxed: dict[Spot, list[Question] | None] = {}
        self.vacuous = ""
        self.silent = ""

    def _places(self) -> list[Spot]:
        claim = self.ground.claim
        if claim.kind == "whenever":
            return [self._before(number, formula) for number, formulas in self.ground.before for formula in formulas]
        guard: Guard = ()
        if claim.kind == "after" and claim.phase and (field := self.space.network.phase_field) >= 0:
            guard = ((field, frozenset([self.space.network.fields[field].values.index(claim.phase)])),)
        return [Spot(guard, self.ground.formula, "settled" if claim.kind == "after" else "states")]

    def _before(self, number: int, formula: Formula) -> Spot:
        return Spot((), formula, "states", number)

    def _asked(self, place: Spot) -> Condition:
        """What is counted: the states that fail, or for `possible` those that do not."""
        return Condition(place.guard, place.formula) if self.ground.claim.kind == "possible" else place.failing()

    def verdict(self) -> Verdict:
        """The verdict on the claim."""
        return self._possible() if self.ground.claim.kind == "possible" else self._universal()

    def _count(self) -> Count:
        """Where the claim is judged: joint states, settled states, or steps."""
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
            return Verdict(
                self.ground.claim,
                "violated",
                self._count(),
                trace=self._trace(place, question.tally.first),
                failures=sum(question.tally.count for _, question in failing),
                causes=self._causes(failing),
            )
        return so_far(self.space, self.ground.claim, self._count(), witness=self._witness())

    def _trace(self, place: Spot, state: int) -> Trace:
        return trace_to(self.space, state, place.event)

    # -- causes ---------------------------------------------------------------------------------------------------

    def _causes(self, failing: list[tuple[Spot, Question]]) -> tuple[Cause, ...]:
        """Failures that begin with the same row, together."""
        found: Counter[tuple[str, Place | None]] = Counter()
        for place, question in failing:
            for first, count in self._parts(place, question):
                found[self._root(place, first)] += count
        return tuple(Cause(text, count, at) for (text, at), count in found.most_common())

    def _parts(self, place: Spot, question: Question) -> list[tuple[int, int]]:
        """The failing states by the box of values that makes them fail: the first of each, and how many."""
        asked = self._in_boxes(place)
        if asked is None:
            return [(question.tally.first, question.tally.count)]
        return [(q.tally.first, q.tally.count) for q in asked if q.tally.count]

    def ask_causes(self) -> None:
        """Ask how failing states fail; asked of all claims before any verdict, it is answered in one pass."""
        for place, question in self.failing:
            if question.tally.count and self.ground.claim.kind != "possible":
                self._in_boxes(place)

    def _in_boxes(self, place: Spot) -> list[Question] | None:
        """Questions about each box of values that makes a claim fail; None if there are none, or too many."""
        if place not in self.boxed:
            self.boxed[place] = self._ask_boxes(place)
        return self.boxed[place]

    def _ask_boxes(self, place: Spot) -> list[Question] | None:
        fields = self.space.network.fields
        if place.event >= 0 or any(fields[field].channel is not None for field in place.formula.support):
            return None
        try:
            effort = Effort(_MAX_EFFORT)
            boxes = cases(place.formula, lambda field: len(fields[field].values), self.space.network.look, effort)
        except (TooLarge, RecursionError):
            return None
        guards = [self._boxed(place.guard, cube) for cube, value in boxes if value != TRUE]
        if len(guards) > _MAX_BOXES:
            return None
        return [self.survey.ask(Condition(guard), place.among) for guard in guards if guard is not None]

    def _boxed(self, guard: Guard, cube: dict[int, frozenset[int]]) -> Guard | None:
        made: Guard | None = guard
        for field, values in cube.items():
            made = narrowed(made, field, values) if made is not None else None
        return made

    def _root(self, place: Spot, state: int) -> tuple[str, Place | None]:
        before = (state, place.event) if place.event >= 0 else self.space.arrival(state)
        if before is None:
            return "at the start", None
        source, event = before
        made = step(self.space, source, event)
        return _told(made.label), made.rows[0].row.place if made.rows else None

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


def _told(label: Label) -> str:
    who = f"{label.actor.party} " if label.actor else ""
    if label.kind == "message":
        return f"{who}receives {label.name}"
    return who + (label.name if label.kind == "action" else f"{label.name}.{label.kind}")


def with_known(verdict: Verdict, ground: GroundClaim) -> Verdict:
    """The verdict on a claim whose violation is known: then it is no violation, and its absence is."""
    if not ground.known:
        return verdict
    if verdict.answer == "holds":
        reason = "it is said to be violated, and holds: take its known_violation away"
        return replace(verdict, answer="violated", reason=reason, known=ground.known)
    answer: Answer = "known" if verdict.answer == "violated" else verdict.answer
    return replace(verdict, answer=answer, known=ground.known)
