"""Rows as text: times, memory, ratios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .checker import Outcome
from .rounds import Row

NONE = "-"


@dataclass(frozen=True)
class Line:
    """One row of a table, ready to be printed."""

    checker: str
    whole: str
    compiling: str
    memory: str
    rate: str
    time_ratio: str
    memory_ratio: str
    note: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns, without the note."""
        return (self.checker, self.whole, self.compiling, self.memory, self.rate, self.time_ratio, self.memory_ratio)


COLUMNS = ("", "whole", "compiling", "peak memory", "states/s", "time ratio", "memory ratio")


def by_case(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each case, in the order in which they were run."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(id(row.case), []).append(row)
    return list(groups.values())


def lines(rows: Sequence[Row], timeout: float) -> list[Line]:
    """The lines of one case; the first row is what the others are compared with."""
    first = rows[0].outcome if rows[0].outcome and rows[0].outcome.usable else None
    return [line(row, first, timeout) for row in rows]


def line(row: Row, first: Outcome | None, timeout: float) -> Line:
    """One row, compared with the first."""
    found = row.outcome
    if found is None:
        return Line(row.checker.name, NONE, NONE, NONE, NONE, NONE, NONE, row.skipped)
    name = f"{row.checker.name} {found.settings}".strip()
    if not found.usable:
        whole = f">{timeout:.0f} s" if found.stopped == "time" else NONE
        ratio = f">{timeout / first.seconds:,.0f}" if first and found.stopped == "time" else NONE
        return Line(name, whole, NONE, NONE, NONE, ratio, NONE, note(row, found))
    return Line(
        name,
        seconds(found.seconds),
        seconds(found.compiling) if found.compiling else NONE,
        f"{found.memory / 2**20:,.0f} MB",
        f"{row.case.states / found.seconds:,.0f}",
        times(found.seconds, first.seconds) if first else NONE,
        times(found.memory, first.memory) if first else NONE,
        note(row, found),
    )


def note(row: Row, found: Outcome) -> str:
    """What must be said of a row beyond its numbers."""
    if found.wrong:
        return f"NOT COMPARED: {found.wrong}"
    if found.stopped:
        return f"stopped: out of {found.stopped}"
    return f"run {len(row.runs)} of {row.wanted} times" if len(row.runs) < row.wanted else ""


def seconds(value: float) -> str:
    """Two digits after the point while they say something."""
    return f"{value:.2f} s" if value < 10 else f"{value:,.1f} s" if value < 100 else f"{value:,.0f} s"


def times(value: float, first: float) -> str:
    """A ratio to what comes first."""
    ratio = value / first if first else 0.0
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def tried(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Checker, settings, time and memory of everything that was tried with several settings on one case."""
    return [
        (row.checker.name, outcome.settings, outcome.told)
        for row in rows
        if len(row.checker.settings) > 1
        for outcome in row.tried
    ]
