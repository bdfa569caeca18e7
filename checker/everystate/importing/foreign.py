"""A state machine as other programs describe it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """What a transition asks for: that something with this name is true, or `negated`, that it is not."""

    name: str
    negated: bool = False


@dataclass(frozen=True)
class Transition:
    """From a state by a trigger to another; `dest` is None if the state stays."""

    trigger: str
    source: str
    dest: str | None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class ForeignMachine:
    """A machine: of the transitions of one trigger and source, the first whose conditions are met is taken."""

    name: str
    states: tuple[str, ...]
    initial: str
    transitions: tuple[Transition, ...]
    final: tuple[str, ...] = ()

    @property
    def triggers(self) -> list[str]:
        """The triggers, in the order in which they first appear."""
        return list(dict.fromkeys(one.trigger for one in self.transitions))

    @property
    def conditions(self) -> list[str]:
        """The names of conditions, in the order in which they first appear."""
        return list(dict.fromkeys(asked.name for one in self.transitions for asked in one.conditions))

    def before(self, number: int) -> Iterator[Transition]:
        """The transitions that are tried before the one of this number."""
        mine = self.transitions[number]
        for other in self.transitions[:number]:
            if (other.trigger, other.source) == (mine.trigger, mine.source):
                yield other
