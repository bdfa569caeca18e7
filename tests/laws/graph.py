"""The whole joint state space of a spec, explicit, as the interpreter finds it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from tests.laws.interpreter import Interpreter
from tests.laws.state import State, Step


@dataclass(frozen=True)
class Edge:
    """A step from a joint state to another."""

    source: int
    step: Step
    target: int
    changes: bool

    @property
    def protocol(self) -> bool:
        """Whether it is a step of the protocol."""
        return self.step.cause == "protocol"


@dataclass
class Graph:
    """Joint states in order of their depth; of each, the steps, and whether it is settled."""

    laws: Interpreter
    states: list[State] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    edges: list[list[Edge]] = field(default_factory=list)
    settled: list[bool] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return sum(map(len, self.edges))

    def settle(self) -> None:
        """Find the greatest set of states that protocol and clock do not leave, where nothing essential changes."""
        parts = [self.laws.essential(state) for state in self.states]
        steps = [[edge for edge in edges if edge.protocol and not edge.step.waits] for edges in self.edges]
        settled = [True] * len(steps)
        before: list[bool] = []
        while before != settled:
            before = list(settled)
            for source, edges in enumerate(steps):
                settled[source] = all(before[e.target] and parts[source] == parts[e.target] for e in edges)
        self.settled = settled

    def deadlocks(self) -> list[int]:
        """The settled states from which protocol and clock reach no step but ticks, expiries and what is routine."""
        going = [self.laws.going(state) for state in self.states]
        before: list[bool] = []
        while before != going:
            before = list(going)
            for edge in self.every():
                going[edge.source] = going[edge.source] or (edge.protocol and before[edge.target])
        found = (number for number, settled in enumerate(self.settled) if settled and not going[number])
        return [number for number in found if not self.laws.is_final(self.states[number])]

    def every(self) -> list[Edge]:
        """All steps."""
        return [edge for edges in self.edges for edge in edges]


def graph_of(laws: Interpreter, most: int) -> Graph | None:
    """All reachable joint states and steps; None if there are more states than that."""
    made = Graph(laws, list(laws.starts), [0] * len(laws.starts))
    numbers = {start.frozen(): number for number, start in enumerate(laws.starts)}
    waiting = deque(numbers.values())
    while waiting:
        source = waiting.popleft()
        state, here = made.states[source], made.states[source].unwatched()
        steps = laws.steps(state)
        made.settled.append(laws.settled(state, steps))
        edges = []
        for step in steps:
            key = step.after.frozen()
            if key not in numbers:
                numbers[key] = len(made.states)
                waiting.append(numbers[key])
                made.states.append(step.after)
                made.depths.append(made.depths[source] + 1)
            edges.append(Edge(source, step, numbers[key], step.after.unwatched() != here))
        made.edges.append(edges)
        if len(made.states) > most:
            return None
    if laws.spec.has_timers or laws.spec.has_routine:
        made.settle()
    return made
