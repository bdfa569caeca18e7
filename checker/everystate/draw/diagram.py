"""A diagram as a value: boxes in groups, and arrows, with lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Tone = Literal["protocol", "environment", "fault"]
Head = Literal["end", "start", "none"]
Shape = Literal["state", "several", "start", "party", "fold", "bad", "way"]


@dataclass(frozen=True)
class Line:
    """A text in a box or on an arrow, with details in small print.

    `tone` is the cause of the event; `key` is the id by which a page highlights the line; `never` is the mark of a row
    that no step takes, else empty.
    """

    text: str
    details: tuple[str, ...] = ()
    tone: Tone = "protocol"
    tip: str = ""
    key: str = ""
    never: str = ""


@dataclass(frozen=True)
class Box:
    """A state, a party, a connection or a group of joint states; the shape `start` is a dot without text."""

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    shape: Shape = "state"
    tip: str = ""


@dataclass(frozen=True)
class Arrow:
    """An arrow between two boxes, by their keys.

    `strong` marks a step of the highlighted path; a `back` arrow leads to a joint state that is no deeper than its
    source.
    """

    start: str
    end: str
    lines: tuple[Line, ...] = ()
    tone: Tone = "protocol"
    strong: bool = False
    back: bool = False
    head: Head = "end"
    tip: str = ""


@dataclass(frozen=True)
class Group:
    """Boxes in a frame; without a title, no frame is drawn."""

    key: str
    title: str
    boxes: tuple[Box, ...]
    tip: str = ""


@dataclass(frozen=True)
class Diagram:
    """A whole diagram. It grows to the right if `sideways`, else downwards."""

    name: str
    title: str
    groups: tuple[Group, ...]
    arrows: tuple[Arrow, ...]
    sideways: bool = False
    note: str = ""

    def boxes(self) -> Iterator[Box]:
        """Every box, group by group."""
        for group in self.groups:
            yield from group.boxes
