"""The phases of a protocol as charts, chapter by chapter.

A phase that cannot begin at the parameters of a space, because what begins it may happen 0 times, is told at others:
once for what begins it, and never for everything else that is bounded by a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everystate.composing import compose
from everystate.composing.network import Network
from everystate.draw.phases import START, Telling, tellings
from everystate.exploring.reference.search import explore
from everystate.exploring.space import Limits, Space
from everystate.judging.traces import trace_along
from everystate.judging.verdict import Trace
from everystate.loading.events import EventName
from everystate.loading.expression import Expr, Parameter, Value, shown
from everystate.loading.spec import Phase, Spec
from everystate.wording.chart import Chart
from everystate.wording.charting import chart_of

_LIMITS = Limits(states=60_000)


@dataclass(frozen=True)
class Chapter:
    """The run of a phase; `at` are the parameters, where they are not those of the whole."""

    number: int
    space: Space
    telling: Telling
    at: str = ""

    @property
    def title(self) -> str:
        """What the chapter is about."""
        return _title(self.telling.phase)

    @property
    def note(self) -> str:
        """Where it begins."""
        if self.at:
            return f"at {self.at}: otherwise it never begins"
        if self.telling.after:
            return f"begins where '{_title(self.telling.after)}' has ended"
        return "from the initial state until all is quiet" if self.telling.source == 0 else ""

    def trace(self) -> Trace:
        """The run; unlike other runs, it need not begin at the start."""
        return trace_along(self.space, self.telling.steps, self.telling.source)

    def chart(self) -> Chart:
        """The run as a chart."""
        return chart_of(self.space, self.trace(), f"phase-{self.number}", self.title, self.note)


def _title(phase: str) -> str:
    return "The start" if phase == START else phase


def chapters(space: Space) -> list[Chapter]:
    """A chapter for each phase that has a run."""
    told = [(space, telling, "") for telling in tellings(space)]
    known = {telling.phase for _, telling, _ in told}
    for phase in space.network.spec.phases:
        if phase.name not in known:
            told += _elsewhere(space.network, phase)
    return [Chapter(number, *one) for number, one in enumerate(told)]


def _elsewhere(network: Network, phase: Phase) -> Iterator[tuple[Space, Telling, str]]:
    """The run of a phase at the parameters at which it can begin."""
    needed = {name for event in phase.begins if (name := _bound_of(network.spec, event))}
    needed = {name for name in needed if network.parameters[name] == 0}
    if needed:
        others = {name for name in _bounds(network.spec) if name not in needed}
        changed: dict[str, Value] = {**dict.fromkeys(sorted(needed), 1), **dict.fromkeys(sorted(others), 0)}
        space = explore(compose(network.spec, {**network.parameters, **changed}), _LIMITS)
        at = ", ".join(
            f"{name} = {shown(value)}" for name, value in changed.items() if network.parameters[name] != value
        )
        yield from ((space, telling, at) for telling in tellings(space) if telling.phase == phase.name)


def _bound_of(spec: Spec, event: EventName) -> str:
    """The parameter that bounds an event; none if it is not bounded by a parameter alone."""
    found = [name for bounded, name in _bounded(spec) if bounded == (event.party, event.name, event.kind)]
    return found[0] if found else ""


def _bounds(spec: Spec) -> set[str]:
    return {name for _, name in _bounded(spec)}


def _bounded(spec: Spec) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Whatever is bounded by a parameter alone: party, name and kind of the event, and the parameter."""
    bounds: list[tuple[tuple[str, str, str], Expr | None]] = [
        ((party.name, action.name, "action"), action.at_most) for party in spec.parties for action in party.actions
    ]
    for connection in spec.connections:
        bounds += [(("", connection.name, fault.kind), fault.at_most) for fault in connection.faults]
    return ((event, bound.name) for event, bound in bounds if isinstance(bound, Parameter))
