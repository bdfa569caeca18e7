"""`everystate check SPEC --world all`: one check after the other, and one table of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

import click

from everystate.command.delivery import write
from everystate.command.memory import peak_memory
from everystate.command.pipeline import Task, chosen, deliver, in_colour, search, width
from everystate.compose import compose
from everystate.expected import notes_of
from everystate.judge.verdict import Result
from everystate.load import load
from everystate.load.expression import Value
from everystate.load.spec import Spec
from everystate.report.progress import duration
from everystate.report.record import as_json, record
from everystate.report.worlds import Checked, exit_code, tabulate


def run_worlds(task: Task) -> int:
    """Check in every world, with what is set by hand on top of each; the worst exit code of all.

    Raises:
        click.UsageError: drawings are asked for, which are of one world.
    """
    if task.drawings:
        raise click.UsageError("--draw shows one world: name it with --world")
    started = time.perf_counter()
    spec = load(task.spec)
    checked: list[Checked] = []
    records: list[dict[str, Any]] = []
    for name, description, settings in _worlds(spec):
        result = _check(task, spec, {**settings, **task.settings})
        checked.append(Checked(name, result.verdicts, len(result.space.states), result.space.stopped, notes_of(result)))
        if task.form == "json":
            records.append({"world": name or None, "description": description, "report": record(result)})
    deliver(task, _report(task, spec, checked, records))
    if not task.quiet:
        spent = duration(time.perf_counter() - started)
        write(sys.stderr, f"{spent}; {peak_memory() / 2**20:,.0f} MB at the peak\n")
    return exit_code(checked)


def _worlds(spec: Spec) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    """The declared parameters, and then each world."""
    yield "", "the parameters as declared", {}
    for world in spec.worlds:
        yield world.name, world.description, dict(world.settings)


def _check(task: Task, spec: Spec, settings: Mapping[str, Value]) -> Result:
    network = compose(spec, settings)
    return search(task, network, chosen(task, network))


def _report(task: Task, spec: Spec, checked: list[Checked], records: list[dict[str, Any]]) -> str:
    if task.form == "json":
        made = {"spec": spec.folder, "title": spec.title, "worlds": records, "exit_code": exit_code(checked)}
        return as_json(made)
    return in_colour(task, tabulate(spec, checked, width(task)))
