"""Explanations as Markdown, for a comment, an issue or a page of documentation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from everystate.judging.verdict import Result
from everystate.loading.expression import shown
from everystate.report.evidence.claim import reproduce
from everystate.report.evidence.explanation import sections
from everystate.report.evidence.sections import Section
from everystate.report.evidence.verdict import list_run
from everystate.report.markup import fenced, plain
from everystate.report.measures import measured, tally
from everystate.report.screen import WIDTH_OF_FILES, painted
from everystate.study.explanation import Explanation
from everystate.wording.text import counted


def markdown(result: Result, explanations: Iterable[Explanation]) -> str:
    """The text of one document."""
    return "\n".join(_document(result, list(explanations))) + "\n"


def _document(result: Result, explanations: list[Explanation]) -> Iterator[str]:
    network = result.network
    yield f"# {plain(network.spec.title)}"
    yield ""
    settings = ", ".join(f"{name}={shown(value)}" for name, value in network.setting.items())
    yield plain(network.spec.folder + (f", at {settings}" if settings else "") + f": {measured(result.space)}.")
    for explanation in explanations:
        yield from _one(result, explanation)
    if not explanations:
        yield ""
        yield "Nothing is violated: there is nothing to explain."
    yield ""
    yield plain(tally(result)) + "."


def _one(result: Result, explanation: Explanation) -> Iterator[str]:
    verdict = explanation.verdict
    length = f", after {counted(verdict.trace.length, 'step')}" if verdict.trace else ""
    yield ""
    yield f"## {plain(verdict.name)}"
    yield ""
    yield f"**{verdict.answer}**{length}" + (f": {plain(verdict.known)}" if verdict.known else "")
    if verdict.trace is not None:
        yield ""
        lines = list_run(result, verdict, verdict.trace, WIDTH_OF_FILES)
        yield from fenced(painted(lines, coloured=False).strip("\n"), "text")
    for section in sections(result, explanation):
        yield from _section(section)
    yield ""
    yield from fenced(reproduce(result, verdict.name), "sh")


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield f"### {section.title}"
    yield ""
    for entry in section.entries:
        strong = f"**{plain(entry.strong)}**: " if entry.strong else ""
        place = f" ({plain(entry.place)})" if entry.place else ""
        yield f"{'  ' * entry.depth}- {strong}{plain(entry.text)}{place}"
