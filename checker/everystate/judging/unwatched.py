"""Violations that go round for ever, found as if there were no monitors.

A monitor never stands in the way, so the run is one of the system with them, too. There a monitor may be in another
state after each round. Then no loop of that length, nor a way to it, leads back to its joint state.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from everystate.composing import compose
from everystate.exploring.engines import Engine, explore
from everystate.exploring.space import Limits, Space
from everystate.judging.builtin import SETTLES, every_phase_settles
from everystate.judging.claims import judge_of
from everystate.judging.survey import Survey
from everystate.judging.traces import step
from everystate.judging.verdict import Step, Trace, Verdict


class Unwatched:
    """Judges claims in the space without monitors, which is explored when it is first needed."""

    def __init__(self, space: Space) -> None:
        self.space = space

    def shortest(self, verdict: Verdict) -> Verdict:
        """The verdict with the run that it would have without monitors, as a run of the space with them."""
        trace = verdict.trace
        if trace is None or trace.loop is None or not self.space.network.spec.monitors or not self.space.complete:
            return verdict
        if not self._survey.space.complete:
            return verdict
        found = self._judged(verdict)
        if found.answer != verdict.answer or found.trace is None:
            return verdict
        return replace(verdict, trace=self._lifted(found.trace), reason=found.reason)

    @cached_property
    def _survey(self) -> Survey:
        network = self.space.network
        bare = compose(replace(network.spec, monitors=()), network.parameters)
        engine: Engine = "native" if self.space.engine == "native" else "reference"
        return Survey(explore(bare, Limits(states=len(self.space.states)), engine=engine))

    @cached_property
    def _kept(self) -> list[int]:
        """The fields of the space with monitors, in the order of those of the space without."""
        number = {field.key: number for number, field in enumerate(self.space.network.fields)}
        return [number[field.key] for field in self._survey.space.network.fields]

    def _judged(self, verdict: Verdict) -> Verdict:
        if verdict.kind == SETTLES:
            return every_phase_settles(self._survey)
        grounds = self._survey.space.network.claims
        return judge_of(next(one for one in grounds if one.claim.name == verdict.name), self._survey).verdict()

    def _lifted(self, trace: Trace) -> Trace:
        """The run of the space with monitors that makes the steps of a run without them."""
        first = self._survey.space.states[trace.start]
        start = next(state for state in self.space.starts if self._rest(state) == first)
        steps: list[Step] = []
        for one in trace.steps:
            steps.append(self._same(one, steps[-1].target if steps else start))
        return replace(trace, steps=tuple(steps), start=start)

    def _same(self, wanted: Step, source: int) -> Step:
        """The step from a joint state with monitors that is alike but for these."""
        rest = self._survey.space.states[wanted.target]
        for event, target in self.space.steps_from(source):
            if self.space.label(event, source) == wanted.label and self._rest(target) == rest:
                return step(self.space, source, event, target)
        raise AssertionError(f"no monitor stands in the way of {wanted.label}")

    def _rest(self, state: int) -> tuple[int, ...]:
        """A joint state without its monitors."""
        values = self.space.states[state]
        return tuple(values[field] for field in self._kept)
