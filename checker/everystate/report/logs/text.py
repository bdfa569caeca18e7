"""What becomes of a log, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from everystate.loading.party import Machine, Row
from everystate.logs.conclusion import Blocked, Conclusion, Head, Memory, Repair, Taker
from everystate.report.evidence.missing import missing
from everystate.report.evidence.sections import Entry, Section, section_lines
from everystate.report.layout import MARKS, QUIET, STRONG, line, paragraph
from everystate.report.logs.lanes import lanes
from everystate.wording.text import counted, one_line, where

_MARKS = {"explained": MARKS["holds"], "impossible": MARKS["violated"], "undecided": MARKS["undecided"]}
_MOST = 12
"""The number of entries of a list in the report."""


def tell(conclusion: Conclusion, width: int, verbose: bool = False) -> Iterator[Text]:
    """The lines of the report."""
    spec = conclusion.network.spec
    yield line((one_line(spec.title), STRONG))
    yield line(
        f"{spec.folder}: {counted(conclusion.records, 'record')} of {counted(len(conclusion.sources), 'source')}"
    )
    if conclusion.unmapped:
        yield line(
            (f"{counted(conclusion.unmapped, 'record')} not mapped, and left out: --map-only shows them", STRONG)
        )
    yield line()
    yield from _verdict(conclusion, width)
    if conclusion.blocked is not None:
        yield from _blocked(conclusion, conclusion.blocked, width)
    else:
        yield from _rows(conclusion, width, verbose)


def _verdict(conclusion: Conclusion, width: int) -> Iterator[Text]:
    mark, style = _MARKS[conclusion.answer]
    head = line((f"{mark} {conclusion.answer}", style))
    blocked = conclusion.blocked
    if blocked is not None and blocked.head.record is not None:
        record = blocked.head.record
        said = [f"{record.place}", record.written, _said(blocked.head)]
        yield head + line("".join(f"  {one_line(part)}" for part in said if part))
    else:
        yield head
    explained = f"{conclusion.explained:,} of {counted(conclusion.records, 'record')} explained"
    reason = f"; {conclusion.reason}" if conclusion.reason else ""
    yield from paragraph(
        f"{explained}, with at most {counted(conclusion.widest, 'candidate')} at once{reason}", width, 2
    )


def _said(head: Head) -> str:
    """A record with the copy that it is of."""
    assert head.record is not None
    copies = sorted(map(str, head.record.pattern.copies))
    return f"{' or '.join(copies)} {head.record.pattern.text}"


def _blocked(conclusion: Conclusion, blocked: Blocked, width: int) -> Iterator[Text]:
    yield line()
    yield line(("the last records", STRONG))
    yield from lanes(conclusion, blocked, width)
    for section in _sections(conclusion, blocked):
        if section.entries:
            yield line()
            yield from section_lines(section, width)


def _sections(conclusion: Conclusion, blocked: Blocked) -> Iterator[Section]:
    states = counted(blocked.states, "joint state")
    title = f"before it, {states} {'is' if blocked.states == 1 else 'are'} possible"
    yield Section(title, tuple(_remembered(memory) for memory in blocked.memory))
    folder = conclusion.network.spec.folder
    rows = tuple(entry for taker in blocked.takers for entry in _taker(taker, blocked.states, folder))
    yield Section("rows that could say it", rows or (Entry("none: no row of the protocol does this"),))
    yield Section(
        "it could have been", tuple(Entry(text) for text in _few(blocked.head.possible)) or (Entry("nothing"),)
    )
    yield Section("deviations, each with its nearest repair", tuple(_deviations(conclusion, folder)))
    yield Section("next in the other sources", tuple(_next(head) for head in blocked.others))


def _deviations(conclusion: Conclusion, folder: str) -> Iterator[Entry]:
    for one in conclusion.deviations:
        if one.blocked.head.record is not None:
            yield Entry(_said(one.blocked.head), str(one.blocked.head.record.place))
            yield from (Entry(_repair(repair, folder), depth=1) for repair in one.repairs[:_MOST])
    if conclusion.more:
        yield Entry("there may be more behind them")


def _repair(repair: Repair, folder: str) -> str:
    """What would have to be otherwise, and how far the log then goes on."""
    row = repair.taker.row if repair.taker else None
    said = {
        "row": f"if {row.machine} took {row.trigger} there, {where(row.place, folder)}" if row else "",
        "lost": f"if {repair.text} were in the log before line {repair.record.place.line}",
        "extra": f"without line {repair.record.place.line}",
        "swapped": f"with line {repair.record.place.line} and the next one swapped",
    }
    return f"{said[repair.kind]}: {counted(repair.behind, 'record')} more explained"


def _remembered(memory: Memory) -> Entry:
    values = list(_few(memory.values))
    return Entry(" or ".join(values), strong=f"{memory.copy}.{memory.name}")


def _taker(taker: Taker, states: int, folder: str) -> Iterator[Entry]:
    row = taker.row
    yield Entry(f"{taker.copy}.{row.machine}: {row.trigger}", where(row.place, folder))
    reasons: dict[str, int] = {}
    for lack, number in taker.lacks:
        reasons[missing(lack)] = reasons.get(missing(lack), 0) + number
    for text, number in reasons.items():
        yield Entry(text if number >= states else f"{text} (in {number} of {states})", depth=1)
    for text in taker.instead:
        yield Entry(text, depth=1)


def _next(head: Head) -> Entry:
    if head.record is None:
        return Entry("no more records", strong=head.source.name)
    alone = {head.source.name} == {str(copy) for copy in head.record.pattern.copies}
    text = head.record.pattern.text if alone else _said(head)
    return Entry(text, str(head.record.place), strong=head.source.name)


def _few(texts: tuple[str, ...]) -> Iterator[str]:
    yield from texts[:_MOST]
    if len(texts) > _MOST:
        yield f"… {len(texts) - _MOST:,} more"


def _rows(conclusion: Conclusion, width: int, verbose: bool) -> Iterator[Text]:
    taken = conclusion.taken
    if conclusion.answer != "explained":
        return
    counts = [(len(taken.surely), "surely"), (len(taken.perhaps), "perhaps"), (len(taken.never), "never")]
    yield line("  rows taken: ", ", ".join(f"{number} {how}" for number, how in counts))
    folder = conclusion.network.spec.folder
    for title, rows in (("perhaps taken", taken.perhaps), ("never taken", taken.never)):
        if verbose and rows:
            yield line()
            yield from section_lines(Section(title, tuple(_row(one, folder) for one in rows)), width)
    if not verbose and (taken.perhaps or taken.never):
        yield line(("  -v lists them", QUIET))


def _row(one: tuple[Machine, Row], folder: str) -> Entry:
    machine, row = one
    return Entry(f"{machine.party}.{machine.name}: {row.trigger}", where(row.place, folder))
