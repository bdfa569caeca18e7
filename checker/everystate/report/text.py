"""The whole report as text for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from everystate.judge.verdict import Result
from everystate.report.evidence import show_evidence
from everystate.report.layout import STRONG, line, paragraph
from everystate.report.measures import tally
from everystate.report.summary import describe_space, list_verdicts


def report(result: Result, width: int, verbose: bool = False) -> Iterator[Text]:
    """The lines of the report; `verbose` adds the evidence for known violations, and witnesses."""
    yield from describe_space(result, width)
    yield from list_verdicts(result, width, verbose)
    shown = ("violated", "known") if verbose else ("violated",)
    for verdict in result.verdicts:
        if verdict.answer in shown:
            yield line()
            yield line("─" * width)
            yield from show_evidence(result, verdict, width)
    yield line()
    for note in result.notes:
        yield from paragraph(f"note: {note}", width, hang=6)
    yield line((tally(result), STRONG))
