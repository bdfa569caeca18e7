"""A chart as a list of events in order, for renderers that go line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from everystate.wording.chart import Chart, Link, Message, Moment


@dataclass(frozen=True)
class Event:
    """One moment: what arrives, opens or breaks in it; then what it closes, what is lost, and what it sends.

    A message that is sent and arrives, or is lost, in the same moment is listed twice.
    """

    index: int
    moment: Moment
    arriving: tuple[Message, ...]
    links: tuple[Link, ...]
    closed: tuple[Link, ...]
    lost: tuple[Message, ...]
    sent: tuple[Message, ...]

    @property
    def dropped(self) -> tuple[Message, ...]:
        """What is lost on its way."""
        return tuple(message for message in self.lost if message.fate == "dropped")

    @property
    def taken(self) -> Message | None:
        """The message that the copy on `lane` takes from a channel."""
        found = (message for message in self.arriving if message.fate == "received")
        return next(found, None) if self.moment.kind == "message" else None

    def late(self, message: Message) -> str:
        """When the message had been sent, if not just before."""
        if message.sent is None:
            return " (sent before)"
        return f" (sent in {message.sent + 1})" if message.sent < self.index - 1 else ""


def events(chart: Chart) -> Iterator[Event]:
    """The moments of a chart in order."""
    ending, sent = defaultdict[int | None, list[Message]](list), defaultdict[int | None, list[Message]](list)
    linked = defaultdict[int, list[Link]](list)
    for message in chart.messages:
        ending[message.received].append(message)
        sent[message.sent].append(message)
    for link in chart.links:
        linked[link.moment].append(link)
    for index, moment in enumerate(chart.moments):
        yield Event(
            index,
            moment,
            arriving=tuple(message for message in ending[index] if not message.lost),
            links=tuple(link for link in linked[index] if link.kind != "lost"),
            closed=tuple(link for link in linked[index] if link.kind == "lost"),
            lost=tuple(message for message in ending[index] if message.lost),
            sent=tuple(sent[index]),
        )


def on_their_way(chart: Chart) -> tuple[Message, ...]:
    """The messages that nobody has received by the end, in the order in which they were sent."""
    return tuple(message for message in chart.messages if message.received is None)
