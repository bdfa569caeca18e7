"""A chart as a list of events in order, for renderers that go line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everystate.draw.chart import Chart, Link, Message, Moment


@dataclass(frozen=True)
class Event:
    """One moment: what arrives, opens or breaks in it; then what it closes, and what is lost."""

    index: int
    moment: Moment
    arriving: tuple[Message, ...]
    links: tuple[Link, ...]
    closed: tuple[Link, ...]
    lost: tuple[Message, ...]

    def late(self, message: Message) -> str:
        """When the message had been sent, if not just before."""
        if message.sent is None:
            return " (sent before)"
        return f" (sent in {message.sent + 1})" if message.sent < self.index - 1 else ""


def events(chart: Chart) -> Iterator[Event]:
    """The moments of a chart in order."""
    for index, moment in enumerate(chart.moments):
        here = [m for m in chart.messages if m.received == index]
        arriving = tuple(m for m in here if m.fate not in ("dropped", "unsent"))
        lost = tuple(m for m in here if m.fate in ("dropped", "unsent"))
        links = [link for link in chart.links if link.moment == index]
        closed = tuple(link for link in links if link.kind == "lost")
        yield Event(index, moment, arriving, tuple(link for link in links if link.kind != "lost"), closed, lost)


def on_their_way(chart: Chart) -> tuple[Message, ...]:
    """The messages that nobody has received by the end, in the order in which they were sent."""
    return tuple(m for m in chart.messages if m.received is None and m.fate in ("waiting", "doubled"))
