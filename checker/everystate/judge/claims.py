"""The claims of the spec: where they are judged, where they fail, and whether they say anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from everystate.compose.formula import TRUE, Formula
from everystate.compose.network import GroundClaim
from everystate.explore.space import Space
from everystate.judge.predicate import Predicate, flipped
from everystate.judge.traces import step, trace_to
from everystate.judge.verdict import Cause, Trace, Verdict
from everystate.load.expression import Parameter, Quantifier, Size, parts
from everystate.problems import Place


@dataclass(frozen=True)
class Spot:
    """Where a claim is judged: a state and, for `whenever`, the step (event, target) that follows."""

    state: int
    then: tuple[int, int] | None = None


class ClaimJudge:
    """Judges claims over one space."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.network = space.network
        self._settled: list[int] | None = None
        self._watched = {number for ground in self.network.claims for number, _ in ground.before}
        self._steps: dict[int, list[tuple[int, int]]] | None = None
        self.vacuous: list[str] = []
        self.silent: list[str] = []

    def judge(self, ground: GroundClaim) -> Verdict:
        """The verdict on one claim."""
        verdict = self._possible(ground) if ground.claim.kind == "possible" else self._universal(ground)
        return _with_known(verdict, ground)

    # -- possible -------------------------------------------------------------------------------------------------

    def _possible(self, ground: GroundClaim) -> Verdict:
        holds = Predicate(ground.formula, self.network)
        states = self.space.states
        found = next((number for number, state in enumerate(states) if holds(state)), None)
        if found is not None:
            return self._verdict(ground, "holds", len(states), witness=trace_to(self.space, found))
        if not self.space.complete:
            return self._verdict(ground, "undecided", len(states), reason=f"not found yet: {self.space.stopped}")
        return self._verdict(ground, "violated", len(states), reason="no reachable joint state is like that")

    # -- all others -----------------------------------------------------------------------------------------------

    def _universal(self, ground: GroundClaim) -> Verdict:
        judged, failing = 0, []
        for spot, predicate in self._spots(ground, {}):
            judged += 1
            if not predicate(self.space.states[spot.state]):
                failing.append(spot)
        if failing:
            trace = trace_to(self.space, failing[0].state, failing[0].then)
            causes = self._causes(failing)
            return self._verdict(ground, "violated", judged, trace=trace, failures=len(failing), causes=causes)
        witness = self._witness(ground, judged)
        if not self.space.complete:
            return self._verdict(ground, "undecided", judged, reason=f"holds so far: {self.space.stopped}", witness=witness)
        return self._verdict(ground, "holds", judged, witness=witness)

    def _verdict(self, ground: GroundClaim, answer, states: int, **evidence) -> Verdict:  # type: ignore[no-untyped-def]
        claim = ground.claim
        return Verdict(
            claim.name, answer, states, place=claim.place, text=claim.text, description=claim.description, **evidence
        )

    def _spots(self, ground: GroundClaim, made: dict[Formula, Predicate]) -> Iterator[tuple[Spot, Predicate]]:
        """Everywhere the claim is judged, in the order of depth, with what must be true there."""

        def predicate(formula: Formula) -> Predicate:
            if formula not in made:
                made[formula] = Predicate(formula, self.network)
            return made[formula]

        if ground.claim.kind == "whenever":
            yield from self._before_steps(ground, made, predicate)
            return
        one = predicate(ground.formula)
        numbers = self.settled(ground.claim.phase) if ground.claim.kind == "after" else range(len(self.space.states))
        for number in numbers:
            yield Spot(number), one

    def _before_steps(self, ground: GroundClaim, made, predicate) -> Iterator[tuple[Spot, Predicate]]:  # type: ignore[no-untyped-def]
        spots = []
        for event, formulas in ground.before:
            predicates = [predicate(formula) for formula in formulas]
            spots += [(Spot(source, (event, target)), one) for source, target in self.steps(event) for one in predicates]
        yield from sorted(spots, key=lambda item: (item[0].state, item[0].then))

    def settled(self, phase: str = "") -> list[int]:
        """The settled states, of one phase or of all."""
        if self._settled is None:
            self._settled = [number for number in range(self.space.expanded) if self.space.settled(number)]
        if not phase:
            return self._settled
        field = self.network.phase_field
        values = self.network.fields[field].values if field >= 0 else ("start",)
        raw = values.index(phase)
        return [n for n in self._settled if field < 0 or self.space.states[n][field] == raw]

    def steps(self, event: int) -> list[tuple[int, int]]:
        """Source and target of every step of an event that some claim watches."""
        if self._steps is None:
            self._steps = {number: [] for number in self._watched}
            for source in range(self.space.expanded):
                for number, target in self.space.steps_from(source):
                    if number in self._steps:
                        self._steps[number].append((source, target))
        return self._steps[event]

    # -- evidence -------------------------------------------------------------------------------------------------

    def _causes(self, failing: list[Spot]) -> tuple[Cause, ...]:
        """Failures that begin with the same row, together."""
        bad = {spot.state for spot in failing}
        roots: dict[int, tuple[str, Place | None]] = {}
        found: Counter[tuple[str, Place | None]] = Counter()
        for spot in failing:
            if spot.then is None:
                parent = self.space.parents[spot.state]
                root = roots[parent] if parent in bad and parent in roots else self._root(spot)
                roots[spot.state] = root
            else:
                root = self._root(spot)
            found[root] += 1
        return tuple(Cause(text, count, place) for (text, place), count in found.most_common())

    def _root(self, spot: Spot) -> tuple[str, Place | None]:
        source, event, target = self.space.parents[spot.state], self.space.arrivals[spot.state], spot.state
        if spot.then is not None:
            source, (event, target) = spot.state, spot.then
        if source < 0:
            return "at the start", None
        made = step(self.space, source, event, target)
        label = made.label
        what = f"receives {label.name}" if label.kind == "message" else label.name if label.kind == "action" else f"{label.name}.{label.kind}"
        return f"{label.actor.party + ' ' if label.actor else ''}{what}", made.rows[0].row.place if made.rows else None

    def _witness(self, ground: GroundClaim, judged: int) -> Trace | None:
        """A run to a place where the claim would fail if a single atom of it were otherwise."""
        if not judged:
            self.vacuous.append(f"'{ground.claim.name}' is judged nowhere")
            return None
        spots = self._by_formula(ground)
        for formula, places in spots.items():
            for other in flipped(formula):
                holds = Predicate(other, self.network)
                spot = next((spot for spot in places if not holds(self.space.states[spot.state])), None)
                if spot is not None:
                    return trace_to(self.space, spot.state, spot.then)
        if any(formula != TRUE for _, formulas in ground.before for formula in formulas):
            first = next(spot for places in spots.values() for spot in places)
            return trace_to(self.space, first.state, first.then)
        self._says_nothing(ground)
        return None

    def _by_formula(self, ground: GroundClaim) -> dict[Formula, list[Spot]]:
        spots: dict[Formula, list[Spot]] = {}
        for spot, predicate in self._spots(ground, {}):
            spots.setdefault(predicate.formula, []).append(spot)
        return spots

    def _says_nothing(self, ground: GroundClaim) -> None:
        by_parameters = any(isinstance(part, Quantifier | Parameter | Size) for part in parts(ground.claim.formula))
        if not ground.formula.support and by_parameters:
            self.silent.append(f"'{ground.claim.name}' says nothing at these parameters")
        else:
            self.vacuous.append(f"'{ground.claim.name}' would hold whatever became of any part of it")


def _with_known(verdict: Verdict, ground: GroundClaim) -> Verdict:
    if not ground.known:
        return verdict
    changed = {"violated": "known", "holds": "violated"}.get(verdict.answer, verdict.answer)
    reason = verdict.reason
    if verdict.answer == "holds":
        reason = "it is said to be violated, and holds: take its known_violation away"
    return Verdict(**{**vars(verdict), "answer": changed, "reason": reason, "known": ground.known})
