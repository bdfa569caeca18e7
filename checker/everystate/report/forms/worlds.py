"""All worlds in one table: worlds down, claims across, a verdict in each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rich.text import Text

from everystate.expected import AS_EXPECTED
from everystate.judging.verdict import Answer, Verdict
from everystate.loading.spec import Spec
from everystate.report.forms.listing import set_there
from everystate.report.layout import MARKS, QUIET, STRONG, line, paragraph, with_margin
from everystate.wording.text import counted, one_line, printable, where

_DECLARED = "as declared"


@dataclass(frozen=True)
class Checked:
    """The result in one world; without a name, it is of the declared parameters.

    `again` is a command that checks what is violated there.
    """

    name: str
    verdicts: tuple[Verdict, ...]
    states: int
    stopped: str = ""
    notes: tuple[str, ...] = ()
    again: str = ""

    @property
    def title(self) -> str:
        """The title of the world in the table."""
        return self.name or _DECLARED


def tabulate(spec: Spec, checked: list[Checked], width: int) -> Iterator[Text]:
    """The lines of the table, of its legend, and of the claims that do not hold."""
    claims = list(dict.fromkeys(verdict.name for one in checked for verdict in one.verdicts))
    yield from paragraph(spec.title, width, style=STRONG)
    yield line(
        (f"{printable(spec.folder)}, {counted(len(spec.worlds), 'world')} beside the declared parameters", QUIET)
    )
    yield line()
    yield from _Table(checked, claims, width).lines()
    yield line()
    for number, claim in enumerate(claims, 1):
        yield from paragraph(f"{number}  {claim}", width, 3 - len(str(number)), hang=len(str(number)) + 2)
    if any(len(one.verdicts) < len(claims) for one in checked):
        declared = {verdict.name for verdict in checked[0].verdicts}
        of_layers = "" if declared.issuperset(claims) else ", or no claim of what is laid there"
        yield from paragraph(f"-  judged at the declared parameters only{of_layers}", width, 2, QUIET)
    yield line()
    for world in spec.worlds:
        yield from paragraph(f"{world.name}: {world.description}", width, hang=5)
        yield from paragraph(set_there(world), width, 5, QUIET)
    for one in checked:
        yield from _failing(one, claims, width)
        yield from _unexpected(one, spec.folder, width)
    yield line()
    for note in dict.fromkeys(note for one in checked for note in one.notes):
        yield from paragraph(f"note: {note}", width, hang=6)
    yield line((_tally(checked), STRONG))


class _Table:
    """The table. A cell has two columns, or one if that does not fit; the numbers of claims are written downwards."""

    def __init__(self, checked: list[Checked], claims: list[str], width: int) -> None:
        self.checked = checked
        self.claims = claims
        self.names = max(len(one.title) for one in checked)
        self.counts = max(len("joint states"), *(len(f"{one.states:,}") for one in checked))
        room = width - self.names - self.counts - 3
        self.cell = 2 if 2 * len(claims) <= room else 1

    def lines(self) -> Iterator[Text]:
        numbers = range(1, len(self.claims) + 1)
        if len(self.claims) > 9:
            tens = [str(number // 10) if number >= 10 else " " for number in numbers]
            yield self.line("", "", [(ten, QUIET) for ten in tens])
        yield self.line("world", "joint states", [(str(number % 10), QUIET) for number in numbers], QUIET)
        for one in self.checked:
            marks = {verdict.name: MARKS[verdict.answer] for verdict in one.verdicts}
            yield self.line(one.title, f"{one.states:,}", [marks.get(claim, ("-", QUIET)) for claim in self.claims])

    def line(self, name: str, count: str, cells: list[tuple[str, str]], style: str = "") -> Text:
        made = line((f"{name.ljust(self.names)}  {count.rjust(self.counts)}  ", style))
        for text, colour in cells:
            made.append(text.ljust(self.cell), colour)
        made.rstrip()
        return made


def _failing(one: Checked, claims: list[str], width: int) -> Iterator[Text]:
    """The lines of the claims that do not hold in a world; claims with the same reason share an entry."""
    found: dict[tuple[Answer, str], list[str]] = {}
    for verdict in one.verdicts:
        if verdict.answer != "holds":
            why = verdict.known or one_line(verdict.reason)
            found.setdefault((verdict.answer, why), []).append(_numbered(verdict, claims))
    for (answer, why), numbers in found.items():
        mark, style = MARKS[answer]
        yield line()
        yield line((f"{mark} {one.title}: {answer}", style))
        yield from paragraph(f"claim {', '.join(numbers)}", width, 2)
        yield from paragraph(why, width, 2, QUIET)
        if answer == "violated":
            yield line(("  to see it again:  ", QUIET), one.again)


def _unexpected(one: Checked, folder: str, width: int) -> Iterator[Text]:
    """Each value that is not as expected."""
    for cause in (cause for verdict in one.verdicts if verdict.kind == AS_EXPECTED for cause in verdict.causes):
        text = line(f"    {one_line(cause.text)}")
        yield from with_margin(text, where(cause.place, folder), width) if cause.place else [text]


def _numbered(verdict: Verdict, claims: list[str]) -> str:
    number = str(claims.index(verdict.name) + 1)
    return f"{number} after {counted(verdict.trace.length, 'step')}" if verdict.trace else number


def _tally(checked: list[Checked]) -> str:
    answers = Counter(verdict.answer for one in checked for verdict in one.verdicts)
    words: tuple[Answer, ...] = ("violated", "undecided", "known")
    parts = [f"{answers['holds']:,} hold"] + [f"{answers[word]:,} {word}" for word in words if answers[word]]
    return f"{counted(len(checked), 'world')}: {', '.join(parts)}"
