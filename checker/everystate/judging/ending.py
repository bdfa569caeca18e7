"""Claims that a phase ends: that the protocol, left alone, settles, and in how many steps."""

from __future__ import annotations

from dataclasses import replace

from everystate.composing.ground_timing import GroundTiming
from everystate.composing.network import GroundClaim, Network
from everystate.exploring.lasso import (
    Atom,
    Case,
    FairnessConstraint,
    Lasso,
    LassoQuestion,
    PhaseQuestion,
    PhaseRun,
)
from everystate.exploring.space import Space
from everystate.judging.settling import unending
from everystate.judging.timed_judge import TimedJudge
from everystate.judging.traces import trace_along, trace_of
from everystate.judging.verdict import Count, Trace, Verdict
from everystate.temporal import Automaton, parse, translate

_RUN = "([] goes && [] <> changes)"
_RESTLESS = "([] (goes && !calm) && [] <> changes)"
"""The same through states that are not settled, where these are not those without a step that changes something."""


class EndJudge(TimedJudge):
    """Judges one `ends`."""

    def __init__(self, ground: GroundClaim, timing: GroundTiming, space: Space) -> None:
        super().__init__(ground, timing, space)
        events = list(enumerate(space.network.events))
        phase = ground.claim.phase
        self.at_start = phase in ("", "start")
        self.begins = frozenset(n for n, e in events if e.label.phase and phase in ("", e.label.phase))
        self.halts = frozenset(n for n, e in events if e.label.phase)

    def _count(self) -> Count:
        fired = self.space.fired()
        return Count(sum(fired[event] for event in self.begins) + self.at_start * len(self.space.starts), "phase")

    def _judged(self) -> Verdict:
        fair = fair_protocol(self.space.network)
        endless = bool(unending(self.space))
        if endless and (lasso := self._endless(fair)):
            return self._violated(trace_of(self.space, lasso, fair), "the protocol runs on for ever")
        if self.timing.within is None:
            return self._ending()
        if endless and (lasso := self._endless(())):
            reason = "it ends by fairness alone, after no number of steps that could be named"
            return self._violated(trace_of(self.space, lasso), reason)
        return self._longest()

    def _endless(self, fairness: tuple[FairnessConstraint, ...]) -> Lasso | None:
        """An endless run of protocol steps after the phase begins."""
        network = self.space.network
        automaton = against(self.at_start, network.clocked)
        return self.space.lasso(LassoQuestion(automaton, _atoms(network, automaton, self.begins, self.halts), fairness))

    def _longest(self) -> Verdict:
        counted = self.space.network.ticks if self.timing.in_ticks else None
        question = PhaseQuestion(self.begins, self.halts, self.at_start, counted=counted)
        run = self.space.longest(question)
        if run is None:
            return self._ending()
        length = sum(question.counts(event) for event, _ in run.steps)
        unit = "tick" if self.timing.in_ticks else "step"
        said = f"the longest of these runs has {length:,} {unit if length == 1 else f'{unit}s'}"
        assert self.timing.within is not None
        if length <= self.timing.within:
            return self._ending(replace(self._along(run), longest=True), said)
        run = self.space.longest(replace(question, beyond=self.timing.within))
        assert run is not None
        return self._violated(self._along(run), f"{said}, and {self.timing.within:,} are claimed")

    def _along(self, run: PhaseRun) -> Trace:
        """From an initial state to where the phase begins, and on."""
        path = self.space.path(run.source)
        start = self.space.start_of(path, run.source)
        if run.begin < 0:
            return trace_along(self.space, run.steps, start)
        begin = (run.begin, next(to for event, to in self.space.steps_from(run.source) if event == run.begin))
        return trace_along(self.space, [*path, begin, *run.steps], start)

    def _ending(self, witness: Trace | None = None, remark: str = "") -> Verdict:
        made = self._holding(witness, remark)
        if self.space.complete and not made.judged.number:
            self.vacuous = f"'{self.ground.claim.name}' is judged nowhere"
        return made


def against(at_start: bool, clocked: bool = False) -> Automaton:
    """Accepts the runs in which a phase that begins (or, with `at_start`, the first one) goes on for ever.

    Where there are timers, or something is routine, it goes on through states that are not settled.
    """
    run = _RESTLESS if clocked else _RUN
    later = f"<> (begins && X {run})"
    return translate(parse(f"{run} || {later}" if at_start else later))


def endless_and_fair(space: Space) -> Lasso | None:
    """A fair run that is endless from some state on, by protocol and clock, through states that are not settled.

    Raises:
        UnansweredError: the space has no answer.
    """
    network, automaton = space.network, translate(parse(f"<> {_RESTLESS}"))
    atoms = _atoms(network, automaton, frozenset(), frozenset())
    return space.lasso(LassoQuestion(automaton, atoms, fair_protocol(network)))


def fair_protocol(network: Network) -> tuple[FairnessConstraint, ...]:
    """The fairness constraints that protocol and clock can fulfil."""
    protocol = frozenset(number for number, event in enumerate(network.events) if event.label.cause == "protocol")
    return tuple(one for one in network.fairness if one.events <= protocol)


def _atoms(network: Network, automaton: Automaton, begins: frozenset[int], halts: frozenset[int]) -> tuple[Atom, ...]:
    """What the atoms of these automata mean."""
    goes = Case(events=network.steady - halts)
    atoms = (
        Atom("begins", (Case(events=begins),)),
        Atom("goes", (goes,)),
        Atom("calm", (Case(settled=True),)),
        Atom("changes", (replace(goes, changes=True),)),
    )
    return tuple(atom for atom in atoms if atom.name in automaton.atoms)
