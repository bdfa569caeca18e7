"""A chart as PlantUML text, for programs that render it. A message is drawn in the step that receives or loses it."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.draw.diagram import Tone
from everystate.wording.chart import Chart, Effect, Link
from everystate.wording.chart_events import Event, events, on_their_way

_COLOURS: dict[Tone, str] = {"protocol": "", "environment": " #e6f0fa", "fault": " #fdecea"}
_MARKUP = "<>\"\\~*_/-[]{}|&%@'`#!$"


def plantuml(chart: Chart) -> str:
    """The text of a sequence diagram."""
    return "\n".join(["@startuml", "hide footbox", *_lines(chart), "@enduml", ""])


def _lines(chart: Chart) -> Iterator[str]:
    yield f"title {_plain(chart.title)}"
    for number, lane in enumerate(chart.lanes):
        yield f'participant "{_plain(lane.name)}" as p{number}'
    for number, lane in enumerate(chart.lanes):
        if lane.at_first:
            yield f"hnote over p{number}: {_joined(lane.at_first)}"
    starts = {band.first: band for band in chart.bands}
    for number, event in enumerate(events(chart)):
        if number in starts:
            yield f"== phase: {_plain(starts[number].title)} =="
        if number == chart.loop:
            yield "loop for ever"
        yield from _event(event)
    yield from _ending(chart)


def _ending(chart: Chart) -> Iterator[str]:
    if chart.repeats:
        yield "end"
    for message in on_their_way(chart):
        yield f"p{message.start} ->> p{message.end}: {_plain(message.text)} (on its way)"


def _event(event: Event) -> Iterator[str]:
    for message in event.arriving:
        yield f"p{message.start} -> p{message.end}: {_plain(message.text + event.late(message))}"
    yield from map(_link, event.links)
    moment = event.moment
    if moment.act and moment.lane is not None:
        tone = "" if moment.cause == "protocol" else f"{moment.cause} "
        ahead = "forbidden: " if moment.forbidden else ""
        yield f"rnote over p{moment.lane}{_COLOURS[moment.cause]}: {_plain(ahead + tone + moment.act)}"
    for lane, changes in moment.changes.items():
        yield f"hnote over p{lane}: {_joined(changes)}"
    yield from map(_link, event.closed)
    for message in event.lost:
        yield f"p{message.start} -->x p{message.end}: {_plain(message.text)} (lost)"


def _link(link: Link) -> str:
    stroke = "<-[bold]->" if link.kind == "opened" else "-->x"
    return f"p{link.start} {stroke} p{link.end}: {_plain(link.text)}"


def _joined(effects: tuple[Effect, ...]) -> str:
    return "\\n".join(_plain(str(one)) for one in effects)


def _plain(text: str) -> str:
    """The text without PlantUML's markup: the characters of markup are written as numeric character references."""
    return "".join(f"&#{ord(c)};" if c in _MARKUP else c if c.isprintable() else " " for c in text)
