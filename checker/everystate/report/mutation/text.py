"""The strength of the claims as text, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.text import Text

from everystate.exploring.space import Space
from everystate.judging.verdict import Trace
from everystate.report.layout import MARKS, QUIET, STRONG, indented, line, paragraph, with_margin
from everystate.report.mutation.wording import (
    KIND_TEXTS,
    aside,
    difference_text,
    in_world,
    percent,
    summary,
    where_killed,
)
from everystate.report.runs.steps import list_steps
from everystate.study.mutation.fate import Answer
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.strength import Strength, Tried
from everystate.wording.charting import chart_of
from everystate.wording.text import counted, one_line, printable, where

Rerun = Callable[[Tried], tuple[Space, Trace]]

_ANSWERS: tuple[Answer, ...] = ("killed", "survived", "undecided", "equivalent", "refused")
_STYLES: dict[Answer, tuple[str, str]] = {
    "killed": MARKS["holds"],
    "survived": MARKS["violated"],
    "undecided": MARKS["undecided"],
    "equivalent": MARKS["known"],
    "refused": MARKS["known"],
}
_CELL = 11


def report_strength(strength: Strength, width: int, rerun: Rerun | None = None) -> Iterator[Text]:
    """The lines of the report; with `rerun`, every mutant is listed, and the survivors with a run."""
    yield from paragraph(strength.spec.title, width, style=STRONG)
    yield line((f"{printable(strength.spec.folder)}, {_worlds(strength)}", QUIET))
    yield line()
    yield line((f"{percent(strength.score)}: {summary(strength)}", STRONG))
    for text in aside(strength):
        yield from paragraph(text, width, 2, hang=2)
    yield line()
    yield from _kinds(strength, width)
    yield line()
    yield from _claims(strength, width)
    for answer in _ANSWERS if rerun else ("survived", "undecided"):
        yield from _listed(strength, answer, width, rerun)


def _worlds(strength: Strength) -> str:
    named = [f"{base.world.name or 'as declared'} ({base.states:,} joint states)" for base in strength.baselines]
    return "; ".join(named)


def _row(name: str, cells: list[str], width: int, style: str = "") -> Text:
    text = line((name, style))
    text.pad_right(max(width - _CELL * len(cells) - text.cell_len, 1))
    return text + line(("".join(cell.rjust(_CELL) for cell in cells), style))


def _kinds(strength: Strength, width: int) -> Iterator[Text]:
    room = min(width, 100)
    yield _row("kind of change", list(_ANSWERS), room, QUIET)
    for kind in strength.kinds():
        counts = strength.counts(kind)
        yield _row(kind, [f"{counts[answer]:,}" if counts[answer] else "" for answer in _ANSWERS], room)


def _claims(strength: Strength, width: int) -> Iterator[Text]:
    room = min(width, 130)
    yield _row("claim", ["kills", "first", "alone"], room, QUIET)
    for score in strength.claims():
        cells = [f"{number:,}" if number else "" for number in (score.kills, score.first, score.alone)]
        *above, last = paragraph(score.claim, room - _CELL * len(cells) - 1, hang=2)
        yield from above
        yield _row(last.plain, cells, room)
    yield from paragraph("first: by depth, or one of several; alone: no other claim fails there", width, 2, QUIET)


def _listed(strength: Strength, answer: Answer, width: int, rerun: Rerun | None) -> Iterator[Text]:
    chosen = list(strength.of(answer))
    if not chosen:
        return
    mark, style = _STYLES[answer]
    yield line()
    yield line((f"{mark} {answer}: {counted(len(chosen), 'mutant')}", style))
    for one in chosen:
        yield line()
        yield from describe_mutant(one.mutant, strength.spec.folder, width)
        yield from paragraph(_outcome(one), width, 4)
        if rerun is not None and one.fate.difference is not None:
            space, trace = rerun(one)
            yield from (indented(text, 4) for text in list_steps(chart_of(space, trace), width - 4))


def _outcome(one: Tried) -> str:
    fate = one.fate
    if fate.answer == "killed":
        return f"killed by {where_killed(fate)}"
    parts = [fate.reason] if fate.reason else []
    parts += [difference_text(fate.difference)] if fate.difference is not None else []
    return " ".join(parts) + in_world(fate)


def describe_mutant(mutant: Mutant, folder: str, width: int) -> Iterator[Text]:
    """The lines of a mutant: its name, its place, and the old and the new text."""
    *above, last = paragraph(one_line(mutant.name), width, 2, hang=2)
    yield from above
    yield from with_margin(last, where(mutant.place, folder), width)
    for sign, text in (("-", mutant.before), ("+", mutant.after)):
        for part in text.splitlines():
            yield from paragraph(f"{sign} {part}", width, 4, QUIET, hang=2)


def list_mutants(mutants: list[Mutant], folder: str, width: int) -> Iterator[Text]:
    """The mutants that would be tried, by kind."""
    for kind, about in KIND_TEXTS.items():
        chosen = [mutant for mutant in mutants if mutant.kind == kind]
        if chosen:
            yield line((f"{kind}: {about}", STRONG))
        for mutant in chosen:
            yield from describe_mutant(mutant, folder, width)
    yield line((counted(len(mutants), "mutant"), QUIET))
