"""The pipeline: load -> compose -> explore -> judge -> report.

What explores and judges is imported when a spec is right: a mistake in it is told at once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from everystate.command.delivery import save, write
from everystate.command.memory import peak_memory
from everystate.compose import compose
from everystate.compose.network import Network
from everystate.load import load
from everystate.load.expression import Value
from everystate.load.spec import Spec
from everystate.load.worlds import settings_of
from everystate.problems import Place, Problem, SpecError, nearest
from everystate.report.progress import ProgressLine, spent
from everystate.report.screen import WIDTH_OF_FILES, Colour, is_coloured, is_terminal, painted, width_of

if TYPE_CHECKING:
    from rich.text import Text

    from everystate.explore.engines import Engine
    from everystate.judge.verdict import Result


EVERY_WORLD = "all"


@dataclass(frozen=True)
class Task:
    """What a command line asks for."""

    spec: Path
    settings: Mapping[str, Value] = field(default_factory=dict)
    world: str | None = None
    claims: tuple[str, ...] = ()
    listing: bool = False
    form: Literal["text", "json"] = "text"
    output: Path | None = None
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


def run_check(task: Task) -> int:
    """From a folder to a report; the exit code."""
    started = time.perf_counter()
    spec = load(task.spec)
    network = compose(spec, {**_settings(spec, task.world), **task.settings})
    claims = chosen(network, task.claims)
    if task.listing:
        deliver(task, _list(task, network))
        return 0
    result = search(task, network, claims)
    deliver(task, _report(task, result))
    if task.drawings:
        from everystate.command.gallery import draw_counterexamples

        draw_counterexamples(result, task.drawings)
    if not task.quiet:
        write(sys.stderr, _spent(started, result) + "\n")
    return result.exit_code


def _spent(started: float, result: Result) -> str:
    space = result.space
    return spent(time.perf_counter() - started, space.seconds, peak_memory(), space.engine)


def _settings(spec: Spec, world: str | None) -> dict[str, Value]:
    """The values of parameters in a world; none are set in none."""
    return {} if world is None or world == EVERY_WORLD else settings_of(spec, world)


def chosen(network: Network, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """The claims to judge, None for all; an unknown name is refused before the search, not after it."""
    known = _names(network)
    problems = [Problem(Place("--claim"), f"no claim '{n}'", "", nearest(n, known)) for n in names if n not in known]
    if problems:
        raise SpecError(problems)
    return names or None


def _names(network: Network) -> list[str]:
    """The names of all claims, before anything is explored."""
    from everystate.judge.judging import claim_names

    return claim_names(network)


def search(task: Task, network: Network, claims: tuple[str, ...] | None) -> Result:
    """Explore and judge, and say how far that is to somebody who watches."""
    from everystate.explore.engines import explore
    from everystate.explore.space import Limits
    from everystate.judge.judging import judge

    limits = Limits(task.max_states, task.max_depth, task.max_seconds, task.max_memory)
    watched = is_terminal(sys.stderr) and not task.quiet
    progress = ProgressLine(sys.stderr, width_of(sys.stderr), watched)
    try:
        space = explore(network, limits, progress, engine=task.engine, threads=task.threads)
        progress.turn_to(f"judging {len(space.states):,} joint states")
        return judge(space, claims)
    finally:
        progress.clear()


def _report(task: Task, result: Result) -> str:
    if task.form == "json":
        from everystate.report.record import as_json, record

        return as_json(record(result))
    from everystate.report.text import report

    return in_colour(task, report(result, width(task), task.verbose))


def _list(task: Task, network: Network) -> str:
    from everystate.report.listing import describe_claims, describe_worlds, list_claims, list_worlds
    from everystate.report.record import as_json

    names = _names(network)
    if task.form == "json":
        return as_json({"claims": describe_claims(network, names), "worlds": describe_worlds(network.spec)})
    lines = chain(list_claims(network, names, width(task)), list_worlds(network.spec, width(task)))
    return in_colour(task, lines)


def width(task: Task) -> int:
    """How wide the report is."""
    return WIDTH_OF_FILES if task.output else width_of(sys.stdout)


def in_colour(task: Task, lines: Iterable[Text]) -> str:
    """The lines as the text that is written."""
    coloured = task.colour == "always" if task.output else is_coloured(sys.stdout, task.colour)
    return painted(lines, coloured)


def deliver(task: Task, text: str) -> None:
    """Write the report where it was asked for."""
    if task.output:
        save(task.output, text)
    else:
        write(sys.stdout, text)
