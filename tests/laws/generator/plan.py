"""What a random system is, before any row of it is drawn: parties with their memory, connections, messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Names = dict[str, str]
"""Names that are bound, each with the party of which it is a copy."""

VariableKind = Literal["number", "word", "copy", "truth", "list", "set"]
WORDS = ["red", "green", "blue"]


@dataclass
class Variable:
    """A variable; of a `copy`, `party` says of which party. `owner` is the machine that sets it.

    A `list` has at most two elements. Of lists and sets of copies, `party` is theirs; else they are of words.
    """

    name: str
    kind: VariableKind
    per: Names
    owner: str
    party: str = ""


@dataclass
class Machine:
    """A machine, one for each copy that `per` names."""

    name: str
    per: Names
    states: list[str]


@dataclass
class Action:
    """An action; `entry` is what the file says of it, `fields` are the values that it chooses."""

    name: str
    per: Names
    entry: dict[str, Any]
    fields: dict[str, VariableKind] = field(default_factory=dict)

    @property
    def cause(self) -> str:
        """Who moves."""
        return str(self.entry.get("cause", "protocol"))


@dataclass
class Party:
    """A party. `counted` is the parameter that says how many copies there are; empty for a plain number.

    `all` names the set of its copies in a loop; empty if no loop goes over it. Its copies may have `names`.
    """

    name: str
    copies: int
    counted: str
    all: str = ""
    names: list[str] = field(default_factory=list)
    machines: list[Machine] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    entry: dict[str, Any] = field(default_factory=dict)

    @property
    def single(self) -> bool:
        """Whether its name alone means its only copy."""
        return self.copies == 1 and not self.counted


@dataclass
class Connection:
    """A connection: its ends by name, and what the file says of it."""

    name: str
    ends: list[tuple[str, str]]
    entry: dict[str, Any]
    protocols: list[str]
    everywhere: bool = True

    @property
    def itself(self) -> bool:
        """Whether it joins copies of one party."""
        return self.ends[0][1] == self.ends[1][1]

    def far_from(self, party: str) -> str:
        """The party at the other end."""
        one, two = (of for _, of in self.ends)
        return two if one == party else one

    @property
    def rendezvous(self) -> bool:
        """Whether its messages are received in the step in which they are sent."""
        return self.entry.get("capacity") == 0

    @property
    def outside(self) -> bool:
        """Whether it is opened from outside."""
        return dict(self.entry.get("opens", {})).get("cause") == "environment"

    def faults(self) -> list[str]:
        """The events that are its faults."""
        keys = {"breaks": "breaks", "may_lose": "loses", "may_duplicate": "duplicates"}
        return [f"{self.name}.{kind}" for key, kind in keys.items() if key in self.entry]


@dataclass
class Message:
    """A message on its connection; `fields` are those with values, `about` the name and the party of a copy."""

    name: str
    sender: str
    receiver: str
    connection: Connection
    protocol: str
    fields: dict[str, VariableKind] = field(default_factory=dict)
    about: tuple[str, str] | None = None

    def text(self) -> str:
        """As the system file declares it."""
        inside = {"number": "0..1", "word": "[red, green]"}
        said = f"({', '.join(f'{name}: {inside[kind]}' for name, kind in self.fields.items())})" if self.fields else ""
        if self.about is None:
            return self.name + said
        name, party = self.about
        return f"{self.name}{said} about {party}" + (f" as {name}" if name != party else "")

    def binds(self) -> Names:
        """The names of copies that it binds."""
        names = {self.sender: self.sender, self.receiver: self.receiver, **dict(self.connection.ends)}
        return names | (dict([self.about]) if self.about else {})


@dataclass
class Plan:
    """A system."""

    parties: list[Party] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    phases: dict[str, dict[str, Any]] = field(default_factory=dict)

    def party(self, name: str) -> Party:
        """The party of this name."""
        return next(party for party in self.parties if party.name == name)

    def of(self, party: Party) -> Iterator[Connection]:
        """The connections of a party."""
        return (one for one in self.connections if party.name in (end for _, end in one.ends))

    def sent_by(self, party: Party) -> list[Message]:
        """The messages that a party sends."""
        return [message for message in self.messages if message.sender == party.name]

    def received_by(self, party: Party) -> list[Message]:
        """The messages that a party receives."""
        return [message for message in self.messages if message.receiver == party.name]

    def copy(self, party: str, names: Names) -> list[str]:
        """Every plain way to say a copy of a party, where these names are bound."""
        bound = [name for name, of in names.items() if of == party]
        return [*bound, *self.party(party).names, *(f"{party}[{number}]" for number in range(self.party(party).copies))]
