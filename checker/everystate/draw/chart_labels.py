"""The positions of the labels of arrows: along the arrow, and clear of boxes and of other labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from everystate.draw.chart_layout import NAME, PILL, TEXT, Layout, pill_width
from everystate.draw.measure import text_width
from everystate.wording.chart import Chart

Point = tuple[float, float]
_ASCENT, _DESCENT = 11.0, 3.0
_CLEAR = 4.0
_STEEPEST = 24.0
_TRIED = (0.5, 0.35, 0.65, 0.2, 0.8)


@dataclass(frozen=True)
class _Rectangle:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Rectangle) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass
class Labels:
    """Places labels; `taken` are the rectangles of boxes and pills, and of each label placed so far."""

    taken: list[_Rectangle] = field(default_factory=list)

    def beside(self, text: str, start: Point, end: Point, between: Sequence[float]) -> Point:
        """The middle of the base line of a text, above the line from `start` to `end`; the place is then taken.

        The x positions `between` are tried first, then other positions along the line. If none is free, the first is
        used.
        """
        (x1, y1), (x2, y2) = start, end
        slope = (y2 - y1) / (x2 - x1) if abs(x2 - x1) > 1 else 0.0
        width = text_width(text, TEXT)
        lift = _CLEAR + min(abs(slope) * width / 2, _STEEPEST)
        places = [(x, y1 + slope * (x - x1) - lift) for x in (*between, *(x1 + (x2 - x1) * part for part in _TRIED))]
        free = next((at for at in places if not self._meets(_around(at, width))), places[0])
        self.taken.append(_around(free, width))
        return free

    def _meets(self, wanted: _Rectangle) -> bool:
        return any(wanted.meets(other) for other in self.taken)


def labels(chart: Chart, layout: Layout, headings: Iterable[tuple[float, float, float]]) -> Labels:
    """Labels that avoid boxes, pills, level lines, names and headings (left end, base line and width of each)."""
    taken = [_Rectangle(x, y - _ASCENT, x + width, y + _DESCENT) for x, y, width in headings]
    taken += [_Rectangle(0, top, layout.width, top + NAME) for top in layout.again]
    for link in chart.links:
        if link.kind != "lost":
            y, ends = layout.moments[link.moment].top, (layout.lanes[link.start], layout.lanes[link.end])
            taken.append(_Rectangle(min(ends), y - 2, max(ends), y + 2))
    for placed in layout.moments:
        for box in placed.boxes:
            x = layout.lanes[box.lane]
            taken.append(_Rectangle(x - box.width / 2, box.top, x + box.width / 2, box.bottom))
        if placed.pill is not None and placed.moment.lane is not None:
            x, half = layout.lanes[placed.moment.lane], pill_width(placed.moment) / 2
            taken.append(_Rectangle(x - half, placed.pill, x + half, placed.pill + PILL))
    return Labels(taken)


def _around(at: Point, width: float) -> _Rectangle:
    x, y = at
    return _Rectangle(x - width / 2, y - _ASCENT, x + width / 2, y + _DESCENT)
