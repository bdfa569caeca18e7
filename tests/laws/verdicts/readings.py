"""What stands in claims, read in a letter of a run: a joint state and the step taken from it, or no step."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from tests.laws.graph import Edge, Graph
from tests.laws.state import Happening

from everystate.loading.events import EventName, PhaseEdge, Proposition, Timing
from everystate.loading.expression import Expr

Copies = Mapping[str, int]


def readings(graph: Graph, timing: Timing) -> Iterator[Copies]:
    """The copies that the names of `for` may be."""
    counts = [range(graph.laws.world.counts[party]) for _, party in timing.loops]
    for numbers in itertools.product(*counts):
        yield dict(zip([name for name, _ in timing.loops], numbers, strict=True))


def happenings(edge: Edge, event: EventName) -> list[Happening]:
    """The times that an event happens in a step."""
    return [happening for happening in edge.step.seen if happening.is_a(event)]


class Letters:
    """Reads the propositions of one claim for some copies."""

    def __init__(self, graph: Graph, timing: Timing, copies: Copies) -> None:
        self.graph = graph
        self.propositions = timing.propositions
        self.copies = copies
        self._still = [self._of_state(state) for state in range(len(graph.states))]

    def resting(self, state: int) -> frozenset[str]:
        """The atoms that are true while a run rests in a state."""
        return self._still[state]

    def taking(self, edge: Edge) -> frozenset[str]:
        """The atoms that are true where a run takes a step."""
        moved = (one.atom for one in self.propositions if self._of_step(one, edge))
        return self._still[edge.source].union(moved)

    def _of_state(self, state: int) -> frozenset[str]:
        reader = self.graph.laws.reader(self.copies, self.graph.states[state])
        true = []
        for one in self.propositions:
            match one.meaning:
                case EventName():
                    continue
                case PhaseEdge(phase, edge):
                    here = phase in ("", self.graph.states[state].phase)
                    holds = edge == "ends" and here and self.graph.settled[state]
                case expression:
                    holds = reader.truth(expression)
            true += [one.atom] if holds else []
        return frozenset(true)

    def _of_step(self, one: Proposition, edge: Edge) -> bool:
        match one.meaning:
            case EventName() as event:
                return any(self._at(happening, one, event) for happening in happenings(edge, event))
            case PhaseEdge(phase, "begins"):
                return bool(edge.step.begins) and phase in ("", edge.step.begins)
            case PhaseEdge(phase):
                return bool(edge.step.begins) and phase in ("", self.graph.states[edge.source].phase)
            case _:
                return False

    def _at(self, happening: Happening, one: Proposition, event: EventName) -> bool:
        """Whether it happens at the copies that are bound."""
        bound = happening.bound(event)
        if one.copy and bound[event.party] != self.copies[one.copy]:
            return False
        others = {name: number for name, number in self.copies.items() if name != one.copy}
        return all(bound.get(name, number) == number for name, number in others.items())


def true_in(graph: Graph, expression: Expr, copies: Copies) -> list[bool]:
    """In which joint states an expression is true."""
    return [graph.laws.reader(copies, state).truth(expression) for state in graph.states]
