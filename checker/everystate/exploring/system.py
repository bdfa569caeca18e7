"""The interface of engines: transition systems, and the limits and progress of a search.

`TransitionSystem` has the members that every engine must implement. Everything else is derived: see `space`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from everystate.composing.event import Event, Guard
from everystate.composing.formula import Formula
from everystate.composing.network import Network

State = tuple[int, ...]
Among = Literal["states", "expanded", "settled"]


@dataclass(frozen=True)
class Limits:
    """Where to stop: joint states, depth in steps, seconds, bytes of memory; None for no limit."""

    states: int | None = None
    depth: int | None = None
    seconds: float | None = None
    memory: int | None = None


@dataclass(frozen=True)
class Progress:
    """The progress of an exploration; `doing` names the current work, if it is not exploring."""

    states: int
    steps: int
    depth: int
    queue: int
    seconds: float
    doing: str = ""


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Outcome:
    """How a search ended.

    `stopped` says what ended it before its end, if anything did; `hurried`, that it was from outside or for lack of
    time; `interrupted`, that it was from outside: by Ctrl-C, or by what else raises `KeyboardInterrupt`; `by_states`,
    that it was the limit on the number of joint states.
    """

    stopped: str = ""
    hurried: bool = False
    seconds: float = 0.0
    interrupted: bool = False
    by_states: bool = False


@dataclass(frozen=True)
class Condition:
    """Joint states in which a guard holds and, if there is a formula, the formula has this truth value.

    With an event, only expanded states from which that event makes a step.
    """

    guard: Guard = ()
    formula: Formula | None = None
    truth: bool = True
    event: int = -1


@dataclass(frozen=True)
class Tally:
    """In how many states a condition holds, and in which first; -1 if in none."""

    count: int = 0
    first: int = -1


class TransitionSystem(ABC):
    """The joint states in the order in which they were found, which is by depth, and the steps between them.

    States are named by their index; `states[i]` is a tuple of integers, one a field. The first `expanded` of them have
    been expanded, which is all of them if the search was `complete`. The network says what a step changes, and which
    steps unsettle a state.
    """

    def __init__(self, network: Network, engine: str, outcome: Outcome) -> None:
        self.network = network
        self.engine = engine
        self.outcome = outcome

    # -- implemented by engines -----------------------------------------------------------------------------------

    @property
    @abstractmethod
    def states(self) -> Sequence[State]:
        """The joint states."""

    @property
    @abstractmethod
    def depths(self) -> Sequence[int]:
        """The number of steps on a shortest path to each state."""

    @property
    @abstractmethod
    def expanded(self) -> int:
        """How many states were expanded."""

    @property
    @abstractmethod
    def steps(self) -> int:
        """How many steps there are."""

    @abstractmethod
    def arrival(self, state: int) -> tuple[int, int] | None:
        """The state before this one on a shortest way, and the event that leads here; None for an initial state."""

    @abstractmethod
    def steps_from(self, state: int) -> Sequence[tuple[int, int]]:
        """Event and target of each step from an expanded state, in the order of the events."""

    @abstractmethod
    def settled(self, state: int) -> bool:
        """Whether an expanded state is settled: no step from it unsettles it; see `shared.settling`."""

    @abstractmethod
    def stuck(self) -> Sequence[int]:
        """The expanded states without a step."""

    @abstractmethod
    def fired(self) -> Sequence[int]:
        """For each event, how many steps it makes."""

    # -- derived --------------------------------------------------------------------------------------------------

    @property
    def stopped(self) -> str:
        """What ended the search before its end; nothing if it was complete."""
        return self.outcome.stopped

    @property
    def complete(self) -> bool:
        """Whether every reachable joint state was found and expanded."""
        return not self.stopped

    @property
    def depth(self) -> int:
        """The number of steps on the longest shortest path from the start."""
        return self.depths[-1] if self.depths else 0

    @property
    def starts(self) -> range:
        """The initial states, which come first."""
        return range(len(self.network.initial_states))

    def path(self, state: int) -> list[tuple[int, int]]:
        """A shortest way from an initial state: the event and the target of each step."""
        made = []
        while (before := self.arrival(state)) is not None:
            made.append((before[1], state))
            state = before[0]
        return made[::-1]

    def start_of(self, path: Sequence[tuple[int, int]], state: int) -> int:
        """The initial state where a shortest way to a state begins."""
        before = self.arrival(path[0][1]) if path else None
        return before[0] if before else state

    def event(self, number: int) -> Event:
        """The event of this number."""
        return self.network.events[number]

    def changes(self, source: int, target: int) -> bool:
        """Whether a step between two states changes something: see `Network.changes`."""
        if source == target or not self.network.observers:
            return source != target
        return self.network.changes(self.states[source], self.states[target])

    def unsettles(self, source: int, event: int, target: int) -> bool:
        """Whether a step by protocol or clock changes something in a state that is not settled."""
        if event not in self.network.steady or not self.changes(source, target):
            return False
        return not self.network.clocked or not self.settled(source)

    def edges(self) -> Iterator[tuple[int, int, int]]:
        """Source, event and target of every step."""
        for source in range(self.expanded):
            for event, target in self.steps_from(source):
                yield source, event, target
