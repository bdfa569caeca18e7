"""The beginning of a report: what was checked, how large it is, and the verdict on every claim."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from rich.text import Text

from everystate.judging.verdict import Result, Verdict
from everystate.loading.expression import shown
from everystate.report.layout import MARKS, QUIET, STRONG, line, paragraph
from everystate.report.measures import measured, out_degree, unit
from everystate.wording.text import counted, one_line, printable

_VERDICT = 13
_SHOWN = {"possible": "holds", "recoverable": "holds again", "ends": "has ended"}

Cell = tuple[str, str]


def describe_space(result: Result, width: int) -> Iterator[Text]:
    """Title, parameters, and the size of the space."""
    spec, space = result.network.spec, result.space
    yield from paragraph(spec.title, width, style=STRONG)
    yield line((printable(spec.folder), QUIET))
    if spec.parameters:
        yield from paragraph(_parameters(result), width)
    yield from paragraph(f"{measured(space)}, outdegree {out_degree(space):.1f} on average", width)
    if not space.complete:
        seen = f"Stopped: {space.stopped}. All steps were followed from {space.expanded:,} of these states."
        yield from paragraph(seen, width, style=MARKS["undecided"][1])


def _parameters(result: Result) -> str:
    made = []
    for parameter in result.network.spec.parameters:
        value = result.network.parameters[parameter.name]
        declared = "" if value == parameter.initial else f" (declared {shown(parameter.initial)})"
        made.append(f"{parameter.name}={shown(value)}{declared}")
    return ", ".join(made)


def _judged(result: Result, verdict: Verdict) -> str:
    part = unit(result, verdict)
    return (
        f"{verdict.states:,} settled"
        if part == "settled state"
        else counted(verdict.states, part.removeprefix("joint "))
    )


def list_verdicts(result: Result, width: int, verbose: bool) -> Iterator[Text]:
    """A table of all claims: those of the spec in their order, then the built-in ones."""
    table = _Table(result, width, verbose)
    for built_in in (False, True):
        chosen = [verdict for verdict in result.verdicts if verdict.built_in == built_in]
        if chosen:
            yield line()
            yield table.head("built-in claim" if built_in else "claim")
            for verdict in chosen:
                yield from table.rows(verdict)
            yield from fair(chosen, width)


def fair(verdicts: Iterable[Verdict], width: int) -> Iterator[Text]:
    """Which fairness the claims about time assume, once."""
    for assumed in dict.fromkeys(verdict.fairness for verdict in verdicts if verdict.fairness):
        yield from paragraph(f"claims about time assume: {assumed}", width, _VERDICT, QUIET)


class _Table:
    def __init__(self, result: Result, width: int, verbose: bool) -> None:
        self.verbose = verbose
        self.judged = {verdict.name: _judged(result, verdict) for verdict in result.verdicts}
        self.kinds: dict[str, str] = {g.claim.name: g.claim.kind for g in result.network.claims}
        self.lengths = {v.name: counted(v.trace.length, "step") for v in result.verdicts if v.trace}
        self.judged_width = max(len("judged in"), *map(len, self.judged.values()))
        self.length_width = max(len("fails after"), *map(len, self.lengths.values())) if self.lengths else 0
        right = self.judged_width + (self.length_width + 2 if self.lengths else 0)
        self.name_width = max(min(width - _VERDICT - right - 2, 90), 16)

    def head(self, title: str) -> Text:
        return self.row(*((name, QUIET) for name in ("verdict", title, "judged in", "fails after")))

    def row(self, verdict: Cell, name: Cell, judged: Cell, length: Cell) -> Text:
        made = line((verdict[0].ljust(_VERDICT), verdict[1]), name)
        made.pad_right(_VERDICT + self.name_width + 2 - made.cell_len)
        made.append(judged[0].rjust(self.judged_width), judged[1])
        if self.lengths:
            made.append("  " + length[0].rjust(self.length_width), length[1])
        made.rstrip()
        return made

    def rows(self, verdict: Verdict) -> Iterator[Text]:
        mark, style = MARKS[verdict.answer]
        first, *more = textwrap.wrap(one_line(verdict.name), self.name_width, break_on_hyphens=False)
        judged, length = self.judged[verdict.name], self.lengths.get(verdict.name, "")
        yield self.row((f"{mark} {verdict.answer}", style), (first, ""), (judged, QUIET), (length, ""))
        for name in more:
            yield line(" " * _VERDICT, name)
        yield from self.below(verdict)

    def below(self, verdict: Verdict) -> Iterator[Text]:
        width = _VERDICT + self.name_width
        if verdict.answer == "known":
            yield from paragraph(verdict.known, width, _VERDICT, QUIET)
        if verdict.answer == "undecided" and not verdict.reason.startswith("holds so far"):
            yield from paragraph(verdict.reason, width, _VERDICT, QUIET)
        if verdict.remark:
            yield from paragraph(verdict.remark, width, _VERDICT, QUIET)
        if self.verbose and verdict.witness:
            length = counted(verdict.witness.length, "step")
            yield from paragraph(f"witness: {length} to where it {self.shown(verdict)}", width, _VERDICT, QUIET)

    def shown(self, verdict: Verdict) -> str:
        """What a witness shows."""
        return _SHOWN.get(self.kinds.get(verdict.name, ""), "could fail")
