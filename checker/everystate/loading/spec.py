"""A protocol as frozen data: what the files say, with every name resolved and every mistake already refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from everystate.loading.document import Text
from everystate.loading.events import EventName, Timing
from everystate.loading.expression import TRUE, Constant, Expr, Value
from everystate.loading.expression import Parameter as ParameterName
from everystate.loading.faults import FaultKind
from everystate.loading.shapes import Entries
from everystate.problems import Place

Cause = Literal["protocol", "environment", "fault"]
NoticeKind = Literal["opened", "refused", "lost"]
Fairness = Literal["weak", "strong", "no"]
Fair = Fairness | ParameterName
"""How fair something is, or the parameter that says so."""
StateClaim = Literal["always", "never", "possible", "after", "whenever"]
TimeClaim = Literal[
    "leads_to", "eventually", "always_eventually", "eventually_always", "until", "recoverable", "formula", "ends"
]
ClaimKind = StateClaim | TimeClaim


@dataclass(frozen=True)
class Choice:
    """A single value of a domain."""

    value: Value


@dataclass(frozen=True)
class Range:
    """Numbers, both ends included."""

    low: Expr
    high: Expr


@dataclass(frozen=True)
class CopiesOf:
    """The copies of a party, as numbers from 0."""

    party: str


Elements = tuple[Choice | Range | CopiesOf, ...]


@dataclass(frozen=True)
class ListsOf:
    """The lists of at most this many of these elements."""

    elements: Elements
    at_most: Expr


@dataclass(frozen=True)
class SetsOf:
    """The sets of these elements."""

    elements: Elements


Domain = tuple[Choice | Range | CopiesOf | ListsOf | SetsOf, ...]


def elements(domain: Domain) -> Iterator[Choice | Range | CopiesOf]:
    """The parts of a domain; of lists and sets, those of their elements."""
    for item in domain:
        if isinstance(item, ListsOf | SetsOf):
            yield from item.elements
        else:
            yield item


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
class Per:
    """`name` binds a copy of `party`."""

    name: str
    party: str


@dataclass(frozen=True)
class Close:
    """An action closes these connections; draining lets what was sent before arrive first."""

    connection: str
    drain: bool


@dataclass(frozen=True)
class Action:
    """What a party may do of itself; `fields` are values that it chooses, each choice a step of its own."""

    party: str
    name: str
    cause: Cause
    per: tuple[Per, ...]
    at_most: Expr | None
    closes: tuple[Close, ...]
    place: Place
    description: str = ""
    fair: Fair | None = None
    fields: tuple[tuple[str, Domain], ...] = ()


@dataclass(frozen=True)
class Variable:
    """Something a party remembers besides the states of its machines.

    It starts with one of `initial`; where that is empty, with any value of its domain.
    """

    party: str
    name: str
    per: tuple[Per, ...]
    domain: Domain
    initial: tuple[Expr, ...]
    place: Place
    description: str = ""
    routine: bool = False


@dataclass(frozen=True)
class Timer:
    """Expires after a number of ticks, from `low` to `high`; one that `repeats` then runs again.

    `initially` is running or off. These expressions are over the copy, the copies that it is `per`, and parameters.
    """

    party: str
    name: str
    per: tuple[Per, ...]
    repeats: bool
    low: Expr
    high: Expr
    initially: Expr
    place: Place
    description: str = ""
    fair: Fairness | None = None


@dataclass(frozen=True)
class Trigger:
    """What moves a machine: a message, a notice of a connection, an action, or the expiry of a timer."""

    kind: Literal["message", "action", "expires"] | NoticeKind
    name: str

    def __str__(self) -> str:
        return self.name if self.kind in ("message", "action") else f"{self.name}.{self.kind}"


@dataclass(frozen=True)
class Assignment:
    """A variable gets a value."""

    variable: str
    index: tuple[Expr, ...]
    value: Expr
    place: Place


@dataclass(frozen=True)
class TimerChange:
    """A timer is started or stopped."""

    kind: Literal["start", "stop"]
    timer: str
    index: tuple[Expr, ...]
    place: Place


@dataclass(frozen=True)
class Send:
    """A message is sent if `when` holds before the step.

    `to` is a copy, or `to_end` the name of an end, or `to_all` a party; else it is routed.
    """

    message: str
    arguments: tuple[tuple[str, Expr], ...]
    place: Place
    to: Expr | None = None
    to_end: str = ""
    to_all: str = ""
    when: Expr = TRUE


@dataclass(frozen=True)
class Known:
    """Why something is known to be so at these parameters; of several, the first that applies is the reason.

    `finding` is the name of the one that says it, if one does.
    """

    when: Expr
    reason: str
    finding: str = ""


@dataclass(frozen=True)
class Row:
    """One transition. `dest` is None when it stays; `layer` is the one that it comes from.

    Where several rows of a machine and a trigger apply, those of the lowest rank do: 0; 1, `otherwise`; 2, what the
    machine `ignores`.
    """

    machine: str
    number: int
    trigger: Trigger
    sources: tuple[str, ...]
    dest: str | None
    when: Expr
    sets: tuple[Assignment, ...]
    sends: tuple[Send, ...]
    choice: bool
    defer: bool
    dead: tuple[Known, ...]
    place: Place
    text: str = ""
    fair: Fair | None = None
    layer: str = ""
    timers: tuple[TimerChange, ...] = ()
    rank: Literal[0, 1, 2] = 0

    @property
    def dead_anyway(self) -> bool:
        """Whether it never fires, whatever the parameters."""
        return any(known.when == TRUE for known in self.dead)

    @property
    def condition(self) -> str:
        """Its guard as it is written, and that it applies only otherwise; empty where it always applies."""
        said = "otherwise" if self.rank else ""
        return ", ".join(filter(None, (said, " ".join(self.text.split()))))

    def gives_way_to(self, other: Row) -> bool:
        """Whether this row does not apply where the other does."""
        return self.trigger == other.trigger and self.rank > other.rank


@dataclass(frozen=True)
class Machine:
    """A state machine of a party, one for each copy of what it is `per`; it starts in one of `initial`."""

    party: str
    name: str
    per: tuple[Per, ...]
    initial: tuple[Expr, ...]
    states: tuple[str, ...]
    rows: tuple[Row, ...]
    defer: bool
    place: Place
    description: str = ""
    routine: bool = False

    def listens_to(self, trigger: Trigger) -> bool:
        """Whether any row has this trigger."""
        return any(row.trigger == trigger for row in self.rows)


@dataclass(frozen=True)
class Party:
    """A party; `copies_name` is the parameter that says how many, and names their set. Its copies may have `names`."""

    name: str
    copies: Expr
    copies_name: str
    actions: tuple[Action, ...]
    variables: tuple[Variable, ...]
    machines: tuple[Machine, ...]
    place: Place
    description: str = ""
    fair: Fair | None = None
    names: tuple[str, ...] = ()
    timers: tuple[Timer, ...] = ()

    def action(self, name: str) -> Action:
        """The action of this name."""
        return next(action for action in self.actions if action.name == name)

    def per(self, name: str) -> tuple[Per, ...]:
        """What the machine, variable or timer of this name is `per`."""
        memory: tuple[Machine | Variable | Timer, ...] = (*self.machines, *self.variables, *self.timers)
        return next(item.per for item in memory if item.name == name)

    def copies_in(self, variable: str) -> str:
        """The party whose copies a variable of this name holds, by itself or in a list or a set; empty without one."""
        domains = (item.domain for item in self.variables if item.name == variable)
        return next((part.party for domain in domains for part in elements(domain) if isinstance(part, CopiesOf)), "")

    def collects(self, variable: str) -> bool:
        """Whether a variable of this name holds lists or sets."""
        domains = (item.domain for item in self.variables if item.name == variable)
        return any(isinstance(part, ListsOf | SetsOf) for domain in domains for part in domain)

    def listens_to(self, trigger: Trigger) -> bool:
        """Whether any machine has a row with this trigger."""
        return any(machine.listens_to(trigger) for machine in self.machines)


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

    def parties(self) -> tuple[str, str]:
        """The parties at its ends."""
        return self.ends[0].party, self.ends[1].party

    def fault(self, kind: FaultKind) -> Fault | None:
        """Its fault of a kind; None if it cannot happen."""
        return next((fault for fault in self.faults if fault.kind == kind), None)


@dataclass(frozen=True)
class Phase:
    """A stretch of the scenario, from an event that begins it to the next one."""

    name: str
    begins: tuple[EventName, ...]
    within: tuple[EventName, ...]
    begins_when: Expr
    place: Place
    description: str = ""


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
    """How long messages and notices are under way: `instant`, or `any` number of ticks."""

    delivery: Expr
    place: Place


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
