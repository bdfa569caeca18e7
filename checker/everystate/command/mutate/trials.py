"""Mutants: chosen, tried, told and drawn."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from everystate.command.check.pipeline import EVERY_WORLD
from everystate.command.output.delivery import write
from everystate.command.studies import Study
from everystate.exploring.space import Space
from everystate.judging.verdict import Trace
from everystate.loading import load
from everystate.loading.spec import Spec
from everystate.loading.worlds import settings_of
from everystate.problems import Exit, Place, Problem, SpecError
from everystate.study.mutation.fate import Fate
from everystate.study.mutation.kinds import Kind
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.mutants import at_line, mutants, of_kinds, sample
from everystate.study.mutation.rerun import rerun
from everystate.study.mutation.strength import Strength, Tried, baselines_in, claims_strength
from everystate.study.mutation.trial import Baseline, World


@dataclass(frozen=True, kw_only=True)
class Task(Study):
    """Which mutants, which claims they are tried on, and what is done with the answer."""

    spec: Path
    worlds: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    sample: int | None = None
    seed: int = 0
    to_the_end: bool = False
    listing: bool = False
    fail_under: float | None = None
    drawings: Path | None = None
    jobs: int | None = None
    verbose: bool = False


def run_mutate(task: Task) -> Exit:
    """From a folder to a report; the exit code."""
    spec = load(task.spec)
    worlds = _worlds(task, spec)
    chosen = _chosen(task, spec, worlds[0])
    telling = _Telling(task, spec)
    if task.listing:
        telling.list(chosen)
        return Exit.OK
    strength = _strength(task, spec, worlds, chosen)
    telling.deliver(strength)
    if task.drawings:
        telling.draw(strength, task.drawings)
    return _exit_code(task, strength)


def _worlds(task: Task, spec: Spec) -> list[World]:
    """The declared parameters, or the worlds that are named, with what is set by hand on top."""
    names = list(dict.fromkeys(task.worlds)) or [""]
    if EVERY_WORLD in names:
        names = ["", *(world.name for world in spec.worlds)]
    return [World(name, {**settings_of(spec, name or None), **task.settings}) for name in names]


def _chosen(task: Task, spec: Spec, first: World) -> list[Mutant]:
    """The mutants that are asked for; bounds are changed from what they are in the first world."""
    made = mutants(spec, first.settings)
    if task.lines:
        found = [(f"{file}:{line}", at_line(made, file, line)) for file, line in task.lines]
        empty = [Problem(Place("--row"), f"nothing to change at {text}") for text, those in found if not those]
        if empty:
            raise SpecError(empty)
        wanted = {mutant.name for _, those in found for mutant in those}
        made = [mutant for mutant in made if mutant.name in wanted]
    made = of_kinds(made, task.kinds) if task.kinds else made
    return made if task.sample is None else sample(made, task.sample, task.seed)


def _strength(task: Task, spec: Spec, worlds: list[World], chosen: list[Mutant]) -> Strength:
    baselines = baselines_in(spec, worlds, task.claims or None, task.limits, task.jobs)
    _refuse_if_nothing_holds(baselines)
    counting = task.outlet.counting()
    done = 0

    def note(_number: int, _fate: Fate) -> None:
        nonlocal done
        done += 1
        counting(done, len(chosen))

    try:
        jobs = 0 if task.jobs == 1 else task.jobs  # one at a time needs no worker
        return claims_strength(
            spec, chosen, baselines, jobs=jobs, engine=task.engine, to_the_end=task.to_the_end, on_result=note
        )
    finally:
        counting.clear()


def _refuse_if_nothing_holds(baselines: list[Baseline]) -> None:
    """A mutant is killed by a claim that holds in the original."""
    if not any(base.holding for base in baselines):
        raise click.UsageError("no claim holds in the original, so none can kill a mutant: see everystate check")


def _exit_code(task: Task, strength: Strength) -> Exit:
    if strength.untried:
        return Exit.UNDECIDED
    below = task.fail_under is not None and strength.score is not None and strength.score < task.fail_under
    return Exit.FAILED if below else Exit.OK


class _Telling:
    """What is said, and how it is written and drawn."""

    def __init__(self, task: Task, spec: Spec) -> None:
        self.task = task
        self.spec = spec
        self.outlet = task.outlet

    @cached_property
    def worlds(self) -> dict[str, World]:
        """By name."""
        return {world.name: world for world in _worlds(self.task, self.spec)}

    def rerun(self, one: Tried) -> tuple[Space, Trace]:
        """The run in which a survivor is seen to differ."""
        assert one.fate.difference is not None
        return rerun(self.spec, one.mutant, self.worlds[one.fate.world], one.fate.difference)

    def list(self, chosen: list[Mutant]) -> None:
        from everystate.report.forms.record import as_json
        from everystate.report.mutation.record import describe
        from everystate.report.mutation.text import list_mutants

        if self.task.form == "json":
            self.outlet.deliver(as_json([describe(mutant) for mutant in chosen]))
        else:
            self.outlet.tell(list_mutants(chosen, self.spec.folder, self.outlet.width))

    def deliver(self, strength: Strength) -> None:
        runs = self.rerun if self.task.verbose else None
        if self.task.form == "json":
            from everystate.report.forms.record import as_json
            from everystate.report.mutation.record import record_strength

            self.outlet.deliver(as_json(record_strength(strength)))
        elif self.task.form == "markdown":
            from everystate.report.mutation.markdown import strength_in_markdown

            self.outlet.deliver(strength_in_markdown(strength, runs))
        else:
            from everystate.report.mutation.text import report_strength

            self.outlet.tell(report_strength(strength, self.outlet.width, runs))

    def draw(self, strength: Strength, folder: Path) -> None:
        """The run of each survivor as a chart, in every form."""
        from everystate.draw.folder import write_files
        from everystate.draw.pictures import Picture, slug
        from everystate.draw.runs import run_chart
        from everystate.report.mutation.wording import told

        drawn = [one for one in strength.of("survived") if one.fate.difference and one.fate.difference.path]
        for number, one in enumerate(drawn, 1):
            assert one.fate.difference is not None
            name = f"{number:03}-{slug(one.mutant.name)}"
            chart = run_chart(*self.rerun(one), name, one.mutant.name, told(one.fate.difference))
            forms = Picture(name, chart).forms()
            write_files(folder, {f"{name}.{suffix}": text for suffix, text in forms.items()})
        if not self.task.quiet:
            write(sys.stderr, f"{len(drawn)} survivors drawn in {folder}\n")
