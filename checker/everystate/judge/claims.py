"""The claims of the spec: where they are judged, where they fail, and whether they say anything."""

from __future__ import annotations

from collections import Counter

from everystate.compose.formula import Formula
from everystate.compose.network import GroundClaim, Label
from everystate.explore.space import Space
from everystate.judge.predicate import Predicate, flipped
from everystate.judge.traces import step, trace_to
from everystate.judge.verdict import Cause, Trace, Verdict
from everystate.load.expression import Bound, Parameter, Quantifier, Size, parts
from everystate.problems import Place

Spot = tuple[int, ...]
"""Where a claim is judged: a state, and for `whenever` the event and the target of the step that follows."""

Root = tuple[str, Place | None]


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
        places = self._places(ground)
        judged = sum(len(spots) for _, spots in places)
        failing = [spot for formula, spots in places for spot in self._failing(formula, spots)]
        if failing:
            first = min(failing)
            trace = trace_to(self.space, first[0], first[1:] or None)
            causes = self._causes(sorted(failing))
            return self._verdict(ground, "violated", judged, trace=trace, failures=len(failing), causes=causes)
        witness = self._witness(ground, places)
        if not self.space.complete:
            return self._verdict(
                ground, "undecided", judged, reason=f"holds so far: {self.space.stopped}", witness=witness
            )
        return self._verdict(ground, "holds", judged, witness=witness)

    def _failing(self, formula: Formula, spots: list[Spot]) -> list[Spot]:
        holds, states = Predicate(formula, self.network), self.space.states
        return [spot for spot in spots if not holds(states[spot[0]])]

    def _verdict(self, ground: GroundClaim, answer, states: int, **evidence) -> Verdict:  # type: ignore[no-untyped-def]
        claim = ground.claim
        return Verdict(
            claim.name, answer, states, place=claim.place, text=claim.text, description=claim.description, **evidence
        )

    def _places(self, ground: GroundClaim) -> list[tuple[Formula, list[Spot]]]:
        """Everywhere the claim is judged, by what must be true there."""
        if ground.claim.kind != "whenever":
            numbers = (
                self.settled(ground.claim.phase) if ground.claim.kind == "after" else range(len(self.space.states))
            )
            return [(ground.formula, list(zip(numbers, strict=True)))]
        places: dict[Formula, list[Spot]] = {}
        for event, formulas in ground.before:
            spots: list[Spot] = [(source, event, target) for source, target in self.steps(event)]
            for formula in formulas:
                places.setdefault(formula, []).extend(spots)
        return [(formula, sorted(spots)) for formula, spots in places.items() if spots]

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
        roots: dict[int, Root] = {}
        found: Counter[Root] = Counter()
        for spot in failing:
            root = roots.get(self.space.parents[spot[0]]) if len(spot) == 1 else None
            if root is None:
                root = self._root(spot)
            if len(spot) == 1:
                roots[spot[0]] = root
            found[root] += 1
        return tuple(Cause(text, count, place) for (text, place), count in found.most_common())

    def _root(self, spot: Spot) -> Root:
        state, *then = spot
        source, event, target = (
            (state, *then) if then else (self.space.parents[state], self.space.arrivals[state], state)
        )
        if source < 0:
            return "at the start", None
        made = step(self.space, source, event, target)
        return _told(made.label), made.rows[0].row.place if made.rows else None

    def _witness(self, ground: GroundClaim, places: list[tuple[Formula, list[Spot]]]) -> Trace | None:
        """A run to a place where the claim would fail if a single atom of it were otherwise."""
        if not any(spots for _, spots in places):
            self.vacuous.append(f"'{ground.claim.name}' is judged nowhere")
            return None
        for formula, spots in places:
            for other in flipped(formula):
                holds = Predicate(other, self.network)
                spot = next((spot for spot in spots if not holds(self.space.states[spot[0]])), None)
                if spot is not None:
                    return trace_to(self.space, spot[0], spot[1:] or None)
        if ground.before and any(isinstance(part, Bound) for part in parts(ground.claim.formula)):
            first = min(spots[0] for _, spots in places)
            return trace_to(self.space, first[0], first[1:])
        self._says_nothing(ground)
        return None

    def _says_nothing(self, ground: GroundClaim) -> None:
        by_parameters = any(isinstance(part, Quantifier | Parameter | Size) for part in parts(ground.claim.formula))
        if not ground.formula.support and by_parameters:
            self.silent.append(f"'{ground.claim.name}' says nothing at these parameters")
        else:
            self.vacuous.append(f"'{ground.claim.name}' would hold whatever became of any part of it")


def _told(label: Label) -> str:
    who = f"{label.actor.party} " if label.actor else ""
    if label.kind == "message":
        return f"{who}receives {label.name}"
    return who + (label.name if label.kind == "action" else f"{label.name}.{label.kind}")


def _with_known(verdict: Verdict, ground: GroundClaim) -> Verdict:
    if not ground.known:
        return verdict
    changed = {"violated": "known", "holds": "violated"}.get(verdict.answer, verdict.answer)
    reason = verdict.reason
    if verdict.answer == "holds":
        reason = "it is said to be violated, and holds: take its known_violation away"
    return Verdict(**{**vars(verdict), "answer": changed, "reason": reason, "known": ground.known})
