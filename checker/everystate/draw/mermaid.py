"""A chart as Mermaid text, for programs that render it.

Mermaid has no sloping arrows. A message is drawn in the step that receives or loses it; if other steps came between,
its text gives the step that sent it.
"""

from __future__ import annotations

from collections.abc import Iterator

from everystate.wording.chart import Chart, Effect, Link, Message
from everystate.wording.chart_events import Event, events, on_their_way

_CODES = {"#": "#35;", ";": "#59;", "<": "#lt;", ">": "#gt;", '"': "#quot;", "&": "#amp;", "`": "#96;", "%": "#37;"}


def mermaid(chart: Chart) -> str:
    """The text of a sequence diagram."""
    return "\n".join(["sequenceDiagram", *(f"    {line}" for line in _lines(chart)), ""])


def _lines(chart: Chart) -> Iterator[str]:
    yield f"title {_plain(chart.title)}"
    for number, lane in enumerate(chart.lanes):
        yield f"participant p{number} as {_plain(lane.name)}"
    for number, lane in enumerate(chart.lanes):
        if lane.at_first:
            yield f"note over p{number}: {_joined(lane.at_first)}"
    for event in events(chart):
        yield from _opening(chart, event.index)
        yield from _event(event)
        yield from ("end" for band in chart.bands if band.last == event.index)
    yield from _ending(chart)


def _ending(chart: Chart) -> Iterator[str]:
    if chart.repeats:
        yield "end"
    for message in on_their_way(chart):
        yield f"p{message.start}-)p{message.end}: {_plain(message.text)} (on its way)"


def _opening(chart: Chart, index: int) -> Iterator[str]:
    """The lines before a moment: the frame of a phase that begins there, and the loop of an infinite run."""
    for band in chart.bands:
        if band.first == index:
            yield "rect rgba(123, 135, 148, 0.12)"
            yield f"note over p0,p{len(chart.lanes) - 1}: phase: {_plain(band.title)}"
    if index == chart.loop:
        yield "loop for ever"


def _event(event: Event) -> Iterator[str]:
    for message in event.arriving:
        yield _arrow(message, event)
    yield from map(_link, event.links)
    moment = event.moment
    if moment.act and moment.lane is not None:
        tone = "" if moment.cause == "protocol" else f"{moment.cause} "
        ahead = "forbidden: " if moment.forbidden else ""
        yield f"note over p{moment.lane}: {_plain(ahead + tone + moment.act)}"
    for lane, changes in moment.changes.items():
        yield f"note over p{lane}: {_joined(changes)}"
    yield from map(_link, event.closed)
    for message in event.lost:
        yield f"p{message.start}--xp{message.end}: {_plain(message.text)} (lost)"


def _link(link: Link) -> str:
    stroke = "<<-->>" if link.kind == "opened" else "--x"
    return f"p{link.start}{stroke}p{link.end}: {_plain(link.text)}"


def _arrow(message: Message, event: Event) -> str:
    late = event.late(message)
    return f"p{message.start}->>p{message.end}: {_plain(message.text)}{late}"


def _joined(effects: tuple[Effect, ...]) -> str:
    return "<br/>".join(_plain(str(one)) for one in effects)


def _plain(text: str) -> str:
    """The text without Mermaid's markup; the word `end` is escaped, since it closes a block."""
    escaped = "".join(_CODES.get(c, c) if c.isprintable() else " " for c in text)
    return escaped.replace("end", "#101;nd") if "end" in escaped.split() else escaped
