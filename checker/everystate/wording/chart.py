"""A run as a message sequence chart, as a value: what is drawn on lanes and between them, in each moment.

The renderers of step lists, lanes in text, SVG, Mermaid, PlantUML and code flows read this value alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everystate.composing.field import FieldKey
from everystate.loading.faults import FAULTS
from everystate.loading.party import Cause
from everystate.wording.traffic import Fate

LinkKind = Literal["opened", "refused", "lost", "broken"]


@dataclass(frozen=True)
class Effect:
    """A field that changes, or a machine whose row leaves it as it is: then `after` is empty.

    `lane` is that of its owner, None for a connection and the like; `where` is the line of the row or assignment;
    `only` is whether it is a machine of one state.
    """

    key: FieldKey
    lane: int | None
    before: str = ""
    after: str = ""
    where: str = ""
    only: bool = False

    @property
    def name(self) -> str:
        """The name without that of its owner: `session[agent[1]]`."""
        return self.key.own_name if self.key.owner else str(self.key)

    def __str__(self) -> str:
        return f"{self.name} = {self.after}"


@dataclass(frozen=True)
class Lane:
    """A copy of a party, with what it remembers as the chart begins.

    `only_state` is whether the state of one machine is all that it remembers.
    """

    name: str
    at_first: tuple[Effect, ...] = ()
    only_state: bool = False


@dataclass(frozen=True)
class Message:
    """From lane to lane, from the moment in which it is sent to the one in which it is received, or lost.

    `fate` is the last thing that happens to it: "sent" if it is on its way at the end. In the moment `received` it is
    received, or dropped. `sent` is None for a message from before the beginning. One that is `doubled` is the copy
    that a fault makes in the moment `sent`. One that is lost as it is sent finds its `connection` `full`, or not open.
    """

    text: str
    start: int
    end: int
    sent: int | None
    received: int | None
    fate: Fate = "received"
    doubled: bool = False
    connection: str = ""
    full: bool = False

    @property
    def lost(self) -> bool:
        """Whether it never arrives."""
        return self.fate in ("dropped", "unsent")


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
    """One step. The step that a claim forbids is `forbidden`; its number is 0.

    Attributes:
        who, trigger: who moves and what happens, in words.
        kind: what happens, as in a `Label`.
        name: the action or the timer with its copies, or the connection; of a tick, that word.
        lane: of the copy that moves; None where a connection breaks, or at a tick.
        peer: the lane of the other end, where one end takes a notice of a connection.
        begins: the phase that begins.
    """

    number: int
    who: str
    trigger: str
    kind: str
    name: str
    lane: int | None
    cause: Cause
    effects: tuple[Effect, ...] = ()
    peer: int | None = None
    begins: str = ""
    forbidden: bool = False

    @property
    def act(self) -> str:
        """What happens, where no arrow says it."""
        if self.kind == "action":
            return self.name
        if self.kind == "lost":
            return f"notices: {self.name} lost"
        if self.kind in ("expires", "tick"):
            return f"{self.name} expires" if self.kind == "expires" else self.name
        return f"{self.name} {self.kind}" if self.kind in FAULTS else ""

    @property
    def changes(self) -> dict[int, tuple[Effect, ...]]:
        """What each lane remembers from now on, by lane."""
        changed = [effect for effect in self.effects if effect.after]
        lanes = sorted({effect.lane for effect in changed if effect.lane is not None})
        return {lane: tuple(effect for effect in changed if effect.lane == lane) for lane in lanes}


@dataclass(frozen=True)
class Band:
    """A phase, from one moment to another; both are in it."""

    title: str
    first: int
    last: int


@dataclass(frozen=True)
class Chart:
    """The chart of a whole run.

    An endless run repeats the moments from index `loop` on. If that is the number of moments, nothing more happens
    after them. `start` has what was chosen for the initial state, each as text; it is empty where there is only one.
    """

    name: str
    title: str
    lanes: tuple[Lane, ...]
    moments: tuple[Moment, ...]
    messages: tuple[Message, ...]
    links: tuple[Link, ...]
    bands: tuple[Band, ...]
    note: str = ""
    loop: int | None = None
    start: tuple[str, ...] = ()

    @property
    def repeats(self) -> bool:
        """Whether the moments from `loop` on go round for ever."""
        return self.loop is not None and self.loop < len(self.moments)
