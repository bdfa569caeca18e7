"""A frontier: found, told and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from everystate.command.studies import Study
from everystate.loading import load
from everystate.loading.spec import Spec
from everystate.loading.worlds import settings_of
from everystate.problems import Exit
from everystate.report.layout import QUIET, line
from everystate.study.frontier.budgets import Budget, budgets, chosen, unbounded
from everystate.study.frontier.frontier import Frontier, Plan, frontier
from everystate.study.pool import INTERRUPTED

if TYPE_CHECKING:
    from everystate.study.frontier.edge import Edge


@dataclass(frozen=True, kw_only=True)
class Task(Study):
    """Which faults, how many of them, and what is done with the answer."""

    spec: Path
    up_to: int = 2
    faults: tuple[str, ...] = ()
    environment: bool = False
    world: str | None = None
    claims: tuple[str, ...] = ()
    listing: bool = False
    require: int | None = None
    drawings: Path | None = None
    jobs: int | None = None


def run_frontier(task: Task) -> Exit:
    """From a folder to a report; the exit code."""
    spec = load(task.spec)
    varied = _varied(task, spec)
    if task.listing:
        task.outlet.tell(_listed(spec, varied))
        return Exit.OK
    found = _found(task, spec, varied)
    _deliver(task, found)
    for reason in dict.fromkeys(lost.reason for lost in found.lost.values() if lost != INTERRUPTED):
        click.echo(reason, err=True)
    if task.drawings:
        _draw(task, found, task.drawings)
    return _exit_code(task, found)


def _varied(task: Task, spec: Spec) -> tuple[Budget, ...]:
    """The budgets that are asked for, without those that are set."""
    known = budgets(spec, task.environment or bool(task.faults))
    return tuple(budget for budget in chosen(known, task.faults) if budget.name not in task.settings)


def _listed(spec: Spec, varied: tuple[Budget, ...]) -> Iterator[Text]:
    longest = max((len(budget.name) for budget in varied), default=0)
    for budget in varied:
        yield line(f"{budget.name.ljust(longest)}  ", (", ".join(map(str, budget.bounds)), QUIET))
    for item in unbounded(spec):
        yield line(str(item), (", without a bound", QUIET))


def _found(task: Task, spec: Spec, varied: tuple[Budget, ...]) -> Frontier:
    names = {budget.name for budget in varied}
    world = settings_of(spec, task.world)
    settings = {**{name: value for name, value in world.items() if name not in names}, **task.settings}
    plan = Plan(varied, task.up_to, task.claims, task.limits, task.engine, task.jobs)
    counting = task.outlet.counting()
    try:
        return frontier(spec, settings, plan, counting)
    finally:
        counting.clear()


def _exit_code(task: Task, found: Frontier) -> Exit:
    asked = min(task.require, task.up_to) if task.require is not None else -1
    if any(_broken_within(one, asked) for one in found.edges):
        return Exit.FAILED
    return Exit.OK if found.is_complete else Exit.UNDECIDED


def _broken_within(one: Edge, number: int) -> bool:
    return not one.possible and any(sum(combination) <= number for combination in one.least)


def _deliver(task: Task, found: Frontier) -> None:
    outlet = task.outlet
    if task.form == "json":
        from everystate.report.forms.record import as_json
        from everystate.report.frontier.record import record_frontier

        outlet.deliver(as_json(record_frontier(found)))
    elif task.form == "markdown":
        from everystate.report.frontier.markdown import frontier_in_markdown

        outlet.deliver(frontier_in_markdown(found))
    else:
        from everystate.report.frontier.text import show_frontier

        outlet.tell(show_frontier(found, outlet.width))


def _draw(task: Task, found: Frontier, folder: Path) -> None:
    """The counterexample of each smallest combination, each combination checked once more."""
    from everystate.command.draw.gallery import draw_counterexamples
    from everystate.report.frontier.text import settings
    from everystate.study.frontier.checking import check

    broken: dict[tuple[int, ...], list[str]] = {}
    for one in found.edges:
        for combination in () if one.possible else one.least:
            broken.setdefault(combination, []).append(one.claim)
    for combination, claims in broken.items():
        result = check(found.variant(combination), tuple(claims), task.limits, task.engine)
        name = settings(found, combination).replace(", ", "-").replace("=", "-").replace(".", "-").replace(" ", "-")
        draw_counterexamples(result, folder / name)
