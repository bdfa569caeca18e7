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
    """A text in a box or on an arrow, with more of it in small print.

    `tone` tells who is the cause; `key` names the line for whoever wants to light it up; what never happens says so in
    `never`.
    """

    text: str
    details: tuple[str, ...] = ()
    tone: Tone = "protocol"
    tip: str = ""
    key: str = ""
    never: str = ""


@dataclass(frozen=True)
class Box:
    """A state, a party, a fold; `start` is a dot without text."""

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    shape: Shape = "state"
    tip: str = ""


@dataclass(frozen=True)
class Arrow:
    """From box to box. `strong` is part of a way that is shown; `back` leads to where one has been."""

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
    """Boxes that belong together; without a title, nothing is drawn around them."""

    key: str
    title: str
    boxes: tuple[Box, ...]
    tip: str = ""


@dataclass(frozen=True)
class Diagram:
    """The whole picture. `sideways` grows to the right, else downwards."""

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
