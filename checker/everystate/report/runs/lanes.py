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
from typing import Literal

from rich.text import Text

from everystate.report.layout import FAULT, QUIET, STRONG, line, paragraph, rule
from everystate.report.runs.steps import goes_on, starts_with
from everystate.wording.chart import Chart, Effect, Lane, Link, Message
from everystate.wording.chart_events import Event, events
from everystate.wording.text import contracted, one_line, shortened

ArrowKind = Literal["sent", "met", "unsent", "dropped", "doubled", "opened", "broken"]

_MARGIN = 6
_SPARED = 4  # the last lane needs less, no arrow leaves it to the right
_NARROWEST = 12
_WIDEST = 40
_STROKES = {"opened": "═", "broken": "╌", "dropped": "╌", "doubled": "╌"}


def draw_lanes(chart: Chart, width: int) -> Iterator[Text]:
    """The lines of the chart. A copy that takes no part in the run has no lane."""
    lanes = sorted(_taking_part(chart))
    pitch = min((width - _MARGIN + _SPARED) // max(len(lanes), 1), _WIDEST)
    if pitch < _NARROWEST:
        needed = _MARGIN + _NARROWEST * len(lanes) - _SPARED
        yield line((f"{len(lanes)} lanes do not fit in {width} columns; {needed} would do", QUIET))
        return
    drawing = _Drawing(chart, {lane: _MARGIN + pitch * column for column, lane in enumerate(lanes)}, pitch, width)
    if chart.start:
        yield from paragraph(starts_with(chart), width, 6, QUIET)
    yield drawing.names()
    for event in events(chart):
        if event.index == chart.loop:
            yield rule("from here on, for ever", width)
        yield from drawing.event(event)
    if chart.loop is not None:
        yield rule(goes_on(chart.loop, len(chart.moments)), width)
    yield drawing.blank().text()


def _taking_part(chart: Chart) -> set[int]:
    moments = {lane for m in chart.moments for lane in (m.lane, m.peer, *m.changes)}
    joined: list[Message | Link] = [m for m in chart.messages if (m.sent, m.received) != (None, None)]
    ends = {lane for item in (*joined, *chart.links) for lane in (item.start, item.end)}
    return {lane for lane in moments | ends if lane is not None}


@dataclass(frozen=True)
class _Arrow:
    """An arrow between two lanes: a message, or a connection that opens or is lost."""

    kind: ArrowKind
    start: int
    end: int
    text: str


def _arrows(event: Event) -> Iterator[_Arrow]:
    """The arrows of a step: connections, then messages that are lost or duplicated in transit, or sent."""
    for link in (*event.links, *event.closed):
        if link.kind != "refused":
            yield _Arrow("opened" if link.kind == "opened" else "broken", link.start, link.end, link.text)
    for message in event.lost:
        if message.fate == "dropped":
            yield _Arrow("dropped", message.start, message.end, message.text)
    for message in sorted(event.sent, key=lambda one: not one.doubled):
        text = f"{message.text} again" if message.doubled else message.text
        yield _Arrow(_sending(message), message.start, message.end, text)


def _sending(message: Message) -> ArrowKind:
    if message.doubled:
        return "doubled"
    return message.fate if message.fate in ("met", "unsent") else "sent"


def _memory(effect: Effect, event: Event, lane: Lane) -> str:
    """A new state or value; its owner has the shortest name that is unambiguous in this step."""
    key = effect.key
    alike = [other for other in event.moment.effects if (other.lane, other.key.name) == (effect.lane, key.name)]
    name = key.name if len(alike) == 1 else effect.name
    if key.kind in ("variable", "timer"):
        return f"{name}={effect.after}"
    return f"[{effect.after}]" if lane.only_state else f"[{effect.after}] {name}"


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
        text = line()
        for style, run in groupby(zip(self.cells, self.styles, strict=True), key=itemgetter(1)):
            text.append("".join(character for character, _ in run), style)
        text.rstrip()
        return text


class _Drawing:
    """Draws events; `places` are the columns of the lanes that are shown."""

    def __init__(self, chart: Chart, places: dict[int, int], pitch: int, width: int) -> None:
        self.chart = chart
        self.places = places
        self.width = width
        self.rooms = {lane: min(pitch, width - place) for lane, place in places.items()}

    def blank(self) -> _Canvas:
        canvas = _Canvas(self.width)
        for place in self.places.values():
            canvas.write(place, "│", QUIET)
        return canvas

    def names(self) -> Text:
        canvas = _Canvas(self.width)
        for lane, place in self.places.items():
            canvas.write(place, contracted(self.chart.lanes[lane].name, self.rooms[lane] - 1), STRONG)
        return canvas.text()

    def event(self, event: Event) -> Iterator[Text]:
        moment = event.moment
        if moment.begins:
            yield rule(f"phase: {one_line(moment.begins)}", self.width, STRONG)
        arrows = [self.arrow(arrow) for arrow in _arrows(event)]
        title = self.title(event)
        notes = list(self.notes(event, title))
        canvases = ([*notes, *arrows] if title else [*arrows, *notes]) or [self.blank()]
        canvases[0].write(0, f"{moment.number:>3}" if moment.number else "next", QUIET)
        if moment.kind == "tick":
            canvases[0].write(_MARGIN + 2, moment.act, QUIET)
        if moment.cause == "fault":
            canvases[0].write(4, "!", FAULT)
        for canvas in canvases:
            yield canvas.text()

    # -- texts in lanes -------------------------------------------------------------------------------------------

    def title(self, event: Event) -> str:
        """The act of the acting copy; empty for an opening, which has a line of its own."""
        moment, taken = event.moment, event.taken
        if taken is not None:
            return taken.text
        if moment.kind in ("lost", "refused") and moment.peer is not None:
            return f"{moment.name}.{moment.kind} {self.chart.lanes[moment.peer].name}"
        return moment.act if moment.kind in ("action", "expires") else ""

    def notes(self, event: Event, title: str) -> Iterator[_Canvas]:
        texts = {
            lane: [_memory(one, event, self.chart.lanes[lane]) for one in new]
            for lane, new in event.moment.changes.items()
        }
        actor = event.moment.lane
        if title and actor is not None:
            texts[actor] = [title, *texts.get(actor, [])]
        insets = self.insets(event)
        columns = [self.packed(texts.get(lane, []), self.rooms[lane] - 1, insets.get(lane, 2)) for lane in self.places]
        for number, lines in enumerate(zip_longest(*columns, fillvalue="")):
            canvas = self.blank()
            for (lane, place), text in zip(self.places.items(), lines, strict=True):
                canvas.write(place + (2 if number else insets.get(lane, 2)), text)
            if number == 0 and title and actor is not None:
                self.mark(canvas, event, actor)
            yield canvas

    def insets(self, event: Event) -> dict[int, int]:
        """The distance in columns from the line of a lane to its first text, if an arrow enters it from the right."""
        actor, taken = event.moment.lane, event.taken
        return {actor: 4} if actor is not None and taken is not None and taken.start > actor else {}

    def packed(self, texts: list[str], room: int, inset: int) -> list[str]:
        """The texts of a lane, packed into few lines of its width."""
        lines: list[str] = []
        for text in texts:
            short = (shortened if text.startswith("[") else contracted)(text, room - (2 if lines else inset))
            last = room - (inset if len(lines) == 1 else 2)
            if lines and len(lines[-1]) + 2 + len(short) <= last:
                lines[-1] += f"  {short}"
            else:
                lines.append(short)
        return lines

    def mark(self, canvas: _Canvas, event: Event, lane: int) -> None:
        """Draw the mark of the acting copy, with the end of the arrow that it receives."""
        place, taken, fault = self.places[lane], event.taken, event.moment.cause == "fault"
        canvas.write(place, "!" if fault else "●", FAULT if fault else STRONG)
        if taken is not None:
            canvas.write(*((place + 1, "<─") if taken.start > lane else (place - 2, "─>")))

    # -- arrows ---------------------------------------------------------------------------------------------------

    def arrow(self, arrow: _Arrow) -> _Canvas:
        canvas = self.blank()
        start, end = self.places[arrow.start], self.places[arrow.end]
        low, high = min(start, end), max(start, end)
        stroke = _STROKES.get(arrow.kind, "─")
        style = FAULT if arrow.kind in ("broken", "dropped", "unsent", "doubled") else ""
        canvas.write(low + 1, stroke * (high - low - 1), style)
        for place in self.places.values():
            if low < place < high:
                canvas.write(place, "┼", style)
        cross = "✗ " if arrow.kind == "broken" else ""
        text = cross + contracted(arrow.text, high - low - 3 - len(cross))
        canvas.write(low + (high - low - len(text) + 1) // 2, text, style)
        self.ends(canvas, arrow, style)
        return canvas

    def ends(self, canvas: _Canvas, arrow: _Arrow, style: str) -> None:
        start, end = self.places[arrow.start], self.places[arrow.end]
        if arrow.kind == "broken":
            return
        canvas.write(start, "o", style)
        if arrow.kind in ("opened", "met"):
            canvas.write(end, "o", style)
        if arrow.kind != "opened":
            head = "✗" if arrow.kind in ("unsent", "dropped") else ">" if end > start else "<"
            canvas.write(end - 1 if end > start else end + 1, head, style)
