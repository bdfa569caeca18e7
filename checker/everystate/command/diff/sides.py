"""Both sides of a comparison: loaded, checked, compared and told."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from everystate.command.revision import folder_of, is_revision, of_folder
from everystate.command.studies import Study
from everystate.composing import compose
from everystate.composing.network import Network
from everystate.exploring.engines import explore
from everystate.judging.judge import judge
from everystate.loading import load
from everystate.loading.worlds import settings_of
from everystate.problems import Exit, Place, Problem, SpecError
from everystate.report.progress import ProgressLine
from everystate.study.difference.comparing import Comparison, Side, compare
from everystate.study.difference.sources import Sources

if TYPE_CHECKING:
    from everystate.exploring.space import Space
    from everystate.judging.verdict import Trace


@dataclass(frozen=True, kw_only=True)
class Task(Study):
    """What is to be compared."""

    old: str
    new: str | None
    spec: Path | None = None
    world: str | None = None
    strict: bool = False
    max_pairs: int = 500_000


@dataclass(frozen=True)
class _Composed:
    """A side that is not checked yet."""

    name: str
    network: Network
    sources: Sources


def run_diff(task: Task) -> Exit:
    """From two folders to a report; the exit code."""
    old, new = _both(task)
    comparison = _compared(task, old, new)
    _deliver(task, comparison)
    return Exit.FAILED if task.strict and not comparison.is_same else comparison.exit_code


# -- loading ----------------------------------------------------------------------------------------------------------


def _both(task: Task) -> tuple[_Composed, _Composed]:
    """Both sides, or every mistake of both."""
    made: list[_Composed] = []
    problems: list[Problem] = []
    for name, at in _named(task):
        try:
            made.append(_composed(task, name, at))
        except SpecError as error:
            problems += [_of_side(problem, name) for problem in error.problems]
    if problems:
        raise SpecError(problems)
    return made[0], made[1]


def _named(task: Task) -> Iterator[tuple[str, str]]:
    """What each side is called, and where it is."""
    for text in (task.old, task.new):
        if task.spec is None:
            yield str(text), str(text)
        elif text is None:
            yield str(task.spec), str(task.spec)
        else:
            yield f"{text}:{task.spec.as_posix()}", of_folder(text, task.spec)


def _composed(task: Task, name: str, at: str) -> _Composed:
    with _folder(task, at) as folder:
        spec = load(folder, name)
        sources = Sources.of(folder, name)
    return _Composed(name, compose(spec, {**settings_of(spec, task.world), **task.settings}), sources)


@contextmanager
def _folder(task: Task, at: str) -> Generator[Path]:
    if is_revision(at) or (task.spec and at != str(task.spec)):
        with folder_of(at) as folder:
            yield folder
    else:
        yield Path(at)


def _of_side(problem: Problem, name: str) -> Problem:
    """What is wrong with an option is wrong in one of the two specs."""
    place = problem.place
    return (
        Problem(Place(f"{place.file} in {name}"), problem.what, problem.why, problem.instead)
        if (place.file.startswith("--"))
        else problem
    )


# -- checking ---------------------------------------------------------------------------------------------------------


def _compared(task: Task, old: _Composed, new: _Composed) -> Comparison:
    progress = task.outlet.progress()
    try:
        sides = [_checked(task, side, progress) for side in (old, new)]
        return compare(sides[0], sides[1], task.max_pairs, task.max_seconds, partial(_told, progress))
    finally:
        progress.clear()


def _told(progress: ProgressLine, pairs: int) -> None:
    progress.turn_to(f"comparing runs: {pairs:,} pairs of joint states")


def _checked(task: Task, side: _Composed, progress: ProgressLine) -> Side:
    space = explore(side.network, task.limits, progress, engine=task.engine)
    if space.stopped == "interrupted":
        raise KeyboardInterrupt
    return Side(side.name, judge(space), side.sources)


# -- telling ----------------------------------------------------------------------------------------------------------


def _deliver(task: Task, comparison: Comparison) -> None:
    outlet = task.outlet
    if task.form == "json":
        from everystate.report.difference.record import record_difference
        from everystate.report.forms.record import as_json

        outlet.deliver(as_json(record_difference(comparison)))
    elif task.form == "markdown":
        from everystate.report.difference.markdown import difference_in_markdown

        outlet.deliver(difference_in_markdown(comparison, _drawn))
    else:
        from everystate.report.difference.text import show_difference

        outlet.tell(show_difference(comparison, outlet.width))


def _drawn(space: Space, trace: Trace, title: str) -> str:
    from everystate.draw.mermaid import mermaid
    from everystate.draw.runs import run_chart

    return mermaid(run_chart(space, trace, "run", title))
