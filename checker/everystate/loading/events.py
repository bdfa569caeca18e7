"""Events as phases, claims and monitors name them, and what claims about time say with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everystate.loading.expression import Expr
from everystate.temporal.formula import Formula


@dataclass(frozen=True)
class EventName:
    """An event as phases, claims and monitors name it.

    kinds: sends and receives (a message, by a party), action, expires (a timer of a party), tick, or a fault of a
    connection. Or opened, refused, lost: at a party, or at either end where `party` is empty.
    """

    kind: str
    party: str
    name: str

    def __str__(self) -> str:
        if self.kind in ("sends", "receives"):
            return f"{self.party} {self.kind} {self.name}"
        if self.kind == "action":
            return f"{self.party}.{self.name}"
        return ".".join(part for part in (self.party, self.name, self.kind) if part)


@dataclass(frozen=True)
class PhaseEdge:
    """The beginning or the end of a phase."""

    phase: str
    edge: Literal["begins", "ends"]


@dataclass(frozen=True)
class Proposition:
    """What an atom of a temporal formula means: an expression, an event, or that a phase begins or ends.

    `copy` is the name, bound by the claim, of the copy at which the event happens; empty for any. A phase without a
    name is any phase.
    """

    atom: str
    text: str
    meaning: Expr | EventName | PhaseEdge
    copy: str = ""


@dataclass(frozen=True)
class Timing:
    """What a claim says of runs: a temporal formula over propositions, for all copies that `loops` bind.

    A loop is a name and the party whose copies it runs over. `within` is how many steps a phase may take, or ticks;
    None for any number.
    """

    formula: Formula
    propositions: tuple[Proposition, ...] = ()
    loops: tuple[tuple[str, str], ...] = ()
    within: Expr | None = None
    in_ticks: bool = False
