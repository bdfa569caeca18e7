"""The last records of each source, side by side, up to the one that cannot be explained."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from everystate.logs.conclusion import Blocked, Conclusion, Head
from everystate.logs.record import Record
from everystate.report.layout import FAULT, QUIET, STRONG, line
from everystate.wording.text import contracted, printable

_LAST = 5


def lanes(conclusion: Conclusion, blocked: Blocked, width: int) -> Iterator[Text]:
    """A lane for each source; the record that cannot be explained is marked."""
    heads = {id(head.source): head for head in (blocked.head, *blocked.others)}
    ordered = [heads[id(source)] for source in conclusion.sources]
    columns = [[*_before(head), *([head.record] if head is blocked.head and head.record else [])] for head in ordered]
    pitch = max((width - 2) // max(len(columns), 1), 12)
    yield line("  ", *((contracted(head.source.name, pitch - 2).ljust(pitch), STRONG) for head in ordered))
    for cells in _rows(columns):
        yield line("  ", *(_cell(record, record is blocked.head.record, pitch) for record in cells))


def _before(head: Head) -> list[Record]:
    return list(head.source.records[max(head.position - _LAST, 0) : head.position])


def _rows(columns: list[list[Record]]) -> Iterator[list[Record | None]]:
    """One record a row, in the order of time; side by side, the last ones below, where not all have one."""
    records = [(record, lane) for lane, column in enumerate(columns) for record in column]
    if len(columns) > 1 and all(record.time is not None for record, _ in records):
        for record, lane in sorted(records, key=lambda one: one[0].time or 0.0):
            yield [record if lane == number else None for number in range(len(columns))]
        return
    height = max(map(len, columns), default=0)
    for number in range(height):
        at = number - height
        yield [column[at] if -at <= len(column) else None for column in columns]


def _cell(record: Record | None, stuck: bool, pitch: int) -> tuple[str, str]:
    if record is None:
        return "│".ljust(pitch), QUIET
    copies = "" if len(record.pattern.copies) == 1 else " ".join(sorted(map(str, record.pattern.copies)))
    text = " ".join(filter(None, [str(record.place.line), copies, record.pattern.text]))
    mark = "✗ " if stuck else "│ "
    return (mark + contracted(printable(text), pitch - 4)).ljust(pitch), FAULT if stuck else ""
