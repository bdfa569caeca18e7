"""The phases of a protocol as charts.

A phase cannot begin at the parameters of a space if an event that begins it may happen 0 times. Such a phase is charted
at other parameters: 1 for the events that begin it, and 0 for all others that a parameter bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everystate.composing import compose
from everystate.composing.network import Network
from everystate.draw.phases import START, PhaseRun, phase_runs
from everystate.exploring.reference.search import explore
from everystate.exploring.space import Limits, Space
from everystate.judging.traces import trace_along
from everystate.judging.verdict import Trace
from everystate.loading.events import EventName
from everystate.loading.expression import Expr, Parameter, Value, shown
from everystate.loading.printing import Writer
from everystate.loading.spec import Phase, Spec
from everystate.wording.chart import Chart
from everystate.wording.charting import chart_of

_LIMITS = Limits(states=60_000)


@dataclass(frozen=True)
class PhaseChart:
    """The run of a phase, for a chart; `at` names the parameters that differ from those of the checked space."""

    number: int
    space: Space
    run: PhaseRun
    at: str = ""

    @property
    def title(self) -> str:
        """The name of the phase; `The start` for the run from the initial state."""
        return title_of(self.run.phase)

    @property
    def note(self) -> str:
        """Where the run begins; empty if there is nothing to say."""
        if self.at:
            return f"at {self.at}: otherwise it never begins"
        if (shown_from := self._shown_from()) is not None:
            return f"begins where {Writer(self.space.network.spec).expression(shown_from)}"
        if self.run.after:
            return f"begins where '{title_of(self.run.after)}' has ended"
        return "from the initial state until all is quiet" if self.run.source == 0 else ""

    def _shown_from(self) -> Expr | None:
        phases = self.space.network.spec.phases
        return next((phase.shown_from for phase in phases if phase.name == self.run.phase), None)

    def trace(self) -> Trace:
        """The run as a trace; unlike other traces, it need not begin in the initial state."""
        return trace_along(self.space, self.run.steps, self.run.source)

    def chart(self) -> Chart:
        """The run as a chart."""
        return chart_of(self.space, self.trace(), f"phase-{self.number}", self.title, self.note)


def phase_charts(space: Space) -> list[PhaseChart]:
    """A chart for each phase that has a run, as one story. Its number is that of the phase in the spec."""
    charts = [(space, run, "") for run in phase_runs(space)]
    known = {run.phase for _, run, _ in charts}
    for phase in space.network.spec.phases:
        if phase.name not in known:
            charts += _elsewhere(space.network, phase)
    numbers = {name: number for number, name in enumerate(phase_names(space.network.spec))}
    return [PhaseChart(numbers[run.phase], at_space, run, at) for at_space, run, at in charts]


def phase_names(spec: Spec) -> list[str]:
    """The phases by their numbers, the start first."""
    return [START, *(phase.name for phase in spec.phases)]


def title_of(phase: str) -> str:
    """The name of a phase; `The start` for what comes before the first."""
    return "The start" if phase == START else phase


def _elsewhere(network: Network, phase: Phase) -> Iterator[tuple[Space, PhaseRun, str]]:
    """The run of a phase at parameters at which it can begin, with its space and those parameters in words."""
    needed = {name for event in phase.begins if (name := _bound_of(network.spec, event))}
    needed = {name for name in needed if network.parameters[name] == 0}
    if needed:
        others = {name for name in _bounds(network.spec) if name not in needed}
        changed: dict[str, Value] = {**dict.fromkeys(sorted(needed), 1), **dict.fromkeys(sorted(others), 0)}
        space = explore(compose(network.spec, {**network.parameters, **changed}), _LIMITS)
        at = ", ".join(
            f"{name} = {shown(value)}" for name, value in changed.items() if network.parameters[name] != value
        )
        yield from ((space, run, at) for run in phase_runs(space) if run.phase == phase.name)


def _bound_of(spec: Spec, event: EventName) -> str:
    """The parameter that bounds an event; empty if the bound is not a single parameter."""
    names = [name for bounded, name in _bounded(spec) if bounded == (event.party, event.name, event.kind)]
    return names[0] if names else ""


def _bounds(spec: Spec) -> set[str]:
    return {name for _, name in _bounded(spec)}


def _bounded(spec: Spec) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Each event whose bound is a single parameter: its party, name and kind, and the name of the parameter."""
    bounds: list[tuple[tuple[str, str, str], Expr | None]] = [
        ((party.name, action.name, "action"), action.at_most) for party in spec.parties for action in party.actions
    ]
    for connection in spec.connections:
        bounds.append((("", connection.name, "opened"), connection.opening.at_most))
        bounds += [(("", connection.name, fault.kind), fault.at_most) for fault in connection.faults]
    return ((event, bound.name) for event, bound in bounds if isinstance(bound, Parameter))
