"""The pipeline: load -> compose -> explore -> judge -> report.

What explores and judges is imported when a spec is right: a mistake in it is told at once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from everystate.command.memory import peak_memory
from everystate.command.output.delivery import save, write
from everystate.command.output.destinations import Destination
from everystate.command.output.forms import Forms, Style, width
from everystate.composing import compose
from everystate.composing.network import Network
from everystate.loading import load
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.loading.worlds import settings_of
from everystate.problems import Exit, Place, Problem, SpecError, nearest
from everystate.report.forms.form import Setting
from everystate.report.progress import ProgressLine, spent
from everystate.report.screen import Colour, is_coloured, is_terminal, painted, width_of
from everystate.wording.text import one_line

if TYPE_CHECKING:
    from everystate.exploring.engines import Engine
    from everystate.exploring.space import Limits
    from everystate.judging.verdict import Result


EVERY_WORLD = "all"


@dataclass(frozen=True)
class Task:
    """What a command line asks for."""

    spec: Path
    settings: Mapping[str, Value] = field(default_factory=dict)
    world: str | None = None
    claims: tuple[str, ...] = ()
    listing: bool = False
    accept: bool = False
    destinations: tuple[Destination, ...] = (Destination(),)
    drawings: Path | None = None
    max_states: int | None = None
    max_depth: int | None = None
    max_seconds: float | None = None
    max_memory: int | None = None
    engine: Engine = "auto"
    threads: int | None = None
    verbose: bool = False
    quiet: bool = False
    colour: Colour = "auto"

    def forms(self) -> Forms:
        """The forms of its report, still empty."""
        return Forms(self.destinations, Style(self.colour, self.verbose, self.world == EVERY_WORLD))

    def limits(self) -> Limits:
        """What the search may take."""
        from everystate.exploring.space import Limits

        return Limits(self.max_states, self.max_depth, self.max_seconds, self.max_memory)


def run_check(task: Task) -> Exit:
    """From a folder to a report; the exit code."""
    started = time.perf_counter()
    spec = load(task.spec)
    network = compose(spec, {**settings_in(spec, task.world), **task.settings})
    claims = chosen(task, network)
    if task.listing:
        _list(task, network)
        return Exit.OK
    result = search(task, network, claims)
    forms = task.forms()
    forms.add(_setting(spec, task.world), result)
    forms.deliver()
    if task.drawings:
        from everystate.command.draw.gallery import draw_counterexamples

        draw_counterexamples(result, task.drawings)
    if not task.quiet:
        write(sys.stderr, _spent(started, result) + "\n")
    return result.exit_code


def _spent(started: float, result: Result) -> str:
    space = result.space
    return spent(time.perf_counter() - started, space.seconds, peak_memory(), space.engine)


def settings_in(spec: Spec, world: str | None) -> dict[str, Value]:
    """The values of parameters in a world; none are set in none."""
    return {} if world == EVERY_WORLD else settings_of(spec, world)


def _setting(spec: Spec, name: str | None) -> Setting:
    """A world by its name."""
    return next((Setting(world.name, world.description) for world in spec.worlds if world.name == name), Setting())


def refuse(task: Task, error: SpecError) -> None:
    """Say what is wrong in every form that is not for a person; a person is told on stderr."""
    for_gates = tuple(one for one in task.destinations if one.form != "text")
    if for_gates:
        forms = Forms(for_gates, Style())
        forms.refuse(error.problems)
        forms.deliver()


def chosen(task: Task, network: Network) -> tuple[str, ...] | None:
    """The claims to judge, None for all; an unknown name is refused before the search, not after it."""
    names, known = task.claims, _names(task, network)
    problems = [Problem(Place("--claim"), f"no claim '{n}'", "", nearest(n, known)) for n in names if n not in known]
    if problems:
        raise SpecError(problems)
    return names or None


def _names(task: Task, network: Network) -> list[str]:
    """The names of all claims, before anything is explored."""
    from everystate.expected import names_of, refuse_unnamed

    if task.accept:
        refuse_unnamed(network)
    return names_of(network, obsolete=task.accept)


def search(task: Task, network: Network, claims: tuple[str, ...] | None) -> Result:
    """Explore and judge, and say how far that is to somebody who watches."""
    from everystate.expected import judged_for
    from everystate.exploring.engines import explore
    from everystate.judging.judge import judge

    watched = is_terminal(sys.stderr) and not task.quiet
    progress = ProgressLine(sys.stderr, width_of(sys.stderr), watched)
    try:
        space = explore(network, task.limits(), progress, engine=task.engine, threads=task.threads)
        judging = f"judging {len(space.states):,} joint states"
        progress.turn_to(judging)
        result = judge(space, judged_for(claims), lambda claim: progress.turn_to(f"{judging}: {one_line(claim)}"))
    finally:
        progress.clear()
    return _with_expected(task, result, claims)


def _with_expected(task: Task, result: Result, claims: tuple[str, ...] | None) -> Result:
    """The result held against what is expected, or made that."""
    from everystate.expected import accept, compared

    if not task.accept:
        return compared(result, claims)
    accepted = accept(result, claims)
    if accepted.text is not None:
        save(accepted.file, accepted.text)
    return accepted.result


def _list(task: Task, network: Network) -> None:
    """List the claims and the worlds, as text or as JSON."""
    from everystate.report.forms.listing import describe_claims, describe_worlds, list_claims, list_worlds
    from everystate.report.forms.record import as_json

    names = _names(task, network)
    for one in task.destinations:
        if one.form == "json":
            text = as_json({"claims": describe_claims(network, names), "worlds": describe_worlds(network.spec)})
        else:
            lines = chain(list_claims(network, names, width(one)), list_worlds(network.spec, width(one)))
            text = painted(lines, task.colour == "always" if one.file else is_coloured(sys.stdout, task.colour))
        if one.file:
            save(one.file, text)
        else:
            write(sys.stdout, text)
