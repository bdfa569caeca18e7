"""`everystate frontier`, from its options to a report and charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from everystate.command.arguments import StudyArguments
from everystate.command.stopping import supervisor
from everystate.loading import load
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.loading.worlds import laid_in
from everystate.problems import Exit
from everystate.report.layout import QUIET, line
from everystate.study.frontier.budgets import Budget, budgets, chosen, unbounded
from everystate.study.frontier.frontier import Frontier, Plan, frontier
from everystate.study.pool import INTERRUPTED

if TYPE_CHECKING:
    from everystate.study.frontier.edge import Edge


@dataclass(frozen=True, kw_only=True)
class FrontierArguments(StudyArguments):
    """The options of `everystate frontier`."""

    spec: Path
    up_to: int = 2
    faults: tuple[str, ...] = ()
    environment: bool = False
    listing: bool = False
    require: int | None = None
    drawings: Path | None = None
    jobs: int | None = None


def run_frontier(asked: FrontierArguments) -> Exit:
    """Search the frontier of a spec, and write the report; returns the exit code."""
    spec, world = laid_in(load(asked.spec), asked.world, asked.layers)
    varied = _varied(asked, spec)
    if asked.listing:
        asked.write_lines(_listed(spec, varied))
        return Exit.OK
    asked.enforce_memory()
    found = _found(asked, spec, world, varied)
    with supervisor().shield():
        _deliver(asked, found)
        for reason in dict.fromkeys(lost.reason for lost in found.lost.values() if lost != INTERRUPTED):
            click.echo(reason, err=True)
    if asked.drawings and not supervisor().reason:
        _draw(asked, found, asked.drawings)
    return _exit_code(asked, found)


def _varied(asked: FrontierArguments, spec: Spec) -> tuple[Budget, ...]:
    """The requested budgets, without those that `--set` fixes."""
    known = budgets(spec, asked.environment or bool(asked.faults))
    return tuple(budget for budget in chosen(known, asked.faults) if budget.name not in asked.settings)


def _listed(spec: Spec, varied: tuple[Budget, ...]) -> Iterator[Text]:
    longest = max((len(budget.name) for budget in varied), default=0)
    for budget in varied:
        yield line(f"{budget.name.ljust(longest)}  ", (", ".join(map(str, budget.bounds)), QUIET))
    for item in unbounded(spec):
        yield line(str(item), (", without a bound", QUIET))


def _found(asked: FrontierArguments, spec: Spec, world: Mapping[str, Value], varied: tuple[Budget, ...]) -> Frontier:
    names = {budget.name for budget in varied}
    settings = {**{name: value for name, value in world.items() if name not in names}, **asked.settings}
    plan = Plan(varied, asked.up_to, asked.claims, asked.limits, asked.engine, asked.jobs)
    with asked.counting() as counting:
        return frontier(spec, settings, plan, counting)


def _exit_code(asked: FrontierArguments, found: Frontier) -> Exit:
    required = min(asked.require, asked.up_to) if asked.require is not None else -1
    if any(_broken_within(one, required) for one in found.edges):
        return Exit.FAILED
    return Exit.OK if found.is_complete else Exit.UNDECIDED


def _broken_within(one: Edge, number: int) -> bool:
    return not one.possible and any(sum(combination) <= number for combination in one.least)


def _deliver(asked: FrontierArguments, found: Frontier) -> None:
    if asked.form == "json":
        from everystate.report.forms.record import as_json
        from everystate.report.frontier.record import record_frontier

        asked.write(as_json(record_frontier(found)))
    elif asked.form == "markdown":
        from everystate.report.frontier.markdown import frontier_in_markdown

        asked.write(frontier_in_markdown(found))
    else:
        from everystate.report.frontier.text import show_frontier

        asked.write_lines(show_frontier(found, asked.width))


def _draw(asked: FrontierArguments, found: Frontier, folder: Path) -> None:
    """Write the counterexample of each smallest combination as a chart; each combination is checked once more."""
    from everystate.command.draw.drawing import draw_counterexamples
    from everystate.report.frontier.text import settings
    from everystate.study.frontier.checking import checked

    broken: dict[tuple[int, ...], list[str]] = {}
    for one in found.edges:
        for combination in () if one.possible else one.least:
            broken.setdefault(combination, []).append(one.claim)
    for combination, claims in broken.items():
        result = checked(found.variant(combination), tuple(claims), asked.limits, asked.engine)
        name = settings(found, combination).replace(", ", "-").replace("=", "-").replace(".", "-").replace(" ", "-")
        draw_counterexamples(result, folder / name)
