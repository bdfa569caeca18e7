"""What the interpreter keeps: joint states, steps, and steps in the making."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.laws.values import Names

from everystate.loading.events import EventName
from everystate.loading.party import Send

Who = tuple[str, int]
LinkKey = tuple[str, int, int, int]
MachineKey = tuple[Any, ...]
Label = tuple[Any, ...]
Outgoing = tuple[Who, Send, Names, MachineKey | None]
"""A send that is still to be done; the machine copy that sends it, if it may change places with others."""


class Mistake(Exception):
    """What the language calls an error: two values for one variable, a value out of its domain, nobody to send to."""


@dataclass
class Link:
    """One connection: open or closed, the ends that have not noticed its loss, and what is queued, by its sender."""

    status: str
    pending: set[int] = field(default_factory=set)
    queues: tuple[list[Any], list[Any]] = field(default_factory=lambda: ([], []))
    ages: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    """For how many ticks each queued message is under way; 0 where that is not counted."""

    def copy(self) -> Link:
        """Another one, to change."""
        queues, ages = (list(self.queues[0]), list(self.queues[1])), (list(self.ages[0]), list(self.ages[1]))
        return Link(self.status, set(self.pending), queues, ages)


@dataclass
class State:
    """A joint state."""

    memory: dict[MachineKey, Any]
    links: dict[LinkKey, Link]
    left: dict[tuple[str, str], int]
    phase: str = "start"
    monitors: dict[MachineKey, str] = field(default_factory=dict)

    def copy(self) -> State:
        """Another one, to change."""
        links = {key: link.copy() for key, link in self.links.items()}
        return State(dict(self.memory), links, dict(self.left), self.phase, dict(self.monitors))

    def unwatched(self) -> tuple[Any, ...]:
        """The state without its monitors, as a value."""
        links = (
            (v.status, frozenset(v.pending), *map(tuple, v.queues), *map(tuple, v.ages)) for v in self.links.values()
        )
        return (*self.memory.values(), *links, *self.left.values(), self.phase)

    def frozen(self) -> tuple[Any, ...]:
        """The state as a value."""
        return (self.unwatched(), *self.monitors.values())


@dataclass(frozen=True)
class Happening:
    """One thing that happens in a step: where (nowhere, for a fault of a connection), and the names that it binds."""

    kind: str
    at: Who | None
    name: str
    names: Mapping[str, Any]

    def is_a(self, event: EventName) -> bool:
        """Whether this is what an event names."""
        here = not event.party or (self.at is not None and self.at[0] == event.party)
        return here and (self.kind, self.name) == (event.kind, event.name)

    def bound(self, event: EventName) -> Names:
        """The names that an event binds here; where it names a party, that is the copy at which it happens."""
        return {**self.names, event.party: self.at[1]} if event.party and self.at else self.names


@dataclass
class Draft:
    """A step in the making: the state before, the state after, and the sends that are still to be done."""

    before: State
    after: State
    names: Names
    rows: tuple[tuple[MachineKey, int], ...] = ()
    sends: list[Outgoing] = field(default_factory=list)
    set_to: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    timers: dict[MachineKey, str] = field(default_factory=dict)
    """The timers that it starts or stops."""
    seen: tuple[Happening, ...] = ()
    met: bool = False
    draining: dict[tuple[LinkKey, int], bool | None] = field(default_factory=dict)
    """The links that an end drains in this step; whether the step must, or must not, send over them."""
    spoken: frozenset[LinkKey] = frozenset()
    """The links over which something was sent before an end closed them in this step."""

    def copy(self) -> Draft:
        """Another one, to go on with in another way."""
        return replace(
            self,
            after=self.after.copy(),
            sends=list(self.sends),
            set_to=dict(self.set_to),
            timers=dict(self.timers),
            draining=dict(self.draining),
        )

    @property
    def as_assumed(self) -> bool:
        """Whether it sends over the links that it drains where that was assumed, and where it was not, does not."""
        return all(sends in (None, key in self.spoken) for (key, _), sends in self.draining.items())

    def seeing(self, kind: str, at: Who | None, name: str, names: Mapping[str, Any] | None = None) -> Draft:
        """The draft in which one more thing happens; its names hide those of the trigger."""
        happening = Happening(kind, at, name, {**self.names, **(names or {})})
        return replace(self, seen=(*self.seen, happening))

    @property
    def sent(self) -> int:
        """How many messages it sends."""
        return sum(happening.kind == "sends" for happening in self.seen)


@dataclass(frozen=True)
class Step:
    """A step: its trigger with the copies that it names, the rows that are taken, and what happens in it, in order."""

    label: Label
    cause: str
    rows: tuple[tuple[MachineKey, int], ...]
    seen: tuple[Happening, ...]
    begins: str
    waits: bool
    after: State
