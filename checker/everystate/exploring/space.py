"""What an exploration found: the joint states, the steps between them, and a shortest way to each.

This is the one interface of all engines. Judging asks a space to count the states that meet a condition, and to find
the first; how it does that is the engine's affair.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from everystate.composing.formula import Formula
from everystate.composing.network import Event, Guard, Label, Network
from everystate.exploring.lasso import Lasso, LassoQuestion, PhaseQuestion, PhaseRun

if TYPE_CHECKING:
    import networkx as nx

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
    """How far an exploration is; `doing` what, if not exploring."""

    states: int
    steps: int
    depth: int
    queue: int
    seconds: float
    doing: str = ""


OnProgress = Callable[[Progress], None]


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


class Space(ABC):
    """The joint states in the order in which they were found, which is by depth.

    States are named by their index; `states[i]` is a tuple of integers, one a field. The first `expanded` of them have
    been expanded, which is all of them if the space is `complete`. The network says what a step changes,
    and which steps unsettle a state. `stopped` says what ended the search before its end; `hurried`, that it was Ctrl-C
    or that no time was left.
    """

    def __init__(self, network: Network, engine: str) -> None:
        self.network = network
        self.engine = engine
        self.stopped = ""
        self.hurried = False
        self.seconds = 0.0

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
        """The state before this one on a shortest way, and the event that leads here; None for the start."""

    @abstractmethod
    def steps_from(self, state: int) -> Sequence[tuple[int, int]]:
        """Event and target of each step from an expanded state, in the order of the events."""

    @abstractmethod
    def settled(self, state: int) -> bool:
        """Whether no step from this state unsettles it; only for expanded states."""

    @abstractmethod
    def stuck(self) -> Sequence[int]:
        """The expanded states without a step."""

    @abstractmethod
    def fired(self) -> Sequence[int]:
        """For each event, how many steps it makes."""

    @abstractmethod
    def tally(self, conditions: Sequence[Condition], among: Among = "states") -> list[Tally]:
        """For each condition, in how many of these states it holds, and in which first."""

    @abstractmethod
    def first(self, condition: Condition, among: Among = "states") -> int:
        """The first state in which a condition holds; -1 if there is none."""

    @abstractmethod
    def unsettling(self) -> Sequence[int]:
        """The states from which not every run of steps that unsettle is known to end."""

    # -- what happens in time: an incomplete space answers for the states that it has expanded ------------------------

    @abstractmethod
    def lasso(self, question: LassoQuestion) -> Lasso | None:
        """A fair accepted run; None if there is none among the expanded states.

        A state that was not expanded has no steps that are known: no lasso goes through it or rests there.

        Raises:
            UnansweredError: the product of space and automaton does not fit.
        """

    @abstractmethod
    def lost_for(self, goal: Formula) -> Tally:
        """The states from which no state in which `goal` holds can be reached: how many, and the first.

        From a state that was not expanded, anything may be reached.

        Raises:
            UnansweredError: the steps do not fit.
        """

    @abstractmethod
    def way_to(self, start: int, goal: Formula) -> list[tuple[int, int]]:
        """A shortest way from a state to one in which `goal` holds: event and target of each step.

        It has no steps where the formula holds at once, or nowhere that is known.

        Raises:
            UnansweredError: the steps do not fit.
        """

    @abstractmethod
    def longest(self, question: PhaseQuestion) -> PhaseRun | None:
        """A longest run of the protocol's steps after a phase begins; None if it never begins.

        States that were not expanded end a run.

        Raises:
            UnansweredError: the steps do not fit.
        """

    @property
    def complete(self) -> bool:
        """Whether every reachable joint state was found and expanded."""
        return not self.stopped

    @property
    def depth(self) -> int:
        """The number of steps on the longest shortest path from the start."""
        return self.depths[-1] if self.depths else 0

    def path(self, state: int) -> list[tuple[int, int]]:
        """A shortest way from the start: the event and the target of each step."""
        made = []
        while (before := self.arrival(state)) is not None:
            made.append((before[1], state))
            state = before[0]
        return made[::-1]

    def event(self, number: int) -> Event:
        """The event of this number."""
        return self.network.events[number]

    def changes(self, source: int, target: int) -> bool:
        """Whether a step between two states changes something: see `Network.changes`."""
        if source == target or not self.network.observers:
            return source != target
        return self.network.changes(self.states[source], self.states[target])

    def unsettles(self, source: int, event: int, target: int) -> bool:
        """Whether a step keeps its source from being settled: see `Network.unsettling`."""
        return event in self.network.unsettling and self.changes(source, target)

    def label(self, event: int, source: int) -> Label:
        """The label of an event's step from a state, with every value that it sends."""
        return self.network.label(event, self.states[source])

    def described(self, state: int) -> dict[str, str]:
        """A joint state in words: the name of each field and its value."""
        return {f.name: f.shown(raw) for f, raw in zip(self.network.fields, self.states[state], strict=True)}

    def edges(self) -> Iterator[tuple[int, int, int]]:
        """Source, event and target of every step."""
        for source in range(self.expanded):
            for event, target in self.steps_from(source):
                yield source, event, target

    def graph(self) -> nx.MultiDiGraph[Any]:
        """The product as a `networkx` graph.

        Nodes are numbers of states, with `depth`, `settled` and `state` (a dictionary of words); edges have `label`, a
        text, and `event`, its number.
        """
        import networkx as nx

        graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
        for number in range(len(self.states)):
            settled = number < self.expanded and self.settled(number)
            graph.add_node(number, depth=self.depths[number], settled=settled, state=self.described(number))
        labels = [str(event.label) for event in self.network.events]
        for source, event, target in self.edges():
            graph.add_edge(source, target, event=event, label=labels[event])
        return graph
