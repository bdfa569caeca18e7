"""What became of each record of logs in a form of their own, for those who write a mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.text import Text

from everystate.logs.mapped import Fate
from everystate.logs.reading import ReadLogs
from everystate.report.layout import FAULT, QUIET, STRONG, line
from everystate.wording.text import one_line, shortened


def tell_fates(read: ReadLogs, width: int) -> Iterator[Text]:
    """Each record, and below it what it became; at the end, how many of each."""
    if not read.fates:
        yield line("every source is of the canonical form: there is nothing to map")
    for fate in read.fates:
        place = f"{fate.place}: "
        yield line((place, QUIET), shortened(one_line(fate.text), max(width - len(place), 20)))
        yield line("    ", *_became(fate))
    count = Counter(_kind(fate) for fate in read.fates)
    yield line((", ".join(f"{count[kind]:,} {kind}" for kind in ("mapped", "ignored", "not mapped")), STRONG))


def _became(fate: Fate) -> tuple[str | tuple[str, str], ...]:
    if fate.record is None:
        return ((_kind(fate), QUIET if fate.ignored else FAULT),)
    copies = " or ".join(sorted(map(str, fate.record.pattern.copies)))
    return (
        f"{copies} {fate.record.pattern.text}",
        (f"  at {fate.record.written}" if fate.record.written else "", QUIET),
    )


def _kind(fate: Fate) -> str:
    return "mapped" if fate.record is not None else "ignored" if fate.ignored else "not mapped"


def fates_data(read: ReadLogs) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "records": [
            {
                "file": fate.place.file,
                "line": fate.place.line,
                "text": fate.text,
                "became": _kind(fate),
                "copies": sorted(map(str, fate.record.pattern.copies)) if fate.record else [],
                "record": fate.record.pattern.text if fate.record else None,
                "at": fate.record.written or None if fate.record else None,
            }
            for fate in read.fates
        ],
        "unmapped": read.unmapped,
    }
