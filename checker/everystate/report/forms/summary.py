"""The beginning of a report: the spec, the size of its space, and the verdict on every claim."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rich.text import Text

from everystate.judging.assumed import assumed
from everystate.judging.verdict import Kind, Result, Verdict
from everystate.loading.expression import shown
from everystate.report.evidence.claim import shown_by_witness
from everystate.report.layout import MARKS, QUIET, STRONG, line, paragraph
from everystate.report.measures import measured, out_degree
from everystate.wording.text import counted, one_line, printable

_VERDICT = 13
_MOST_HOLDING = 12
"""More claims that hold are counted, and not listed."""

_KINDS: dict[Kind, str] = {
    "after": "after a phase",
    "always": "in every joint state",
    "never": "in every joint state",
    "possible": "in some joint state",
    "whenever": "of steps",
    "ends": "about the ends of phases",
}

Cell = tuple[str, str]


def describe_space(result: Result, width: int) -> Iterator[Text]:
    """Title, parameters, and the size of the space."""
    spec, space = result.network.spec, result.space
    yield from paragraph(spec.title, width, style=STRONG)
    yield line((printable(spec.folder), QUIET))
    if result.network.setting:
        yield from paragraph(_parameters(result), width)
    yield from paragraph(f"{measured(space)}, outdegree {out_degree(space):.1f} on average", width)
    if not space.complete:
        seen = f"Stopped: {space.stopped}. All steps were followed from {space.expanded:,} of these states."
        yield from paragraph(seen, width, style=MARKS["undecided"][1])


def _parameters(result: Result) -> str:
    made = [f"layers={'+'.join(result.network.spec.laid)}"] if result.network.spec.laid else []
    for parameter in result.network.spec.parameters:
        value = result.network.parameters[parameter.name]
        declared = "" if value == parameter.initial else f" (declared {shown(parameter.initial)})"
        made.append(f"{parameter.name}={shown(value)}{declared}")
    return ", ".join(made)


def _judged(verdict: Verdict) -> str:
    """The unit in one word: `7 states`, `7 settled`."""
    number = verdict.judged.number
    match verdict.judged.unit:
        case "settled state":
            return f"{number:,} settled"
        case "joint state":
            return counted(number, "state")
        case _:
            return str(verdict.judged)


def list_verdicts(result: Result, width: int, verbose: bool) -> Iterator[Text]:
    """A table of all claims: those of the spec in their order, then the built-in ones.

    Unless `verbose`, those that hold and have no remark are counted by kind, where they are many.
    """
    table = _Table(result, width, verbose)
    for built_in in (False, True):
        chosen = [verdict for verdict in result.verdicts if verdict.built_in == built_in]
        if chosen:
            yield line()
            yield table.head("built-in claim" if built_in else "claim")
            counted_only = [] if verbose else _many(chosen)
            for verdict in chosen:
                if verdict not in counted_only:
                    yield from table.rows(verdict)
            yield from table.groups(counted_only)
            if fair := assumed(result.network, [verdict.kind for verdict in chosen]):
                yield from paragraph(f"claims about time assume: {fair}", width, _VERDICT, QUIET)


def _many(verdicts: list[Verdict]) -> list[Verdict]:
    """The claims that hold and have no remark, if they are too many to read."""
    holding = [verdict for verdict in verdicts if verdict.answer == "holds" and not verdict.remark]
    return holding if len(holding) > _MOST_HOLDING else []


def _kind(verdict: Verdict) -> str:
    return _KINDS.get(verdict.kind, "about time")


class _Table:
    def __init__(self, result: Result, width: int, verbose: bool) -> None:
        self.verbose = verbose
        self.judged = {verdict.name: _judged(verdict) for verdict in result.verdicts}
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

    def groups(self, verdicts: list[Verdict]) -> Iterator[Text]:
        """A row for each kind of claim that holds, with the fewest and the most places where one is judged."""
        mark, style = MARKS["holds"]
        for kind in dict.fromkeys(map(_kind, verdicts)):
            group = sorted((one for one in verdicts if _kind(one) == kind), key=lambda one: one.judged.number)
            least, most = group[0].judged.number, self.judged[group[-1].name]
            if least != group[-1].judged.number:
                most = f"{least:,} to {most}"
            row = self.row((f"{mark} holds", style), (f"{counted(len(group), 'claim')} {kind}", ""), ("", ""), ("", ""))
            room = _VERDICT + self.name_width + 2 + self.judged_width - len(most)
            row.pad_right(max(room - row.cell_len, 2))
            yield row + line((most, QUIET))
        if verdicts:
            yield line(" " * _VERDICT, ("--verbose lists them", QUIET))

    def below(self, verdict: Verdict) -> Iterator[Text]:
        width = _VERDICT + self.name_width
        if verdict.answer == "known":
            yield from paragraph(verdict.known, width, _VERDICT, QUIET)
        if verdict.answer == "undecided" and not verdict.so_far:
            yield from paragraph(verdict.reason, width, _VERDICT, QUIET)
        if verdict.remark:
            yield from paragraph(verdict.remark, width, _VERDICT, QUIET)
        if self.verbose and verdict.witness:
            length = counted(verdict.witness.length, "step")
            yield from paragraph(f"witness: {length} to where it {shown_by_witness(verdict)}", width, _VERDICT, QUIET)
