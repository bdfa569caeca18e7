"""`everystate check SPEC --world all`: one check after the other, and one table of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping

import click

from everystate.checking import network_of
from everystate.command.check.pipeline import CheckArguments
from everystate.command.memory import peak_memory
from everystate.command.output.delivery import write
from everystate.loading import load
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.problems import Exit
from everystate.report.forms.form import Caption
from everystate.report.progress import duration


def run_worlds(asked: CheckArguments) -> Exit:
    """Check in every world, with what is set by hand on top of each; the worst exit code of all.

    Raises:
        click.UsageError: drawings are asked for, which are of one world.
    """
    if asked.drawings:
        raise click.UsageError("--draw shows one world: name it with --world")
    started = time.perf_counter()
    spec = load(asked.spec)
    forms = asked.forms()
    codes: list[Exit] = []
    for caption, settings in _worlds(spec):
        with asked.progress() as progress:
            result = asked.whole_check.run(network_of(spec, {**settings, **asked.settings}), progress)
        forms.add(caption, result)
        codes.append(result.exit_code)
    forms.deliver()
    if not asked.quiet:
        spent = duration(time.perf_counter() - started)
        write(sys.stderr, f"{spent}; {peak_memory() / 2**20:,.0f} MB at the peak\n")
    return Exit.worst(codes)


def _worlds(spec: Spec) -> Iterator[tuple[Caption, Mapping[str, Value]]]:
    """The declared parameters, and then each world."""
    yield Caption("", "the parameters as declared"), {}
    for world in spec.worlds:
        yield Caption(world.name, world.description), dict(world.settings)
