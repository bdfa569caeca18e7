"""Explanations as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from everystate.judging.verdict import Result
from everystate.report.evidence.claim import reproduce
from everystate.report.evidence.explanation import sections
from everystate.report.evidence.sections import section_lines
from everystate.report.evidence.verdict import claimed, list_run
from everystate.report.forms.summary import describe_space
from everystate.report.layout import MARKS, QUIET, STRONG, line
from everystate.report.measures import tally
from everystate.study.explanation import Explanation
from everystate.wording.text import one_line


def explain(result: Result, explanations: Iterable[Explanation], width: int) -> Iterator[Text]:
    """The lines of the report: the space, and each explanation."""
    yield from describe_space(result, width)
    every = list(explanations)
    for explanation in every:
        yield line()
        yield line("─" * width)
        yield from _one(result, explanation, width)
    if not every:
        yield line()
        yield line("Nothing is violated: there is nothing to explain.")
    yield line()
    yield line((tally(result), STRONG))


def _one(result: Result, explanation: Explanation, width: int) -> Iterator[Text]:
    verdict = explanation.verdict
    mark, style = MARKS[verdict.answer]
    yield line((f"{mark} {one_line(verdict.name)}", style))
    yield from claimed(result, verdict, width)
    if verdict.trace is not None:
        yield from list_run(result, verdict, verdict.trace, width)
    for section in sections(result, explanation):
        yield line()
        yield from section_lines(section, width)
    yield line()
    yield line(("to see it again:  ", QUIET), reproduce(result, verdict.name))
