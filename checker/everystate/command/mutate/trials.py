"""`everystate mutate`, from its options to a report and charts: mutants are chosen and tried."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

import click

from everystate.command.arguments import EVERY_WORLD, StudyArguments
from everystate.command.output.delivery import write
from everystate.command.stopping import supervisor
from everystate.exploring.space import Space
from everystate.judging.verdict import Trace
from everystate.loading import load
from everystate.loading.spec import Spec
from everystate.loading.worlds import laid_in, settings_of
from everystate.problems import Exit, Place, Problem, SpecError
from everystate.study.mutation.kinds import Kind
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.mutants import at_line, mutants, of_kinds, sample
from everystate.study.mutation.rerun import rerun
from everystate.study.mutation.strength import Strength, Tried, baselines_in, claims_strength
from everystate.study.mutation.trial import Baseline, World


@dataclass(frozen=True, kw_only=True)
class MutateArguments(StudyArguments):
    """The options of `everystate mutate`."""

    spec: Path
    worlds: tuple[str, ...] = ()
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


def run_mutate(asked: MutateArguments) -> Exit:
    """Try the mutants of a spec, and write the report; returns the exit code."""
    spec = _laid(asked, load(asked.spec))
    worlds = _worlds(asked, spec)
    chosen = _chosen(asked, spec, worlds[0])
    report = _Report(asked, spec)
    if asked.listing:
        report.list(chosen)
        return Exit.OK
    asked.enforce_memory()
    strength = _strength(asked, spec, worlds, chosen)
    with supervisor().shield():
        report.deliver(strength)
    if asked.drawings and not supervisor().reason:
        report.draw(strength, asked.drawings)
    return _exit_code(asked, strength)


def _laid(asked: MutateArguments, spec: Spec) -> Spec:
    """The spec with the layers that are asked for, and those of the first named world."""
    first = next((name for name in asked.worlds if name != EVERY_WORLD), None)
    return laid_in(spec, None if EVERY_WORLD in asked.worlds else first, asked.layers)[0]


def _worlds(asked: MutateArguments, spec: Spec) -> list[World]:
    """The declared parameters, or the named worlds, where `--set` overrides their parameters.

    A mutant is a change of what is laid. So all worlds must lay the same; of every world, those are meant that do.

    Raises:
        SpecError: a named world lays something else.
    """
    laid = {world.name: {*world.layers, *asked.layers} == {*spec.laid} for world in spec.worlds}
    names = list(dict.fromkeys(asked.worlds)) or [""]
    if EVERY_WORLD in names:
        names = ["", *(name for name, is_same in laid.items() if is_same)]
    if others := [name for name in names if not laid.get(name, True)]:
        what, why = f"'{others[0]}' lays other layers than '{names[0]}'", "a mutant is a change of what is laid"
        raise SpecError([Problem(Place("--world"), what, why, "try them one after the other")])
    return [World(name, {**settings_of(spec, name or None), **asked.settings}) for name in names]


def _chosen(asked: MutateArguments, spec: Spec, first: World) -> list[Mutant]:
    """The requested mutants; bounds are mutated from their values in the first world."""
    chosen = mutants(spec, first.settings)
    if asked.lines:
        at_lines = [(f"{file}:{line}", at_line(chosen, file, line)) for file, line in asked.lines]
        empty = [Problem(Place("--row"), f"nothing to change at {text}") for text, those in at_lines if not those]
        if empty:
            raise SpecError(empty)
        wanted = {mutant.name for _, those in at_lines for mutant in those}
        chosen = [mutant for mutant in chosen if mutant.name in wanted]
    chosen = of_kinds(chosen, asked.kinds) if asked.kinds else chosen
    return chosen if asked.sample is None else sample(chosen, asked.sample, asked.seed)


def _strength(asked: MutateArguments, spec: Spec, worlds: list[World], chosen: list[Mutant]) -> Strength:
    baselines = baselines_in(spec, worlds, asked.claims or None, asked.limits, asked.jobs)
    _refuse_if_nothing_holds(baselines)
    done = count(1)
    with asked.counting() as counting:
        return claims_strength(
            spec,
            chosen,
            baselines,
            jobs=0 if asked.jobs == 1 else asked.jobs,  # a single job needs no worker
            engine=asked.engine,
            to_the_end=asked.to_the_end,
            on_result=lambda *_: counting(next(done), len(chosen)),
        )


def _refuse_if_nothing_holds(baselines: list[Baseline]) -> None:
    """Refuse a spec without a claim that holds: only such a claim can kill a mutant."""
    if not any(base.holding for base in baselines):
        raise click.UsageError("no claim holds in the original, so none can kill a mutant: see everystate check")


def _exit_code(asked: MutateArguments, strength: Strength) -> Exit:
    if strength.untried:
        return Exit.UNDECIDED
    below = asked.fail_under is not None and strength.score is not None and strength.score < asked.fail_under
    return Exit.FAILED if below else Exit.OK


class _Report:
    """Writes and draws the report."""

    def __init__(self, asked: MutateArguments, spec: Spec) -> None:
        self.asked = asked
        self.spec = spec

    @cached_property
    def worlds(self) -> dict[str, World]:
        """The worlds by their names."""
        return {world.name: world for world in _worlds(self.asked, self.spec)}

    def rerun(self, one: Tried) -> tuple[Space, Trace]:
        """The run in which a survivor differs from the original, with the space that has it."""
        assert one.fate.difference is not None
        return rerun(self.spec, one.mutant, self.worlds[one.fate.world], one.fate.difference)

    def list(self, chosen: list[Mutant]) -> None:
        from everystate.report.forms.record import as_json
        from everystate.report.mutation.record import describe
        from everystate.report.mutation.text import list_mutants

        if self.asked.form == "json":
            self.asked.write(as_json([describe(mutant) for mutant in chosen]))
        else:
            self.asked.write_lines(list_mutants(chosen, self.spec.folder, self.asked.width))

    def deliver(self, strength: Strength) -> None:
        runs = self.rerun if self.asked.verbose else None
        if self.asked.form == "json":
            from everystate.report.forms.record import as_json
            from everystate.report.mutation.record import record_strength

            self.asked.write(as_json(record_strength(strength)))
        elif self.asked.form == "markdown":
            from everystate.report.mutation.markdown import strength_in_markdown

            self.asked.write(strength_in_markdown(strength, runs))
        else:
            from everystate.report.mutation.text import report_strength

            self.asked.write_lines(report_strength(strength, self.asked.width, runs))

    def draw(self, strength: Strength, folder: Path) -> None:
        """Write the run of each survivor to the folder, as a chart in every form."""
        from everystate.draw.folder import write_files
        from everystate.draw.pictures import Picture, slug
        from everystate.report.mutation.wording import difference_text
        from everystate.wording.charting import chart_of

        drawn = [one for one in strength.of("survived") if one.fate.difference and one.fate.difference.path]
        for number, one in enumerate(drawn, 1):
            assert one.fate.difference is not None
            name = f"{number:03}-{slug(one.mutant.name)}"
            chart = chart_of(*self.rerun(one), name, one.mutant.name, difference_text(one.fate.difference))
            forms = Picture(name, chart).forms()
            write_files(folder, {f"{name}.{suffix}": text for suffix, text in forms.items()})
        if not self.asked.quiet:
            write(sys.stderr, f"{len(drawn)} survivors drawn in {folder}\n")
