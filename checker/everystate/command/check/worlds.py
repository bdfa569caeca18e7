"""`everystate check SPEC --world all`: one check after the other, and one table of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import click

from everystate.checking import network_of
from everystate.command.check.pipeline import CheckArguments
from everystate.command.memory import peak_memory
from everystate.command.output.delivery import write
from everystate.command.output.forms import Forms
from everystate.command.stopping import supervisor
from everystate.judging.rows_of_layers import RowsOfLayers
from everystate.loading import load
from everystate.loading.spec import Spec
from everystate.problems import Exit, reason_of
from everystate.report.forms.form import Caption
from everystate.report.progress import duration


def run_worlds(asked: CheckArguments) -> Exit:
    """Check in every world, where `--set` overrides its parameters; returns the worst exit code of all.

    Raises:
        click.UsageError: drawings are requested, which are of one world.
        KeyboardInterrupt: the check was ended before the first result.
    """
    if asked.drawings:
        raise click.UsageError("--draw shows one world: name it with --world")
    started = time.perf_counter()
    forms = asked.forms()
    code = _check_each(asked, forms)
    with supervisor().shield():
        forms.deliver()
    if not asked.quiet:
        spent = duration(time.perf_counter() - started)
        write(sys.stderr, f"{spent}; {peak_memory() / 2**20:,.0f} MB at the peak\n")
    return code


def _check_each(asked: CheckArguments, forms: Forms) -> Exit:
    """Add the result in each world to the forms; returns the worst exit code of all."""
    spec = load(asked.spec)
    worlds = list(_worlds(spec))
    rows = RowsOfLayers([(*asked.layers, *layers) for layers in ((), *(world.layers for world in spec.worlds))])
    codes: list[Exit] = []
    try:
        for caption, world in worlds:
            network = network_of(spec, asked.settings, world, asked.layers, asked.asked)
            with asked.progress() as progress:
                result = rows.add(asked.whole_check.run(network, progress))
            with supervisor().shield():
                forms.add(caption, result)
                codes.append(result.exit_code)
            supervisor().look(1)
    except KeyboardInterrupt as interrupt:
        if not codes:
            raise
        with supervisor().shield():
            if left_out := [caption for caption, _ in worlds[len(codes) :]]:
                forms.leave_out(left_out, reason_of(interrupt))
                codes.append(Exit.UNDECIDED)
    return Exit.worst(codes)


def _worlds(spec: Spec) -> Iterator[tuple[Caption, str | None]]:
    """The declared parameters, and then each world by its name."""
    yield Caption("", "the parameters as declared"), None
    for world in spec.worlds:
        yield Caption(world.name, world.description), world.name
