"""`everystate simulate`, from its options to a report, files and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

import click
from rich.text import Text

from everystate.checking import network_of
from everystate.command.output.delivery import save, write
from everystate.command.simulate.dialogue import Dialogue
from everystate.composing.network import Network
from everystate.draw.pictures import Picture, slug
from everystate.loading.expression import Value
from everystate.problems import Exit
from everystate.report.forms.record import as_json, record_steps
from everystate.report.layout import MARKS, QUIET, STRONG, line
from everystate.report.screen import Colour, is_coloured, painted, width_of
from everystate.simulate import lines
from everystate.simulate.breakpoints import Breakpoint, breakpoints
from everystate.simulate.runs import Stop, go_on, met, sample
from everystate.simulate.saved import (
    NotPossibleError,
    SavedRun,
    as_test,
    as_toml,
    changed_fields,
    read_run,
    retrace,
    saved,
)
from everystate.simulate.walk import Walk
from everystate.wording.charting import chart_of
from everystate.wording.text import counted, one_line

_CHARTS = (".svg", ".mmd", ".puml")
_STEPS = 20


@dataclass(frozen=True)
class SimulateArguments:
    """The options of `everystate simulate`."""

    spec: Path
    settings: Mapping[str, Value]
    world: str | None
    layers: tuple[str, ...]
    interactive: bool
    follow: Path | None
    steps: int | None
    seed: int
    runs: int
    points: tuple[str, ...]
    without: tuple[Literal["fault", "environment"], ...]
    lanes: bool
    form: Literal["text", "json"]
    files: tuple[Path, ...]
    colour: Colour


class Simulation:
    """One execution of the command."""

    def __init__(self, asked: SimulateArguments) -> None:
        self.asked = asked
        for path in asked.files:
            _refuse_unknown(path)
        if asked.runs > 1 and (asked.interactive or asked.follow or not asked.points):
            raise click.UsageError("--runs goes with --break, and neither with -i nor with --follow")
        if asked.interactive and asked.form == "json":
            raise click.UsageError("--format json is of a run that was made; save one with `w FILE`")
        self.past = read_run(asked.follow) if asked.follow else SavedRun(())
        self.network = self._network()
        self.points = breakpoints(self.network, asked.points)
        self.width = width_of(sys.stdout)

    def _network(self) -> Network:
        asked, past = self.asked, self.past
        return network_of(asked.spec, {**past.parameters, **asked.settings}, asked.world, [*past.layers, *asked.layers])

    def run(self) -> Exit:
        """Walk, report and save; returns the exit code."""
        try:
            walk, number, stop = self._walk()
        except NotPossibleError as error:
            click.echo(f"{self.asked.follow}: {error}", err=True)
            return Exit.FAILED
        if not self.asked.interactive:
            self._report(walk, number, stop)
        for path in self.asked.files:
            store(walk, path)
        return Exit.FAILED if stop is not None and stop.fails else Exit.OK

    def _walk(self) -> tuple[Walk, int, Stop | None]:
        asked = self.asked
        if asked.follow is None and not asked.interactive:
            steps = _STEPS if asked.steps is None else asked.steps
            found = sample(self.network, asked.seed, asked.runs, steps, self.points, asked.without)
            return found.walk, found.number, found.stop
        walk, random = retrace(self.network, self.past.steps, self.past.start), Random(asked.seed)
        walk.without = frozenset(asked.without)
        if asked.interactive:
            self._show(lines.headline(walk, "step by step", self.width))
            return walk, 1, Dialogue(walk, random, self.points, self._show, self.width, store).run()
        stop = met(walk, self.points) if walk.taken else None
        return walk, 1, stop or go_on(walk, random, asked.steps or 0, self.points)

    # -- the report -------------------------------------------------------------------------------------------------

    def _show(self, texts: Iterable[Text]) -> None:
        write(sys.stdout, painted(texts, is_coloured(sys.stdout, self.asked.colour)))

    def _report(self, walk: Walk, number: int, stop: Stop | None) -> None:
        if self.asked.form == "json":
            write(sys.stdout, as_json(self._record(walk, number, stop)))
            return
        self._show(lines.headline(walk, self._what(number), self.width))
        self._show([line()])
        self._show(lines.the_run(walk, self.width, self.asked.lanes))
        self._show([line(), ending(stop, len(walk.taken), self.points)])
        self._show(lines.the_state(walk))

    def _what(self, number: int) -> str:
        if self.asked.follow:
            return f"the run of {self.asked.follow}"
        which = f"run {number:,} of {self.asked.runs:,}, " if self.asked.runs > 1 else ""
        return f"a random run, {which}seed {self.asked.seed}"

    def _record(self, walk: Walk, number: int, stop: Stop | None) -> dict[str, object]:
        return {
            "spec": self.network.spec.folder,
            "layers": list(self.network.spec.laid),
            "parameters": dict(self.network.parameters),
            "seed": self.asked.seed,
            "run": number,
            "start": dict(saved(walk).start),
            "steps": record_steps(walk.space, walk.trace()),
            "names": list(saved(walk).steps),
            "stopped": {"why": stop.why, "breakpoint": stop.point.name if stop.point else None} if stop else None,
            "state": walk.state(),
        }


def ending(stop: Stop | None, steps: int, points: Iterable[Breakpoint]) -> Text:
    """The reason why a run ends, in one line."""
    after = f"after {counted(steps, 'step')}"
    if stop is None:
        none_met = ", and no breakpoint was met" if any(points) else ""
        return line((f"{counted(steps, 'step')}{none_met}", STRONG))
    mark = ("✗  ", MARKS["violated"][1]) if stop.fails else ("●  ", QUIET)
    return line(mark, (f"{after}: {one_line(stop.why)}", STRONG))


def _refuse_unknown(path: Path) -> None:
    """Refuse, before any step, a file to which no run can be saved.

    Raises:
        click.BadParameter: its suffix is unknown, or its folder does not exist.
    """
    if path.suffix not in (*_CHARTS, ".toml", ".py"):
        raise click.BadParameter(
            f"'{path}' is neither a chart (.svg, .mmd, .puml) nor a run (.toml) nor a test (.py)", param_hint="--save"
        )
    if not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder '{path.parent}'", param_hint="--save")


def store(walk: Walk, path: Path) -> None:
    """Save a walk in the form that the suffix of the file selects.

    Raises:
        click.ClickException: the file cannot be written, or the walk cannot have this form.
    """
    _refuse_unknown(path)
    if path.suffix in _CHARTS:
        title = walk.space.network.spec.title
        chart = chart_of(walk.space, walk.trace(), slug(path.stem), title, "a run that was simulated")
        save(path, Picture(path.stem, chart).forms()[path.suffix[1:]])
    elif path.suffix == ".toml":
        save(path, as_toml(saved(walk)))
    else:
        save(path, as_test(saved(walk), walk.space.network.spec.folder, path.stem, changed_fields(walk)))
