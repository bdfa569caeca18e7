"""The result of a check as the value of a report page."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.draw.machines import Use, machine_diagram, row_key
from everystate.draw.page import Coverage, Finding, Frame, MachineCopy, Page, Run
from everystate.draw.phase_charts import phase_charts
from everystate.draw.product import ProductTooLarge, product_diagrams
from everystate.draw.system import system_diagram
from everystate.exploring.space import Space
from everystate.judging.assumed import assumed
from everystate.judging.verdict import Result, Step, Trace, Verdict
from everystate.loading.expression import shown
from everystate.loading.party import Machine, Row
from everystate.wording.chart import Chart
from everystate.wording.charting import chart_of
from everystate.wording.names import Names
from everystate.wording.text import where

_ANSWERS = ("violated", "undecided", "known", "holds")


def page(result: Result) -> Page:
    """The value of the report page; without the product if it is too large to draw."""
    spec = result.network.spec
    runs = tuple(_runs(result))
    use = Use(result.fired, result.network.switched_off)
    fair = assumed(result.network, [verdict.kind for verdict in result.verdicts])
    notes = [f"claims about time assume: {fair}"] * bool(fair) + list(result.all_notes)
    try:
        products = tuple(product_diagrams(result))
    except ProductTooLarge as error:
        products, notes = (), [*notes, str(error)]
    return Page(
        title=spec.title,
        description=spec.description,
        facts=tuple(_facts(result)),
        findings=tuple(_finding(result, number, runs) for number in _worst_first(result)),
        notes=tuple(notes),
        system=system_diagram(spec),
        machines=tuple(machine_diagram(spec, m, use) for party in spec.parties for m in party.machines),
        products=products,
        coverage=tuple(_coverage(result)),
        copies=tuple(_copies(result)),
        runs=runs,
    )


def _worst_first(result: Result) -> list[int]:
    """The numbers of the verdicts: what is violated comes first, and what holds last."""
    return sorted(range(len(result.verdicts)), key=lambda number: _ANSWERS.index(result.verdicts[number].answer))


def _facts(result: Result) -> Iterator[tuple[str, str]]:
    space = result.space
    yield "joint states", f"{len(space.states):,}" + ("" if space.complete else f", not all: {space.stopped}")
    yield "steps", f"{space.steps:,}"
    yield "depth", f"{space.depth:,}"
    for name, value in result.network.setting.items():
        yield name, shown(value)


def _finding(result: Result, number: int, runs: tuple[Run, ...]) -> Finding:
    verdict = result.verdicts[number]
    claim = verdict.claim
    place = where(claim.place, result.network.spec.folder) if claim.place else ""
    names = tuple(run.name for run in runs if run.name in (f"claim{number}", f"witness{number}"))
    text = "" if verdict.built_in else claim.text
    return Finding(verdict.name, verdict.answer, text, "; ".join(_details(verdict)), claim.description, place, names)


def _details(verdict: Verdict) -> Iterator[str]:
    if verdict.failures:
        where = "before" if verdict.judged.unit == "step" else "in"
        yield f"fails {where} {verdict.failures:,} of {verdict.judged}"
    elif verdict.judged.number:
        yield f"judged in {verdict.judged}"
    yield from filter(None, (verdict.reason, verdict.remark, verdict.known))
    yield from (f"{cause.text} ({cause.count:,})" for cause in verdict.causes)


# -- runs ---------------------------------------------------------------------------------------------------------


def _runs(result: Result) -> Iterator[Run]:
    """Counterexamples first, then the phases, then witnesses."""
    space = result.space
    for number, verdict in enumerate(result.verdicts):
        if verdict.trace is not None:
            chart = chart_of(space, verdict.trace, f"claim{number}", verdict.name, "a shortest counterexample")
            yield _run(space, verdict.trace, chart, "Counterexamples")
    for phase in phase_charts(space):
        yield _run(phase.space, phase.trace(), phase.chart(), "Phase by phase")
    for number, verdict in enumerate(result.verdicts):
        shown_by = verdict.witness if verdict.trace is None else None
        if shown_by is not None and (shown_by.steps or shown_by.offending):
            chart = chart_of(space, shown_by, f"witness{number}", verdict.name, "a witness: the claim says something")
            yield _run(space, shown_by, chart, "Witnesses")


def _run(space: Space, trace: Trace, chart: Chart, group: str) -> Run:
    return Run(chart.name, group, chart.title, chart, _values(space, trace), tuple(_frames(space, trace)))


def _values(space: Space, trace: Trace) -> tuple[tuple[str, str], ...]:
    """The name and the value of every field before the first step of a trace."""
    first = (*trace.steps, trace.offending)[0]
    names = Names(space.network)
    fields = zip(space.network.fields, space.states[first.source if first else trace.start], strict=True)
    return tuple((field.name, names.shown(field, raw)) for field, raw in fields)


def _frames(space: Space, trace: Trace) -> Iterator[Frame]:
    names = Names(space.network)
    for step in (*trace.steps, trace.offending):
        if step is not None:
            fields = zip(space.network.fields, space.states[step.source], space.states[step.target], strict=True)
            changes = tuple((field.name, names.shown(field, new)) for field, old, new in fields if old != new)
            text = names.sentence(step.label) + (" (forbidden here)" if step is trace.offending else "")
            yield Frame(text, step.label.cause, tuple(_taken(space, step)), changes)


def _taken(space: Space, step: Step) -> Iterator[tuple[str, str]]:
    moves = space.event(step.event).moves
    machines = {space.network.fields[move.field].name: move.machine for move in moves}
    return ((taken.machine, row_key(machines[taken.machine], taken.row)) for taken in step.rows)


# -- rows and copies ----------------------------------------------------------------------------------------------


def _coverage(result: Result) -> Iterator[Coverage]:
    spec = result.network.spec
    for machine, row in spec.rows():
        if not row.defer:
            off = "switched off at these parameters" if row in result.network.switched_off else ""
            count = result.fired.get(row, 0)
            yield Coverage(
                _name(machine),
                _row_text(machine, row),
                where(row.place, spec.folder),
                count,
                result.network.dead.get(row) or off,
            )


def _name(machine: Machine) -> str:
    return f"{machine.party}.{machine.name}"


def _row_text(machine: Machine, row: Row) -> str:
    sources = "any state" if row.sources == machine.states and len(row.sources) > 1 else ", ".join(row.sources)
    guard = f" [{row.condition}]" if row.condition else ""
    return f"{row.trigger}: {sources} → {row.dest or 'stays'}{guard}"


def _copies(result: Result) -> Iterator[MachineCopy]:
    """The machine copies that some event can move, each with the name of its machine."""
    machines = {move.field: _name(move.machine) for event in result.network.events for move in event.moves}
    return (MachineCopy(result.network.fields[field].name, machines[field]) for field in sorted(machines))
