"""The whole report as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from everystate.expected import notes_of
from everystate.judging.verdict import Result
from everystate.problems import Exit, Problem
from everystate.report.evidence.claim import reproduce
from everystate.report.forms.form import Caption
from everystate.report.forms.summary import describe_space, list_verdicts
from everystate.report.layout import MARKS, STRONG, line, paragraph
from everystate.report.measures import tally
from everystate.report.screen import painted

if TYPE_CHECKING:
    from everystate.report.forms.worlds import Checked


def report(result: Result, width: int, verbose: bool = False) -> Iterator[Text]:
    """The lines of the report; `verbose` adds the evidence for known violations, and witnesses."""
    yield from describe_space(result, width)
    yield from list_verdicts(result, width, verbose)
    shown = ("violated", "known") if verbose else ("violated",)
    for verdict in result.verdicts:
        if verdict.answer in shown:
            from everystate.report.evidence.verdict import show_evidence

            yield line()
            yield line("─" * width)
            yield from show_evidence(result, verdict, width)
    yield line()
    for note in _notes(result, verbose):
        yield from paragraph(f"note: {note}", width, hang=6)
    yield line((tally(result), STRONG))


def _notes(result: Result, verbose: bool) -> tuple[str, ...]:
    """The notes; unless `verbose`, those about atoms that play no part are one."""
    if verbose or not result.idle:
        return result.all_notes
    number = len(result.idle)
    plays = "1 atom plays" if number == 1 else f"{number:,} atoms play"
    return (*result.notes, f"{plays} no part in claims that hold, at these parameters; --verbose names them")


class TextForm:
    """The report for people: of one result, everything; of several, a table of the worlds."""

    def __init__(self, width: int, coloured: bool, verbose: bool = False, table: bool = False) -> None:
        self.width = width
        self.coloured = coloured
        self.verbose = verbose
        self.table = table
        self.checked: list[Checked] = []
        self.lines: list[Text] = []

    def add(self, caption: Caption, result: Result) -> None:
        """Add the report of a result, or a row to the table of worlds."""
        if not self.table:
            self.lines += report(result, self.width, self.verbose)
            return
        from everystate.report.forms.worlds import Checked, tabulate

        violated = [verdict.name for verdict in result.verdicts if verdict.answer == "violated"]
        again = reproduce(result, *violated) if violated else ""
        states, stopped = len(result.space.states), result.space.stopped
        self.checked.append(Checked(caption.world, result.verdicts, states, stopped, notes_of(result), again))
        self.lines = list(tabulate(result.network.spec, self.checked, self.width))

    def refuse(self, problems: Sequence[Problem], exit_code: Exit = Exit.WRONG) -> None:
        """Do nothing: people read mistakes on stderr."""

    def leave_out(self, captions: Sequence[Caption], reason: str) -> None:
        """Add a line about all of them."""
        names = ", ".join(caption.world for caption in captions)
        self.lines += paragraph(f"not checked: {names} ({reason})", self.width, hang=6, style=MARKS["undecided"][1])

    def text(self) -> str:
        """The text of the report, with escape sequences if it is to be coloured."""
        return painted(self.lines, self.coloured)
