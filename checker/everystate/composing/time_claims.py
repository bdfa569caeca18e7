"""Claims about time to automata and letters over the network."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from everystate.composing.event import Event
from everystate.composing.field import Copy
from everystate.composing.field_index import PHASE
from everystate.composing.formula import TRUE, Const, Formula, Look, make
from everystate.composing.ground import Grounder
from everystate.composing.ground_timing import Atom, Case, GroundTiming, Reading
from everystate.composing.settings import Settings
from everystate.composing.unroll import Names
from everystate.composing.watching import happenings
from everystate.loading.events import EventName, PhaseEdge, Proposition, Timing
from everystate.loading.expression import Expr
from everystate.loading.spec import Claim
from everystate.problems import Problem, SpecError, TooLarge
from everystate.temporal import FormulaError, Unary, translate

MAX_READINGS = 1_000


def copies_of(loops: tuple[tuple[str, str], ...], settings: Settings) -> Iterator[tuple[str, dict[str, int]]]:
    """Every way to bind the names of a claim, in words and as numbers.

    Raises:
        TooLarge: there are more than `MAX_READINGS`.
    """
    counts = [settings.counts[party] for _, party in loops]
    for number, numbers in enumerate(itertools.product(*map(range, counts))):
        if number >= MAX_READINGS:
            raise TooLarge(f"a claim about more than {MAX_READINGS:,} copies")
        found = list(zip(loops, numbers, counts, strict=True))
        said = [f"{name} is {Copy.of(settings.spec.party(party), n, count)}" for (name, party), n, count in found]
        yield ", ".join(said), {name: n for (name, _), n, _ in found}


class TimeClaims:
    """Grounds claims about time over one network."""

    def __init__(self, grounder: Grounder, events: Sequence[Event]) -> None:
        self.grounder = grounder
        self.fields = grounder.fields
        self.settings = grounder.settings
        self.events = events

    def ground(self, claim: Claim, timing: Timing) -> GroundTiming:
        """The claim over fields and events.

        Raises:
            SpecError: its automaton would be too large, or it is about more steps than that.
        """
        if claim.kind == "ends":
            within = timing.within
            most = None if within is None else self.settings.bound(within, "within", claim.place)
            return GroundTiming((), within=most, in_ticks=timing.in_ticks)
        readings = tuple(self._readings(timing))
        if claim.kind == "recoverable":
            return GroundTiming(readings)
        try:
            return GroundTiming(readings, translate(Unary("!", timing.formula)))
        except FormulaError as error:
            raise SpecError([Problem(claim.place, error.what, f"in '{claim.name}'", error.instead)]) from None

    def _readings(self, timing: Timing) -> Iterator[Reading]:
        for said, names in copies_of(timing.loops, self.settings):
            atoms = tuple(Atom(one.atom, tuple(self._cases(one, names))) for one in timing.propositions)
            yield Reading(said, atoms)

    def _cases(self, proposition: Proposition, names: Names) -> Iterator[Case]:
        match proposition.meaning:
            case EventName() as event:
                yield Case(events=frozenset(self._happening(event, proposition.copy, names)))
            case PhaseEdge(phase, "begins"):
                yield Case(events=self._begins(phase))
            case PhaseEdge(phase):
                here = self._in_phase(phase)
                yield Case(here, settled=True)
                yield Case(here, events=self._begins(""))
            case expression:
                yield Case(self._formula(expression, names))

    def _formula(self, expression: Expr, names: Names) -> Formula:
        return self.grounder.formula(expression, names)

    def _happening(self, event: EventName, copy: str, names: Names) -> Iterator[int]:
        """The events in which this happens at the bound copies; where both bind a name, the values agree."""
        wanted = {name: number for name, number in names.items() if name != copy}
        for number, made in enumerate(self.events):
            for happening in happenings(made.label, event):
                found = happening.names
                at = not copy or found.get(event.party) == names[copy]
                if at and all(found.get(name, value) == value for name, value in wanted.items()):
                    yield number

    def _begins(self, phase: str) -> frozenset[int]:
        """The events that begin this phase; those of all phases if the name is empty."""
        return frozenset(n for n, e in enumerate(self.events) if e.label.phase and phase in ("", e.label.phase))

    def _in_phase(self, phase: str) -> Formula:
        if not phase:
            return TRUE
        if not self.fields.spec.phases:
            return Const(phase == "start")
        return make("==", Look(self.fields.index[PHASE]), Const(phase))
