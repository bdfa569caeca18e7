"""A party as frozen data: its actions, variables, timers, machines and their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from everystate.loading.expression import TRUE, Expr, Value
from everystate.loading.expression import Parameter as ParameterName
from everystate.problems import Place


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


Cause = Literal["protocol", "environment", "fault"]
NoticeKind = Literal["opened", "refused", "lost"]
Fairness = Literal["weak", "strong", "no"]
Fair = Fairness | ParameterName
"""How fair something is, or the parameter that says so."""


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

    What the copies of the machine send by it, in one step, comes in the order of the copies, or `in_any_order`.
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
    in_any_order: bool = False

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
