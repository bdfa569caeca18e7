"""The fields of a network: the coordinates of a joint state.

A channel's integer is its content: `width` bits a message, the head lowest; code 0 is no message, code k the k-th
packet of its alphabet. Taking the head is a shift; appending is an or.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from everystate.composing.connection_state import ConnectionState
from everystate.composing.formula import Look
from everystate.loading.expression import Value, shown
from everystate.loading.party import Party


@dataclass(frozen=True, order=True)
class Copy:
    """One copy of a party; `alone` if it is the only one. It may have a name of its own."""

    party: str
    number: int
    alone: bool = True
    name: str = ""

    @staticmethod
    def of(party: Party, number: int, count: int) -> Copy:
        """The copy of a party with this number, of `count` copies."""
        return Copy(party.name, number, count == 1, party.names[number] if party.names else "")

    def __str__(self) -> str:
        if self.name:
            return self.name
        return self.party if self.alone else f"{self.party}[{self.number}]"


FieldKind = Literal["machine", "variable", "timer", "connection", "channel", "ages", "budget", "phase", "monitor"]


@dataclass(frozen=True)
class FieldKey:
    """What a field is, as data; its printed name is `str(key)`.

    machine, variable, timer: the one of this name of copy `owner`, for the copies in `index` (those that it is `per`).
    connection: `instance` of the one between the two copies in `ends`. channel: what end `end` of it sends.
    ages: for how many ticks each message of that channel is under way.
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
            case "ages":
                return f"{self.connection} to {self.ends[1 - self.end]}.ages"
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
    """A message with the copies that it is about and the values that it carries.

    `copies` has, for each name of copies, all that it may mean. As text, the only one is left out.
    """

    message: str
    values: tuple[tuple[str, Value], ...] = ()
    copies: tuple[tuple[str, tuple[Copy, ...]], ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        copies = dict(self.copies)
        parts = (_part(name, value, copies.get(name)) for name, value in self.values)
        inside = ", ".join(filter(None, parts))
        return f"{self.message}({inside})" if inside else self.message

    def filled(self, values: Mapping[str, Any]) -> Packet:
        """The packet with these values; it keeps its others."""
        return replace(self, values=tuple((name, values.get(name, value)) for name, value in self.values))


def _part(name: str, value: Value, copies: tuple[Copy, ...] | None) -> str:
    """A value of a message as text; a copy has the name of its party, if that is what it is called."""
    if copies is None or not isinstance(value, int) or not 0 <= value < len(copies):
        return f"{name}={shown(value)}"
    if len(copies) == 1:
        return ""
    copy = copies[value]
    return str(copy) if copy.party == name else f"{name}={copy}"


@dataclass(frozen=True)
class Channel:
    """One direction of a connection copy.

    Code k is the k-th packet of `alphabet`. No step sends a packet of `unsent`; codes beyond the alphabet stand for
    these, in events that are never possible.
    """

    connection: FieldKey
    sender: Copy
    receiver: Copy
    alphabet: tuple[Packet, ...]
    capacity: int
    ordered: bool
    unsent: tuple[Packet, ...] = ()

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

    def packet(self, code: int) -> Packet:
        """The packet of a code, sent or not."""
        return (*self.alphabet, *self.unsent)[code - 1]


@dataclass(frozen=True)
class Field:
    """One coordinate of the joint state. `values` says what each integer means; a channel has none.

    At the start it is `initial` or, where the start is chosen, one of `others`.
    """

    key: FieldKey
    initial: int
    values: tuple[Value, ...] = ()
    channel: Channel | None = None
    others: tuple[int, ...] = ()

    @property
    def initials(self) -> tuple[int, ...]:
        """Every value that it may have at the start."""
        return (self.initial, *self.others)

    @cached_property
    def name(self) -> str:
        """The printed name."""
        return str(self.key)

    @property
    def kind(self) -> FieldKind:
        """What kind of field it is."""
        return self.key.kind

    @property
    def owner(self) -> Copy | None:
        """The copy that a machine, a variable or a timer belongs to."""
        return self.key.owner

    def shown(self, raw: int) -> str:
        """The value as text for a report."""
        if self.channel is None:
            return shown(self.values[raw])
        return "[" + ", ".join(map(str, self.channel.packets(raw))) + "]"


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
