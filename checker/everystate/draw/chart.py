"""A message sequence chart as a value: lanes, and in each moment what happens on them and between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everystate.draw.diagram import Tone

Fate = Literal["received", "waiting", "dropped", "unsent", "doubled"]
LinkKind = Literal["opened", "refused", "lost", "broken"]


@dataclass(frozen=True)
class Lane:
    """A copy of a party, and what it remembers as the chart begins."""

    name: str
    at_first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """From lane to lane, from the moment in which it is sent to the one in which it is received, or lost.

    fates: received; waiting (still on its way at the end, or from before the beginning: then `sent` is None); dropped
    (lost on its way, in the moment `received`); unsent (lost at once); doubled.
    """

    text: str
    start: int
    end: int
    sent: int | None
    received: int | None
    fate: Fate = "received"


@dataclass(frozen=True)
class Link:
    """A connection that opens, is refused, or is lost: then `learned` is the moment in which the end `end` notices."""

    text: str
    kind: LinkKind
    start: int
    end: int
    moment: int
    learned: int | None = None


@dataclass(frozen=True)
class Moment:
    """One step. `lane` is who does it (None: nobody, as when a connection breaks), `act` what; `changes` by lane.

    The step that a claim forbids is `forbidden`; it has no number.
    """

    number: int
    act: str
    lane: int | None
    tone: Tone
    changes: tuple[tuple[int, tuple[str, ...]], ...] = ()
    forbidden: bool = False


@dataclass(frozen=True)
class Band:
    """A phase, from one moment to another; both are in it."""

    title: str
    first: int
    last: int


@dataclass(frozen=True)
class Chart:
    """The whole picture. A run that goes round for ever does so from the moment at index `loop`."""

    name: str
    title: str
    lanes: tuple[Lane, ...]
    moments: tuple[Moment, ...]
    messages: tuple[Message, ...]
    links: tuple[Link, ...]
    bands: tuple[Band, ...]
    note: str = ""
    loop: int | None = None
