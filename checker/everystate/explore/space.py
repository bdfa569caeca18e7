"""What an exploration found: the joint states, the steps between them, and a shortest way to each."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from everystate.compose.network import Event, Network

State = tuple[int, ...]


@dataclass(frozen=True)
class Limits:
    """Where to stop: joint states, depth in steps, seconds, bytes of memory; None for no limit."""

    states: int | None = None
    depth: int | None = None
    seconds: float | None = None
    memory: int | None = None


@dataclass(frozen=True)
class Progress:
    """How far an exploration is."""

    states: int
    steps: int
    depth: int
    queue: int
    seconds: float


OnProgress = Callable[[Progress], None]


@dataclass(eq=False)
class Space:
    """The joint states in the order in which they were found, which is by depth.

    States are named by their index. The first `expanded` of them have their steps recorded; all of them, if `complete`.
    """

    network: Network
    engine: str
    states: list[State] = field(default_factory=list)
    index: dict[State, int] = field(default_factory=dict)
    parents: array[int] = field(default_factory=lambda: array("q"))
    arrivals: array[int] = field(default_factory=lambda: array("q"))
    depths: array[int] = field(default_factory=lambda: array("L"))
    offsets: array[int] = field(default_factory=lambda: array("q", [0]))
    targets: array[int] = field(default_factory=lambda: array("q"))
    events: array[int] = field(default_factory=lambda: array("q"))
    unsettled: bytearray = field(default_factory=bytearray)
    stopped: str = ""
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether every reachable joint state was found and expanded."""
        return not self.stopped

    @property
    def expanded(self) -> int:
        """How many states have their steps recorded."""
        return len(self.offsets) - 1

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self.targets)

    @property
    def depth(self) -> int:
        """The number of steps on the longest shortest path from the start."""
        return self.depths[-1] if self.depths else 0

    def add(self, state: State, parent: int, event: int) -> int:
        """The index of a state that is new."""
        number = len(self.states)
        self.index[state] = number
        self.states.append(state)
        self.parents.append(parent)
        self.arrivals.append(event)
        self.depths.append(self.depths[parent] + 1 if parent >= 0 else 0)
        return number

    def settled(self, state: int) -> bool:
        """Whether no protocol step that changes something is possible; only for expanded states."""
        return not self.unsettled[state]

    def steps_from(self, state: int) -> Iterator[tuple[int, int]]:
        """Event and target of each step from an expanded state."""
        low, high = self.offsets[state], self.offsets[state + 1]
        return zip(self.events[low:high], self.targets[low:high], strict=True)

    def path(self, state: int) -> list[tuple[int, int]]:
        """A shortest way from the start: the event and the target of each step."""
        made = []
        while self.parents[state] >= 0:
            made.append((self.arrivals[state], state))
            state = self.parents[state]
        return made[::-1]

    def event(self, number: int) -> Event:
        """The event of this number."""
        return self.network.events[number]

    def described(self, state: int) -> dict[str, str]:
        """A joint state in words: the name of each field and its value."""
        return {f.name: f.shown(raw) for f, raw in zip(self.network.fields, self.states[state], strict=True)}

    def graph(self) -> nx.MultiDiGraph[Any]:
        """The product as a `networkx` graph.

        Nodes are numbers of states, with `depth`, `settled` and `state` (a dictionary of words); edges have `label`, a text,
        and `event`, its number.
        """
        graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
        for number in range(len(self.states)):
            known = number < self.expanded
            graph.add_node(
                number, depth=self.depths[number], settled=known and self.settled(number), state=self.described(number)
            )
        for number in range(self.expanded):
            for event, target in self.steps_from(number):
                graph.add_edge(number, target, event=event, label=str(self.event(event).label))
        return graph
