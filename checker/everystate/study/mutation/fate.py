"""The fate of a mutant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everystate.composing.event import Label
from everystate.exploring.space import State

Answer = Literal["killed", "survived", "equivalent", "refused", "undecided"]


@dataclass(frozen=True)
class Killer:
    """A claim that a mutant violates, and after how many steps; None where there is no run that shows it."""

    claim: str
    steps: int | None


@dataclass(frozen=True)
class Differing:
    """A field that one step leaves with another value, and what the values are, in the original and in the mutant."""

    field: str
    original: str
    mutant: str


@dataclass(frozen=True)
class Difference:
    """The shortest run after which a mutant is seen to be another protocol.

    All steps but the last are the same in both. The last one is possible in the mutant alone (`side` mutant) or in the
    original alone (original). If it is possible in both (both), it sends something else or leads elsewhere. `path` has
    the label of each step and the joint state after it. It is a path of the mutant, or of the original if `side` is
    original.
    """

    side: Literal["mutant", "original", "both"]
    path: tuple[tuple[Label, State], ...]
    sends: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    fields: tuple[Differing, ...] = ()

    @property
    def steps(self) -> int:
        """How many steps it has, the last one included."""
        return len(self.path)


@dataclass(frozen=True)
class Fate:
    """What became of a mutant, and where: the world that killed it, or in which it was seen to differ.

    Killed: `killers` are the claims that fail where the search stopped, by depth. Survived: `difference`, unless
    comparing was cut; `reason` says so. Equivalent, refused, undecided: `reason`. `states` is how many joint states of
    it were explored, in all worlds.
    """

    answer: Answer
    world: str = ""
    reason: str = ""
    killers: tuple[Killer, ...] = ()
    difference: Difference | None = None
    states: int = 0
