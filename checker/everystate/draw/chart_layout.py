"""The layout of a chart as numbers: the coordinates of its lanes, boxes and moments, in units of the SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from everystate.draw.measure import text_width
from everystate.wording.chart import Chart, Effect, Link, Message, Moment

MARGIN = 64.0
TOP = 74.0
LINE = 15.0
PILL = 20.0
NAME = 26.0
SMALL, TEXT = 11.0, 12.0
_HEAD = 30.0
_SLOPE = 16.0
_ROOM = 26.0
_NARROWEST = 150.0
_FAR, _FEW = 800.0, 3


@dataclass(frozen=True)
class Boxed:
    """A box on a lane; each line is a new state or value."""

    lane: int
    top: float
    width: float
    lines: tuple[Effect, ...]

    @property
    def height(self) -> float:
        return len(self.lines) * LINE + 7

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True)
class Placed:
    """A moment by its y coordinates: messages arrive at `top` and leave at `leaving`, the act is written at `pill`."""

    moment: Moment
    top: float
    pill: float | None
    boxes: tuple[Boxed, ...]
    leaving: float
    bottom: float


@dataclass(frozen=True)
class Layout:
    """The coordinates of a chart; in a long chart, the names of the lanes are repeated at each `again`."""

    lanes: tuple[float, ...]
    heads: tuple[Boxed | None, ...]
    again: tuple[float, ...]
    body: float
    moments: tuple[Placed, ...]
    width: float
    height: float

    def gaps(self, start: int, end: int) -> tuple[float, ...]:
        """The x coordinates midway between neighbours, from one lane to another; beside the lane if both are one."""
        if start == end:
            return (self.lanes[start] + 40,)
        way = self.lanes[start : end + 1] if start < end else self.lanes[end : start + 1][::-1]
        return tuple((one + two) / 2 for one, two in pairwise(way))


def place(chart: Chart) -> Layout:
    """The layout of a chart."""
    lanes = tuple(_lanes(chart))
    heads = tuple(
        _boxed(n, TOP + _HEAD + 8, lane.at_first) if lane.at_first else None for n, lane in enumerate(chart.lanes)
    )
    body = max([head.bottom for head in heads if head], default=TOP + _HEAD) + 14
    phases = {band.first for band in chart.bands}
    moments: list[Placed] = []
    again: list[float] = []
    at = body
    for number, moment in enumerate(chart.moments):
        if at - max([TOP, *again]) > _FAR and number < len(chart.moments) - _FEW:
            again.append(at + 14)
            at += _HEAD + 18
        at += 26 if number in phases else 0
        at += 12 if any(link.moment == number and link.kind != "lost" for link in chart.links) else 0
        moments.append(_placed(chart, moment, number, at + _SLOPE))
        at = moments[-1].bottom
    right = lanes[-1] + _half(chart, len(lanes) - 1) + 24 if lanes else MARGIN
    least = MARGIN + text_width(chart.title, 18, bold=True) + 24
    least = max([least, *(MARGIN + text_width(band.title, 13, bold=True) + 40 for band in chart.bands)])
    return Layout(lanes, heads, tuple(again), body, tuple(moments), max(right, least), at + 30)


def _placed(chart: Chart, moment: Moment, number: int, top: float) -> Placed:
    at = top + 6
    pill = at if moment.act and moment.lane is not None else None
    at += PILL + 4 if pill is not None else 0
    boxes = tuple(_boxed(lane, at, lines) for lane, lines in moment.changes.items())
    leaving = max([box.bottom for box in boxes if moment.lane in (box.lane, None)], default=at) + _ROOM - 6
    leaves = [m for m in chart.messages if m.sent == number != m.received]
    links = [link for link in chart.links if link.moment == number and link.kind == "lost"]
    last = leaving + 4 + 7 * max(len(leaves) + len(links) - 1, 0) if leaves or links else at
    return Placed(moment, top, pill, boxes, leaving, max([last, *(box.bottom + 4 for box in boxes)]))


def _boxed(lane: int, top: float, lines: tuple[Effect, ...]) -> Boxed:
    return Boxed(lane, top, max(map(_line_width, lines), default=0) + 16, lines)


def _line_width(line: Effect) -> float:
    return text_width(f"{line.name}  ", SMALL) + text_width(line.after, SMALL, bold=True)


# -- how far apart the lanes are ----------------------------------------------------------------------------------


def _lanes(chart: Chart) -> Iterator[float]:
    at = MARGIN + (_half(chart, 0) if chart.lanes else 0)
    for number in range(len(chart.lanes)):
        yield at
        at += _pitch(chart, number)


def _pitch(chart: Chart, lane: int) -> float:
    """The distance from a lane to the next: enough for the texts of arrows between them, and for the boxes on each."""
    every: list[Message | Link] = [*chart.messages, *chart.links]
    texts = [item for item in every if _beside(item) == lane]
    widest = max([text_width(item.text, TEXT) + 44 for item in texts], default=0)
    boxes = max(_half(chart, lane), _half(chart, lane + 1) if lane + 1 < len(chart.lanes) else 0) + 14
    return max(widest, boxes, _together(chart, lane), _NARROWEST)


def _beside(item: Message | Link) -> int:
    """The gap for the text of an arrow, by the number of the lane to its left."""
    return item.start if item.end >= item.start else item.start - 1


def _half(chart: Chart, lane: int) -> float:
    """Half the width of the widest box, pill or name on a lane."""
    lines = [m_lines for m in chart.moments if (m_lines := m.changes.get(lane))]
    boxes = [_boxed(lane, 0, one).width for one in (*lines, chart.lanes[lane].at_first)]
    pills = [pill_width(m) for m in chart.moments if m.lane == lane and m.act]
    return max([*boxes, *pills, text_width(chart.lanes[lane].name, 13, bold=True) + 24]) / 2


def _together(chart: Chart, lane: int) -> float:
    """The distance between two neighbouring lanes that keeps boxes of one moment, and the names at the top, apart."""
    groups = [m.changes for m in chart.moments] + [{n: item.at_first for n, item in enumerate(chart.lanes)}]
    names = [text_width(item.name, 13, bold=True) + 24 for item in chart.lanes]
    widths = [a + b for a, b in list(pairwise(names))[lane : lane + 1]]
    both = [group for group in groups if lane in group and lane + 1 in group]
    widths += [_boxed(0, 0, group[lane]).width + _boxed(0, 0, group[lane + 1]).width for group in both]
    return max(widths, default=0) / 2 + 28


def pill_width(moment: Moment) -> float:
    """The width of the pill around the act of a moment."""
    tone = 0.0 if moment.cause == "protocol" else text_width(f"{moment.cause}  ", SMALL)
    return tone + text_width(moment.act, TEXT, bold=True) + 24
