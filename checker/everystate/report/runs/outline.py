"""A run with one line for each step: enough to recognise it where the full list does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.report.runs.steps import starts_with
from everystate.wording.chart import Chart, Moment
from everystate.wording.text import one_line

_MOST = 60


def outline(chart: Chart) -> list[str]:
    """The steps, one a line; only the last ones of a very long run."""
    lines = list(_lines(chart))
    left_out = len(lines) - _MOST
    return lines if left_out <= 0 else [f"   … {left_out:,} steps before", *lines[left_out:]]


def _lines(chart: Chart) -> Iterator[str]:
    if chart.start:
        yield f"      {one_line(starts_with(chart))}"
    for index, moment in enumerate(chart.moments):
        if index == chart.loop:
            yield "      and from here on, for ever:"
        yield _line(moment) + ("  ✗ the claim forbids this step" if moment.forbidden else "")


def _line(moment: Moment) -> str:
    number = f"{moment.number:>4}" if moment.number else "next"
    cause = "" if moment.cause == "protocol" else f"  ({moment.cause})"
    phase = f"  [{moment.begins}]" if moment.begins else ""
    return f"{number}  {one_line(f'{moment.who} {moment.trigger}{cause}{phase}')}"
