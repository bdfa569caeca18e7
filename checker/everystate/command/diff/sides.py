"""`everystate diff`, from its options to a report: both sides are loaded, checked and compared."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from everystate.command.arguments import SearchProgress, StudyArguments
from everystate.command.revision import folder_of, is_revision, of_folder
from everystate.command.stopping import supervisor
from everystate.composing.network import Network
from everystate.loading import load
from everystate.problems import Exit, Place, Problem, SpecError
from everystate.study.difference.comparing import Comparison, Side, compare
from everystate.study.difference.sources import Sources

if TYPE_CHECKING:
    from everystate.exploring.space import Space
    from everystate.judging.verdict import Trace


@dataclass(frozen=True, kw_only=True)
class DiffArguments(StudyArguments):
    """The options of `everystate diff`."""

    old: str
    new: str | None
    spec: Path | None = None
    strict: bool = False
    max_pairs: int = 500_000


@dataclass(frozen=True)
class _Composed:
    """A side before its check."""

    name: str
    network: Network
    sources: Sources


def run_diff(asked: DiffArguments) -> Exit:
    """Compare two specs, and write the report; returns the exit code."""
    asked.enforce_memory()
    comparison = _compared(asked, *_both(asked))
    with supervisor().shield():
        _deliver(asked, comparison)
    return Exit.FAILED if asked.strict and not comparison.is_same else comparison.exit_code


# -- loading ----------------------------------------------------------------------------------------------------------


def _both(asked: DiffArguments) -> tuple[_Composed, _Composed]:
    """Both sides, or every mistake of both."""
    sides: list[_Composed] = []
    problems: list[Problem] = []
    for name, at in _named(asked):
        try:
            sides.append(_composed(asked, name, at))
        except SpecError as error:
            problems += [_of_side(problem, name) for problem in error.problems]
    if problems:
        raise SpecError(problems)
    return sides[0], sides[1]


def _named(asked: DiffArguments) -> Iterator[tuple[str, str]]:
    """The name and the location of each side."""
    for text in (asked.old, asked.new):
        if asked.spec is None:
            yield str(text), str(text)
        elif text is None:
            yield str(asked.spec), str(asked.spec)
        else:
            yield f"{text}:{asked.spec.as_posix()}", of_folder(text, asked.spec)


def _composed(asked: DiffArguments, name: str, at: str) -> _Composed:
    with _folder(asked, at) as folder:
        spec = load(folder, name)
        sources = Sources.of(folder, name)
    return _Composed(name, asked.network(spec), sources)


@contextmanager
def _folder(asked: DiffArguments, at: str) -> Generator[Path]:
    if is_revision(at) or (asked.spec and at != str(asked.spec)):
        with folder_of(at) as folder:
            yield folder
    else:
        yield Path(at)


def _of_side(problem: Problem, name: str) -> Problem:
    """The mistake; if it is about an option, its place also names the spec in which the option is wrong."""
    place = problem.place
    return replace(problem, place=Place(f"{place.file} in {name}")) if place.is_option else problem


# -- checking ---------------------------------------------------------------------------------------------------------


def _compared(asked: DiffArguments, old: _Composed, new: _Composed) -> Comparison:
    sides = [_checked(asked, old, 0.4), _checked(asked, new, 0.8)]
    with asked.progress() as progress:
        return compare(sides[0], sides[1], asked.max_pairs, asked.max_seconds, partial(_show_pairs, progress))


def _checked(asked: DiffArguments, side: _Composed, share: float) -> Side:
    """A side with the result of its check, which must end at this fraction of the time of the command."""
    with asked.progress(share) as progress:
        return Side(side.name, asked.check(expectation="ignore").run(side.network, progress), side.sources)


def _show_pairs(progress: SearchProgress, pairs: int) -> None:
    progress.turn_to(f"comparing runs: {pairs:,} pairs of joint states")


# -- reporting --------------------------------------------------------------------------------------------------------


def _deliver(asked: DiffArguments, comparison: Comparison) -> None:
    if asked.form == "json":
        from everystate.report.difference.record import record_difference
        from everystate.report.forms.record import as_json

        asked.write(as_json(record_difference(comparison)))
    elif asked.form == "markdown":
        from everystate.report.difference.markdown import difference_in_markdown

        asked.write(difference_in_markdown(comparison, _drawn))
    else:
        from everystate.report.difference.text import show_difference

        asked.write_lines(show_difference(comparison, asked.width))


def _drawn(space: Space, trace: Trace, title: str) -> str:
    from everystate.draw.mermaid import mermaid
    from everystate.wording.charting import chart_of

    return mermaid(chart_of(space, trace, "run", title))
