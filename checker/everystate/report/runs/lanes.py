"""A sequence chart in plain text: one lane a copy of a party, time downwards.

o──Ask──>│    a message leaves              o══line opened══o    a connection opens
│      ─>● Ask    a message is taken        │╌╌✗ line breaks╌│   it is lost
o──Ask──✗│    a message is lost             [asking]             a new state
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from operator import itemgetter

from rich.text import Text

from everystate.report.layout import FAULT, QUIET, STRONG, line, rule
from everystate.report.runs.chart import Arrow, Beat, Chart
from everystate.report.runs.steps import goes_on
from everystate.wording.text import contracted, one_line, shortened

_MARGIN = 6
_SPARED = 4  # the last lane needs less, no arrow leaves it to the right
_NARROWEST = 12
_WIDEST = 40
_STROKES = {"opened": "═", "broken": "╌", "dropped": "╌", "doubled": "╌"}


def draw_lanes(chart: Chart, width: int) -> Iterator[Text]:
    """The lines of the chart."""
    pitch = min((width - _MARGIN + _SPARED) // max(len(chart.lanes), 1), _WIDEST)
    if pitch < _NARROWEST:
        needed = _MARGIN + _NARROWEST * len(chart.lanes) - _SPARED
        yield line((f"{len(chart.lanes)} lanes do not fit in {width} columns; {needed} would do", QUIET))
        return
    drawing = _Drawing(chart, pitch, width)
    yield drawing.names()
    for at, beat in enumerate(chart.beats):
        if at == chart.loop:
            yield rule("from here on, for ever", width)
        yield from drawing.beat(beat)
    if chart.loop is not None:
        yield rule(goes_on(chart.loop, len(chart.beats)), width)
    yield drawing.blank().text()


@dataclass
class _Canvas:
    """One line of characters, each with its style."""

    width: int
    cells: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = [" "] * self.width
        self.styles = [""] * self.width

    def write(self, at: int, text: str, style: str = "") -> None:
        for number, character in enumerate(text[: self.width - at], at):
            self.cells[number] = character
            self.styles[number] = style

    def text(self) -> Text:
        made = line()
        for style, run in groupby(zip(self.cells, self.styles, strict=True), key=itemgetter(1)):
            made.append("".join(character for character, _ in run), style)
        made.rstrip()
        return made


class _Drawing:
    def __init__(self, chart: Chart, pitch: int, width: int) -> None:
        self.chart = chart
        self.pitch = pitch
        self.width = width
        self.places = [_MARGIN + pitch * lane for lane in range(len(chart.lanes))]
        self.rooms = [min(pitch, width - place) for place in self.places]

    def blank(self) -> _Canvas:
        canvas = _Canvas(self.width)
        for place in self.places:
            canvas.write(place, "│", QUIET)
        return canvas

    def names(self) -> Text:
        canvas = _Canvas(self.width)
        for place, room, name in zip(self.places, self.rooms, self.chart.lanes, strict=True):
            canvas.write(place, contracted(name, room - 1), STRONG)
        return canvas.text()

    def beat(self, beat: Beat) -> Iterator[Text]:
        if beat.phase:
            yield rule(f"phase: {one_line(beat.phase)}", self.width, STRONG)
        arrows = [self.arrow(arrow) for arrow in beat.arrows]
        notes = list(self.notes(beat))
        canvases = ([*notes, *arrows] if beat.title else [*arrows, *notes]) or [self.blank()]
        canvases[0].write(0, f"{beat.number:>3}" if beat.number else "next", QUIET)
        if beat.fault:
            canvases[0].write(4, "!", FAULT)
        for canvas in canvases:
            yield canvas.text()

    # -- texts in lanes -------------------------------------------------------------------------------------------

    def notes(self, beat: Beat) -> Iterator[_Canvas]:
        columns = [self.packed(beat, lane) for lane in range(len(self.places))]
        for number, texts in enumerate(zip_longest(*columns, fillvalue="")):
            canvas = self.blank()
            for lane, text in enumerate(texts):
                canvas.write(self.places[lane] + self.inset(beat, lane, number), text)
            if number == 0 and beat.title and beat.actor is not None:
                self.event(canvas, beat, beat.actor)
            yield canvas

    def inset(self, beat: Beat, lane: int, number: int) -> int:
        """How far from its line a text stands: beyond an arrow that comes from the right."""
        return 4 if number == 0 and lane == beat.actor and beat.taken is not None and beat.taken > lane else 2

    def packed(self, beat: Beat, lane: int) -> list[str]:
        """The texts of a lane in as few lines as its width allows."""
        titled = beat.title if lane == beat.actor else ""
        lines: list[str] = []
        for text in (titled, *beat.notes[lane]) if titled else beat.notes[lane]:
            short = (shortened if text.startswith("[") else contracted)(
                text, self.rooms[lane] - 1 - self.inset(beat, lane, len(lines))
            )
            last = self.rooms[lane] - 1 - self.inset(beat, lane, len(lines) - 1)
            if lines and len(lines[-1]) + 2 + len(short) <= last:
                lines[-1] += f"  {short}"
            else:
                lines.append(short)
        return lines

    def event(self, canvas: _Canvas, beat: Beat, lane: int) -> None:
        """The mark of the one who moves, with the end of the arrow that it takes."""
        place = self.places[lane]
        canvas.write(place, "!" if beat.fault else "●", FAULT if beat.fault else STRONG)
        if beat.taken is not None:
            canvas.write(*((place + 1, "<─") if beat.taken > lane else (place - 2, "─>")))

    # -- arrows ---------------------------------------------------------------------------------------------------

    def arrow(self, arrow: Arrow) -> _Canvas:
        canvas = self.blank()
        start, end = self.places[arrow.start], self.places[arrow.end]
        low, high = min(start, end), max(start, end)
        stroke = _STROKES.get(arrow.kind, "─")
        style = FAULT if arrow.kind in ("broken", "dropped", "unsent", "doubled") else ""
        canvas.write(low + 1, stroke * (high - low - 1), style)
        for place in self.places[min(arrow.start, arrow.end) + 1 : max(arrow.start, arrow.end)]:
            canvas.write(place, "┼", style)
        cross = "✗ " if arrow.kind == "broken" else ""
        text = cross + contracted(arrow.text, high - low - 3 - len(cross))
        canvas.write(low + (high - low - len(text) + 1) // 2, text, style)
        self.ends(canvas, arrow, style)
        return canvas

    def ends(self, canvas: _Canvas, arrow: Arrow, style: str) -> None:
        start, end = self.places[arrow.start], self.places[arrow.end]
        if arrow.kind == "broken":
            return
        canvas.write(start, "o", style)
        if arrow.kind in ("opened", "met"):
            canvas.write(end, "o", style)
        if arrow.kind != "opened":
            head = "✗" if arrow.kind in ("unsent", "dropped") else ">" if end > start else "<"
            canvas.write(end - 1 if end > start else end + 1, head, style)
