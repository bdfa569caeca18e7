"""The events of a network: guarded updates of the joint state, with labels for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from everystate.composing.field import Channel, Copy, FieldKey, Packet
from everystate.composing.formula import Formula, Looker, evaluate
from everystate.composing.relations import Fields, Relation, Table
from everystate.loading.expression import Value, shown
from everystate.loading.party import Cause, Machine, Row, Trigger


@dataclass(frozen=True)
class Test:
    """What a guard asks of a channel: head, holds (anywhere), room, full, empty, longer (than `number`)."""

    kind: Literal["head", "holds", "room", "full", "empty", "longer"]
    number: int = 0

    def accepts(self, channel: Channel, content: int) -> bool:
        """Whether this content passes."""
        codes = channel.codes(content)
        match self.kind:
            case "head":
                return bool(codes) and codes[0] == self.number
            case "holds":
                return self.number in codes
            case "room":
                return len(codes) + self.number <= channel.capacity
            case "full":
                return len(codes) + self.number > channel.capacity
            case "longer":
                return len(codes) > self.number
            case "empty":
                return not codes


@dataclass(frozen=True)
class Edit:
    """An edit of a channel: take (the head), remove (a code), append, clear, lose or double (at an index).

    The code that is appended is `number`, or it is read from `table`.
    """

    kind: Literal["take", "remove", "append", "clear", "lose", "double"]
    number: int = 0
    table: Table | None = None

    def at(self, state: Sequence[int] | Mapping[int, int]) -> Edit:
        """The edit in a joint state, without a table."""
        return self if self.table is None else Edit(self.kind, self.table.at(state))

    def apply(self, channel: Channel, content: int) -> int:
        """The content after it."""
        codes = channel.codes(content)
        match self.kind:
            case "take":
                return channel.content(codes[1:])
            case "remove":
                at = codes.index(self.number)
                return channel.content(codes[:at] + codes[at + 1 :])
            case "append":
                return channel.content((*codes, self.number))
            case "clear":
                return 0
            case "lose":
                return channel.content(codes[: self.number] + codes[self.number + 1 :])
            case "double":
                return channel.content((*codes, codes[self.number]))


Accepts = frozenset[int] | tuple[Test, ...] | Relation
"""One of some raw values of a field; tests that a channel passes; a relation of several fields."""

Change = dict[int, int] | tuple[Edit, ...] | Table
"""The new raw value for each old one; edits of a channel; a new raw value that is read from several fields."""

Guard = tuple[tuple[int | Fields, Accepts], ...]
"""Conditions that must all hold: each on one field, or on the fields of a relation."""

Update = tuple[tuple[int, Change], ...]


@dataclass(frozen=True)
class Transfer:
    """A message that is sent or received; `lost` when the connection was not open, or was `full` and drops.

    The values of `read` are computed from the state before the step; until then, `packet` and `names` have none there.
    """

    packet: Packet
    sender: Copy
    receiver: Copy
    connection: FieldKey
    names: tuple[tuple[str, Value], ...] = ()
    lost: bool = False
    full: bool = False
    read: tuple[tuple[str, Formula], ...] = ()

    @property
    def bound(self) -> dict[str, Value | Formula]:
        """What each name means that the message binds: a value, or a formula over the state before the step."""
        return {**dict(self.names), **dict(self.read)}

    def at(self, state: Sequence[int], look: Looker) -> Transfer:
        """The transfer in a step from this joint state: every value is known."""
        if not self.read:
            return self
        found = {name: evaluate(formula, state, look) for name, formula in self.read}
        names = tuple((n, found.get(n, value)) for n, value in self.names)
        return replace(self, packet=self.packet.filled(found), names=names, read=())


@dataclass(frozen=True)
class Notice:
    """A notice that one end of connection `key` takes, or a fault of it (then `at` is None)."""

    kind: str
    key: FieldKey
    at: Copy | None
    names: tuple[tuple[str, Value], ...] = ()

    @property
    def connection(self) -> str:
        """The name of the connection."""
        return self.key.name

    @property
    def ends(self) -> tuple[Copy, Copy]:
        """The copies that the connection joins."""
        one, two = self.key.ends
        return one, two


@dataclass(frozen=True)
class Started:
    """A timer that is started, with its duration in ticks."""

    timer: FieldKey
    ticks: int


@dataclass(frozen=True)
class Arrival:
    """A message that reaches a copy on a connection; without a packet, the notice that the connection is lost.

    For a timer that has run out, `connection` is its key.
    """

    connection: FieldKey
    at: Copy
    packet: Packet | None = None


@dataclass(frozen=True)
class Move:
    """A machine copy that takes part in an event, with the row for each state it may be in."""

    field: int
    machine: Machine
    trigger: Trigger
    rows: tuple[tuple[int, Row], ...]


@dataclass(frozen=True)
class Label:
    """What an event is, in terms of the spec.

    kind: message, action, opened, refused, lost, breaks, loses, duplicates, expires, tick; `name` the message, action,
    connection or timer. `per` are the copies that an action is for, `values` what it has chosen.
    """

    kind: str
    name: str
    actor: Copy | None
    cause: Cause
    names: tuple[tuple[str, Value], ...] = ()
    received: tuple[Transfer, ...] = ()
    sent: tuple[Transfer, ...] = ()
    notices: tuple[Notice, ...] = ()
    closed: tuple[tuple[str, Copy, Copy], ...] = ()
    phase: str = ""
    per: tuple[Copy, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()
    timer: FieldKey | None = None
    started: tuple[Started, ...] = ()

    @property
    def action(self) -> str:
        """The name of an action, with the copies that it is for and the values that it has chosen."""
        inside = [*map(str, self.per), *(f"{name}={shown(value)}" for name, value in self.values)]
        return f"{self.name}({', '.join(inside)})" if inside else self.name

    @property
    def arrival(self) -> Arrival | None:
        """The message, the notice of a loss or the expiry that is taken; None for any other kind of event."""
        if self.kind == "message":
            transfer = self.received[0]
            return Arrival(transfer.connection, transfer.receiver, transfer.packet)
        if self.kind == "lost" and self.actor is not None:
            return Arrival(self.notices[0].key, self.actor)
        if self.timer is not None and self.actor is not None:
            return Arrival(self.timer, self.actor)
        return None

    def __str__(self) -> str:
        who = f"{self.actor} " if self.actor else ""
        if self.kind == "message":
            return f"{who}receives {self.received[0].packet}"
        if self.kind == "action":
            return f"{who}{self.action}"
        if self.timer is not None:
            return f"{self.timer} expires"
        if self.kind == "tick":
            return "tick"
        ends = self.notices[0].ends
        return f"{who}{self.name}[{ends[0]}, {ends[1]}].{self.kind}"

    def at(self, state: Sequence[int], look: Looker) -> Label:
        """The label of a step from this joint state: every value that is sent is known."""
        if not any(transfer.read for transfer in self.sent):
            return self
        sent = tuple(transfer.at(state, look) for transfer in self.sent)
        received = tuple(transfer.at(state, look) for transfer in self.received)
        return replace(self, sent=sent, received=received)


@dataclass(frozen=True, eq=False)
class Event:
    """A guarded update of the joint state.

    `when_settled` events are possible only in settled states: see `Network.unsettling`. A tick waits for urgent
    steps: those of the protocol that are not `lazy`.
    """

    label: Label
    guard: Guard
    update: Update
    moves: tuple[Move, ...] = ()
    when_settled: bool = False
    lazy: bool = False

    @property
    def is_tick(self) -> bool:
        """Whether time goes on by it."""
        return self.label.kind == "tick"

    @property
    def waits(self) -> bool:
        """Whether it is possible only where no step of others that changes something goes before."""
        return self.when_settled or self.is_tick

    @property
    def unsettles(self) -> bool:
        """Whether a state is not quiet where this makes a step that changes something."""
        return self.label.cause == "protocol" and not self.waits


@dataclass(frozen=True, eq=False)
class Alarm:
    """A condition that no step takes: an unexpected message or notice, or a step that waits for room.

    `arrival` is what is unexpected.
    """

    text: str
    guard: Guard
    arrival: Arrival | None = None
