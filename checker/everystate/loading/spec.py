"""A protocol as frozen data: what the files say, with every name resolved and every mistake already refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from everystate.loading.document import Text
from everystate.loading.events import EventName, Timing
from everystate.loading.expression import Constant, Expr, Value
from everystate.loading.faults import FaultKind
from everystate.loading.party import (
    Cause,
    Domain,
    Fair,
    Known,
    Machine,
    Party,
    Per,
    Row,
)
from everystate.loading.shapes import Entries
from everystate.notebook import table
from everystate.problems import Place

StateClaim = Literal["always", "never", "possible", "after", "whenever"]
TimeClaim = Literal[
    "leads_to", "eventually", "always_eventually", "eventually_always", "until", "recoverable", "formula", "ends"
]
ClaimKind = StateClaim | TimeClaim


@dataclass(frozen=True)
class Parameter:
    """A setting of the spec; without a domain, any number (or any word) goes."""

    name: str
    domain: Domain | None
    initial: Value
    place: Place
    description: str = ""


@dataclass(frozen=True)
class Definition:
    """A name for an expression, of a party or of the whole system, as it is written. Trees have it written out."""

    party: str
    name: str
    means: str
    place: Place


@dataclass(frozen=True)
class Message:
    """A message in one direction, with the copy it is about and the values it carries."""

    name: str
    protocol: str
    sender: str
    receiver: str
    about: tuple[Per, ...]
    fields: tuple[tuple[str, Domain], ...]
    place: Place
    routine: bool = False


@dataclass(frozen=True)
class Fault:
    """Something that may go wrong with a connection: at most this often, or without bound."""

    kind: FaultKind
    at_most: Expr | None


@dataclass(frozen=True)
class Opening:
    """What opens a connection, and how often at most."""

    cause: Cause = "protocol"
    at_most: Expr | None = None


@dataclass(frozen=True)
class Held:
    """A message that end `end` of a connection has sent before the start, where `when` holds of the copies there."""

    end: int
    message: str
    arguments: tuple[tuple[str, Expr], ...]
    when: Expr
    place: Place


WAIT = Constant("wait")
"""What a send does that finds no room, unless a connection says something else."""


@dataclass(frozen=True)
class Connection:
    """What joins copies of two parties and carries their messages."""

    name: str
    ends: tuple[Per, Per]
    where: Expr
    carries: tuple[str, ...]
    opened_by: int | None
    initially: Expr
    notice: Expr
    instances: Expr
    capacity: Expr
    order: Expr
    faults: tuple[Fault, ...]
    place: Place
    description: str = ""
    fair: Fair | None = None
    routine: bool = False
    full: Expr = WAIT
    holds: tuple[Held, ...] = ()
    opening: Opening = Opening()

    def parties(self) -> tuple[str, str]:
        """The parties at its ends."""
        return self.ends[0].party, self.ends[1].party

    def fault(self, kind: FaultKind) -> Fault | None:
        """Its fault of a kind; None if it cannot happen."""
        return next((fault for fault in self.faults if fault.kind == kind), None)


@dataclass(frozen=True)
class Phase:
    """A stretch of the scenario, from an event that begins it to the next one.

    Its picture begins where `shown_from` holds; where it may, if that is None.
    """

    name: str
    begins: tuple[EventName, ...]
    within: tuple[EventName, ...]
    begins_when: Expr
    place: Place
    description: str = ""
    shown_from: Expr | None = None


@dataclass(frozen=True)
class Claim:
    """A claim. `after` and `ends` without a phase mean each phase; claims about time have a `timing`.

    One that is `asked` is not in the files of the spec. One about states or steps that is made for every copy has
    its names and their parties in `loops`; its formula is a quantifier over them.
    """

    name: str
    kind: ClaimKind
    formula: Expr
    text: str
    place: Place
    phase: str = ""
    event: EventName | None = None
    known: tuple[Known, ...] = ()
    description: str = ""
    timing: Timing | None = None
    asked: bool = False
    loops: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Watch:
    """A row of a monitor."""

    event: EventName
    sources: tuple[str, ...]
    dest: str
    when: Expr
    place: Place


@dataclass(frozen=True)
class Monitor:
    """A machine that watches all parties and must not enter some of its states."""

    name: str
    per: tuple[Per, ...]
    initial: str
    states: tuple[str, ...]
    never: tuple[str, ...]
    rows: tuple[Watch, ...]
    place: Place
    description: str = ""
    known: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Layer:
    """A file that can be laid over the spec, with the names of the parameters and claims that it has."""

    name: str
    place: Place
    description: str = ""
    parameters: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class World:
    """Layers over the spec, and a setting of some parameters; the others have their declared values."""

    name: str
    settings: tuple[tuple[str, Value], ...]
    place: Place
    description: str = ""
    layers: tuple[str, ...] = ()


class Origin(Protocol):
    """From where a spec was built, and can be with other layers."""

    def over(self, spec: Spec, layers: Iterable[str]) -> Spec:
        """A spec that was built from here with more layers over it.

        Raises:
            SpecError: with every mistake found.
        """
        ...

    def asking(self, spec: Spec, claims: dict[Text, Entries]) -> Spec:
        """A spec that was built from here with more claims.

        Raises:
            SpecError: with every mistake found.
        """
        ...


def layers_for(parameter: str, layers: Iterable[Layer]) -> tuple[str, ...]:
    """The names of the layers that have a parameter, or are in the place of it: `quits`, `quits_twice`."""
    named = (parameter, f"{parameter}_")
    return tuple(
        layer.name
        for layer in layers
        if parameter in layer.parameters or layer.name == named[0] or layer.name.startswith(named[1])
    )


@dataclass(frozen=True)
class Time:
    """How long messages and notices are under way: `instant`, or `any` number of ticks, at most `slowest`."""

    delivery: Expr
    place: Place
    slowest: Expr | None = None


@dataclass(frozen=True)
class Spec:
    """A whole protocol. It is `loaded` as long as it is what the files of its folder say, and not changed in memory.

    `layers` are all that it has, `laid` the names of those that are in it, in order.
    """

    title: str
    folder: str
    parameters: tuple[Parameter, ...]
    parties: tuple[Party, ...]
    messages: tuple[Message, ...]
    connections: tuple[Connection, ...]
    phases: tuple[Phase, ...]
    claims: tuple[Claim, ...]
    monitors: tuple[Monitor, ...]
    final: Expr | None
    place: Place
    description: str = ""
    worlds: tuple[World, ...] = ()
    layers: tuple[Layer, ...] = ()
    laid: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    time: Time | None = None
    loaded: bool = field(default=False, init=False, compare=False, repr=False)
    origin: Origin | None = field(default=None, init=False, compare=False, repr=False)

    def __repr__(self) -> str:
        return f"Spec({self.folder!r}, {len(self.parties)} parties, {len(self.claims)} claims)"

    def _repr_html_(self) -> str:
        """Its names by kind, for notebooks."""
        names = {
            "parties": [party.name for party in self.parties],
            "parameters": [parameter.name for parameter in self.parameters],
            "claims": [claim.name for claim in self.claims],
            "worlds": [world.name for world in self.worlds],
            "layers": [layer.name for layer in self.layers],
        }
        return table(self.title, ((kind, ", ".join(some)) for kind, some in names.items() if some))

    def layers_for(self, parameter: str) -> tuple[str, ...]:
        """The layers that are in the place of a parameter, or have it."""
        return layers_for(parameter, self.layers)

    @property
    def has_timers(self) -> bool:
        """Whether some party has timers."""
        return any(party.timers for party in self.parties)

    @property
    def has_routine(self) -> bool:
        """Whether something is said to be routine."""
        machines = any(machine.routine for party in self.parties for machine in party.machines)
        variables = any(variable.routine for party in self.parties for variable in party.variables)
        others: tuple[Message | Connection, ...] = (*self.messages, *self.connections)
        return machines or variables or any(item.routine for item in others)

    def party(self, name: str) -> Party:
        """The party of this name."""
        return next(party for party in self.parties if party.name == name)

    def connection(self, name: str) -> Connection:
        """The connection of this name."""
        return next(connection for connection in self.connections if connection.name == name)

    def rows(self) -> Iterator[tuple[Machine, Row]]:
        """Every row, with its machine."""
        for party in self.parties:
            for machine in party.machines:
                for row in machine.rows:
                    yield machine, row
