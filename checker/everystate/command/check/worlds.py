"""`everystate check SPEC --world all`: one check after the other, and one table of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping

import click

from everystate.command.check.pipeline import Task, chosen, search
from everystate.command.memory import peak_memory
from everystate.command.output.delivery import write
from everystate.composing import compose
from everystate.judging.verdict import Result
from everystate.loading import load
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.problems import Exit
from everystate.report.forms.form import Setting
from everystate.report.progress import duration


def run_worlds(task: Task) -> Exit:
    """Check in every world, with what is set by hand on top of each; the worst exit code of all.

    Raises:
        click.UsageError: drawings are asked for, which are of one world.
    """
    if task.drawings:
        raise click.UsageError("--draw shows one world: name it with --world")
    started = time.perf_counter()
    spec = load(task.spec)
    forms = task.forms()
    codes: list[Exit] = []
    for setting, settings in _worlds(spec):
        result = _check(task, spec, {**settings, **task.settings})
        forms.add(setting, result)
        codes.append(result.exit_code)
    forms.deliver()
    if not task.quiet:
        spent = duration(time.perf_counter() - started)
        write(sys.stderr, f"{spent}; {peak_memory() / 2**20:,.0f} MB at the peak\n")
    return Exit.worst(codes)


def _worlds(spec: Spec) -> Iterator[tuple[Setting, Mapping[str, Value]]]:
    """The declared parameters, and then each world."""
    yield Setting("", "the parameters as declared"), {}
    for world in spec.worlds:
        yield Setting(world.name, world.description), dict(world.settings)


def _check(task: Task, spec: Spec, settings: Mapping[str, Value]) -> Result:
    network = compose(spec, settings)
    return search(task, network, chosen(task, network))
