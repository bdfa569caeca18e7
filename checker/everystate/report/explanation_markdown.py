"""Explanations as Markdown: for a comment, an issue, a page of documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from everystate.compose.network import shown
from everystate.judge.verdict import Result
from everystate.report.again import reproduce
from everystate.report.evidence import list_run
from everystate.report.explanation import sections
from everystate.report.measures import measured, tally
from everystate.report.screen import WIDTH_OF_FILES, painted
from everystate.report.sections import Section
from everystate.report.wording import counted, one_line, printable
from everystate.study.explanation import Explanation

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$@:])")


def markdown(result: Result, explanations: Iterable[Explanation]) -> str:
    """One document."""
    return "\n".join(_document(result, list(explanations))) + "\n"


def escaped(text: str) -> str:
    """A text that Markdown takes as it is: in one line, with nothing that it would read as markup."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def fenced(text: str) -> str:
    """Lines as a block of code, in a fence that is longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def _document(result: Result, explanations: list[Explanation]) -> Iterator[str]:
    network = result.network
    yield f"# {escaped(network.spec.title)}"
    yield ""
    settings = ", ".join(f"{name}={shown(value)}" for name, value in network.parameters.items())
    yield escaped(
        f"{printable(network.spec.folder)}" + (f", at {settings}" if settings else "") + f": {measured(result.space)}."
    )
    for explanation in explanations:
        yield from _one(result, explanation)
    if not explanations:
        yield ""
        yield "Nothing is violated: there is nothing to explain."
    yield ""
    yield escaped(tally(result)) + "."


def _one(result: Result, explanation: Explanation) -> Iterator[str]:
    verdict = explanation.verdict
    length = f", after {counted(verdict.trace.length, 'step')}" if verdict.trace else ""
    yield ""
    yield f"## {escaped(verdict.name)}"
    yield ""
    yield f"**{verdict.answer}**{length}" + (f": {escaped(verdict.known)}" if verdict.known else "")
    if verdict.trace is not None:
        yield ""
        lines = list_run(result, verdict, verdict.trace, WIDTH_OF_FILES)
        yield fenced(painted(lines, coloured=False).strip("\n"))
    for section in sections(result, explanation):
        yield from _section(section)
    yield ""
    yield fenced(reproduce(result, verdict.name))


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield f"### {section.title}"
    yield ""
    for entry in section.entries:
        strong = f"**{escaped(entry.strong)}**: " if entry.strong else ""
        place = f" ({escaped(entry.place)})" if entry.place else ""
        yield f"{'  ' * entry.depth}- {strong}{escaped(entry.text)}{place}"
