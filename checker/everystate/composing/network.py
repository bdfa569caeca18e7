"""The network: a finite list of fields and of events. This is what every engine explores.

A joint state is a tuple of small integers, one a field. An event has a guard and an update. The guard is a conjunction
of conditions, each on one field or, as a relation, on several. The update says for each field that it changes how: by a
map from old to new, by edits of a channel, or by a table over several fields. Events of one step are disjoint pieces:
in any joint state at most one of them is enabled.

A channel's integer is its content: `width` bits a message, the head lowest; code 0 is no message, code k the k-th
packet of its alphabet. Taking the head is a shift; appending is an or.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from everystate.composing.connection_state import ConnectionState
from everystate.composing.formula import Formula, Look, Looker, evaluate
from everystate.composing.letters import FairnessConstraint, GroundTiming
from everystate.composing.relations import Difference, Fields, Relation, Table, Together
from everystate.loading.expression import Value, shown
from everystate.loading.spec import Cause, Claim, Machine, Row, Spec, Trigger


@dataclass(frozen=True, order=True)
class Copy:
    """One copy of a party; `alone` if it is the only one."""

    party: str
    number: int
    alone: bool = True

    def __str__(self) -> str:
        return self.party if self.alone else f"{self.party}[{self.number}]"


FieldKind = Literal["machine", "variable", "connection", "channel", "budget", "phase", "monitor"]


@dataclass(frozen=True)
class FieldKey:
    """What a field is, as data; its printed name is `str(key)`.

    machine, variable: the one of this name of copy `owner`, for the copies in `index` (those that it is `per`).
    connection: `instance` of the one between the two copies in `ends`. channel: what end `end` of it sends.
    budget: how often action or fault `name` of party or connection `of` may still happen.
    monitor: the one of this name for the copies in `index`. phase: the phase that has begun.
    """

    kind: FieldKind
    name: str
    owner: Copy | None = None
    index: tuple[Copy, ...] = ()
    ends: tuple[Copy, ...] = ()
    instance: int = 0
    end: int = 0
    of: str = ""

    def __str__(self) -> str:
        match self.kind:
            case "connection":
                second = f"#{self.instance}" if self.instance else ""
                return f"{self.name}[{self.ends[0]}, {self.ends[1]}]{second}"
            case "channel":
                return f"{self.connection} to {self.ends[1 - self.end]}"
            case "budget":
                return f"{self.of}.{self.name}.left"
            case _:
                return f"{self.owner}.{self.own_name}" if self.owner else self.own_name

    @cached_property
    def _hash(self) -> int:
        return hash((self.kind, self.name, self.owner, self.index, self.ends, self.instance, self.end, self.of))

    def __hash__(self) -> int:
        return self._hash

    @property
    def own_name(self) -> str:
        """The name without that of the owner: `session[agent]`."""
        return f"{self.name}[{', '.join(map(str, self.index))}]" if self.index else self.name

    @property
    def connection(self) -> FieldKey:
        """The connection that a channel is one direction of."""
        return replace(self, kind="connection", end=0)

    def channel(self, end: int) -> FieldKey:
        """The channel of a connection for what this end sends."""
        return replace(self, kind="channel", end=end)


@dataclass(frozen=True)
class Packet:
    """A message with what it is about and what it carries."""

    message: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={shown(value)}" for name, value in self.values)
        return f"{self.message}({inside})" if inside else self.message


@dataclass(frozen=True)
class Channel:
    """One direction of a connection copy."""

    connection: FieldKey
    sender: Copy
    receiver: Copy
    alphabet: tuple[Packet, ...]
    capacity: int
    ordered: bool

    @property
    def width(self) -> int:
        """Bits for one message."""
        return max(len(self.alphabet).bit_length(), 1)

    def codes(self, content: int) -> tuple[int, ...]:
        """The codes of what is queued, head first."""
        made, width = [], self.width
        while content:
            made.append(content & ((1 << width) - 1))
            content >>= width
        return tuple(made)

    def content(self, codes: tuple[int, ...]) -> int:
        """The integer for these codes; an unordered channel keeps them sorted."""
        made, width = 0, self.width
        for code in reversed(codes if self.ordered else sorted(codes)):
            made = made << width | code
        return made

    def packets(self, content: int) -> tuple[Packet, ...]:
        """What is queued, head first."""
        return tuple(self.alphabet[code - 1] for code in self.codes(content))


@dataclass(frozen=True)
class Field:
    """One coordinate of the joint state. `values` says what each integer means; a channel has none."""

    key: FieldKey
    initial: int
    values: tuple[Value, ...] = ()
    channel: Channel | None = None

    @cached_property
    def name(self) -> str:
        """What it is called."""
        return str(self.key)

    @property
    def kind(self) -> FieldKind:
        """What kind of field it is."""
        return self.key.kind

    @property
    def owner(self) -> Copy | None:
        """The copy that a machine or a variable belongs to."""
        return self.key.owner

    def shown(self, raw: int) -> str:
        """The value as a report says it."""
        if self.channel is None:
            return shown(self.values[raw])
        return "[" + ", ".join(map(str, self.channel.packets(raw))) + "]"


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
    """A message that is sent or received; `lost` when the connection was not open.

    The values of `read` are computed from the state before the step; until then, `packet` and `names` have none there.
    """

    packet: Packet
    sender: Copy
    receiver: Copy
    connection: FieldKey
    names: tuple[tuple[str, Value], ...] = ()
    lost: bool = False
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
        packet = Packet(self.packet.message, tuple((n, found.get(n, value)) for n, value in self.packet.values))
        names = tuple((n, found.get(n, value)) for n, value in self.names)
        return replace(self, packet=packet, names=names, read=())


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
class Arrival:
    """A message that reaches a copy on a connection; without a packet, the notice that the connection is lost."""

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
    """What an event is, for people.

    kind: message, action, opened, refused, lost, breaks, loses, duplicates; `name` the message, action or connection.
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

    @property
    def arrival(self) -> Arrival | None:
        """What it is that arrives, if that is all that the event is."""
        if self.kind == "message":
            transfer = self.received[0]
            return Arrival(transfer.connection, transfer.receiver, transfer.packet)
        if self.kind == "lost" and self.actor is not None:
            return Arrival(self.notices[0].key, self.actor)
        return None

    def __str__(self) -> str:
        who = f"{self.actor} " if self.actor else ""
        if self.kind == "message":
            return f"{who}receives {self.received[0].packet}"
        if self.kind == "action":
            rest = ", ".join(f"{n}={shown(v)}" for n, v in self.names if not (self.actor and n == self.actor.party))
            return f"{who}{self.name}{f'({rest})' if rest else ''}"
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

    `when_settled` events are possible only in settled states: see `Network.unsettling`.
    """

    label: Label
    guard: Guard
    update: Update
    moves: tuple[Move, ...] = ()
    when_settled: bool = False

    @property
    def unsettles(self) -> bool:
        """Whether a state is not settled where this makes a step that changes something."""
        return self.label.cause == "protocol" and not self.when_settled


@dataclass(frozen=True, eq=False)
class Alarm:
    """A condition that no step takes: an unexpected message or notice, or a step that waits for room.

    `arrival` is what is unexpected.
    """

    text: str
    guard: Guard
    arrival: Arrival | None = None


@dataclass(frozen=True, eq=False)
class GroundClaim:
    """A claim over fields.

    `formula` must be true in the states that the claim speaks of. A `whenever` has, for each event, the formulas that
    must be true before it (one for each time that what it watches happens in that step). `known` says why a violation
    is known.
    """

    claim: Claim
    formula: Formula
    before: tuple[tuple[int, tuple[Formula, ...]], ...] = ()
    known: str = ""
    timing: GroundTiming | None = None


@dataclass(frozen=True, eq=False)
class Network:
    """A spec at given parameters, as fields and events."""

    spec: Spec
    parameters: dict[str, Value]
    fields: tuple[Field, ...]
    events: tuple[Event, ...]
    unexpected: tuple[Alarm, ...]
    waits: tuple[Alarm, ...]
    switched_off: frozenset[Row]
    claims: tuple[GroundClaim, ...] = ()
    final: Formula | None = None
    phase_field: int = -1
    fairness: tuple[FairnessConstraint, ...] = ()

    @property
    def declared(self) -> bool:
        """Whether every parameter has its declared value."""
        return all(self.parameters[p.name] == p.initial for p in self.spec.parameters)

    @property
    def initial(self) -> tuple[int, ...]:
        """The joint state at the start."""
        return tuple(field.initial for field in self.fields)

    @cached_property
    def observers(self) -> frozenset[int]:
        """The fields that only watch. A step that changes nothing else changes nothing."""
        return frozenset(number for number, field in enumerate(self.fields) if field.kind == "monitor")

    @cached_property
    def unsettling(self) -> frozenset[int]:
        """The events of the protocol's steps, without those that wait until the state is settled.

        A state is settled where none of them makes a step that changes something.
        """
        return frozenset(number for number, event in enumerate(self.events) if event.unsettles)

    def changes(self, before: tuple[int, ...], after: tuple[int, ...]) -> bool:
        """Whether a step from one joint state to another changes something: a field that is no observer."""
        if not self.observers:
            return before != after
        pairs = zip(before, after, strict=True)
        return any(old != new for field, (old, new) in enumerate(pairs) if field not in self.observers)

    def look(self, asked: Look, raw: int) -> Any:
        """What a look shows at this raw value of its field."""
        return look(self.fields[asked.field], asked, raw)

    def label(self, event: int, state: Sequence[int]) -> Label:
        """The label of an event's step from a joint state."""
        return self.events[event].label.at(state, self.look)

    def after(self, event: Event, state: Sequence[int]) -> tuple[int, ...]:
        """The joint state after an event's step from one in which its guard holds."""
        values = list(state)
        for field, change in event.update:
            if isinstance(change, Table):
                values[field] = change.at(state)
            elif isinstance(change, dict):
                values[field] = change[state[field]]
            else:
                channel = self.fields[field].channel
                assert channel is not None
                for edit in change:
                    values[field] = edit.at(state).apply(channel, values[field])
        return tuple(values)

    def accepts(self, key: int | Fields, accepted: Accepts, state: Sequence[int] | Mapping[int, int]) -> bool:
        """Whether a condition of a guard holds in a joint state."""
        if isinstance(key, tuple):
            assert isinstance(accepted, Together | Difference)
            return accepted.accepts(tuple([state[field] for field in key]))
        if isinstance(accepted, frozenset):
            return state[key] in accepted
        channel = self.fields[key].channel
        assert channel is not None
        assert isinstance(accepted, tuple)
        return all(test.accepts(channel, state[key]) for test in accepted)


def look(field: Field, asked: Look, raw: int) -> Any:
    """What a look shows at this raw value of its field."""
    if asked.view == "value":
        return field.values[raw]
    if asked.view in ("is_open", "pending"):
        state = field.values[raw]
        assert isinstance(state, ConnectionState)
        return state is ConnectionState.OPEN if asked.view == "is_open" else state.pending_at(asked.end)
    assert field.channel is not None
    packets = field.channel.packets(raw)
    if asked.view == "length":
        return len(packets)
    head = packets[0] if packets else Packet("")
    return dict(head.values).get(asked.part) if asked.part else head.message or None
