"""`everystate check` in one world, from its options to a report, files and an exit code."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from everystate.checking import Check
from everystate.command.arguments import EVERY_WORLD, Arguments
from everystate.command.memory import peak_memory
from everystate.command.output.delivery import save, write
from everystate.command.output.destinations import Destination
from everystate.command.output.forms import Forms, Style, width
from everystate.command.stopping import supervisor
from everystate.composing.network import Network
from everystate.loading import load
from everystate.loading.spec import Spec
from everystate.problems import Exit, Problem
from everystate.report.forms.form import Caption
from everystate.report.progress import spent
from everystate.report.screen import is_coloured, painted

if TYPE_CHECKING:
    from everystate.judging.verdict import Result


@dataclass(frozen=True, kw_only=True)
class CheckArguments(Arguments):
    """The options of `everystate check`."""

    spec: Path
    listing: bool = False
    accept: bool = False
    destinations: tuple[Destination, ...] = (Destination(),)
    drawings: Path | None = None
    verbose: bool = False

    @property
    def whole_check(self) -> Check:
        """The settings of the check of each world."""
        return self.check(expectation="accept" if self.accept else "compare", save=save)

    def forms(self) -> Forms:
        """The requested forms of the report, without results."""
        return Forms(self.destinations, Style(self.colour, self.verbose, self.world == EVERY_WORLD))


def run_check(asked: CheckArguments) -> Exit:
    """Check in one world, and write the report; returns the exit code."""
    started = time.perf_counter()
    spec = load(asked.spec)
    network = asked.network(spec)
    if asked.listing:
        _list(asked, network)
        return Exit.OK
    with asked.progress() as progress:
        result = asked.whole_check.run(network, progress)
    with supervisor().shield():
        forms = asked.forms()
        forms.add(_caption(spec, asked.world), result)
        forms.deliver()
    if asked.drawings:
        from everystate.command.draw.drawing import draw_counterexamples

        draw_counterexamples(result, asked.drawings)
    if not asked.quiet:
        write(sys.stderr, _spent(started, result) + "\n")
    return result.exit_code


def _spent(started: float, result: Result) -> str:
    space = result.space
    return spent(time.perf_counter() - started, space.outcome.seconds, peak_memory(), space.engine)


def _caption(spec: Spec, name: str | None) -> Caption:
    """The caption of a world, by its name; of the declared parameters if None."""
    return next((Caption(world.name, world.description) for world in spec.worlds if world.name == name), Caption())


def refuse(asked: CheckArguments, problems: Sequence[Problem], code: Exit = Exit.WRONG) -> None:
    """Write the mistakes in every form that is for programs; people read them on stderr."""
    for_gates = tuple(one for one in asked.destinations if one.form != "text")
    if for_gates:
        forms = Forms(for_gates, Style())
        forms.refuse(problems, code)
        forms.deliver()


def _list(asked: CheckArguments, network: Network) -> None:
    """Print the claims and the worlds, as text or as JSON."""
    from everystate.report.forms.listing import describe_claims, describe_worlds, list_claims, list_worlds
    from everystate.report.forms.record import as_json

    names = asked.whole_check.names(network)
    for one in asked.destinations:
        if one.form == "json":
            text = as_json({"claims": describe_claims(network, names), "worlds": describe_worlds(network.spec)})
        else:
            lines = chain(list_claims(network, names, width(one)), list_worlds(network.spec, width(one)))
            text = painted(lines, asked.colour == "always" if one.file else is_coloured(sys.stdout, asked.colour))
        if one.file:
            save(one.file, text)
        else:
            write(sys.stdout, text)
