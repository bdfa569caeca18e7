"""Reachability, and the longest runs of protocol steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from everystate.composing.formula import Formula
from everystate.exploring.lasso import PhaseQuestion, PhaseRun
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.system import Tally, TransitionSystem

_GOAL = -1


def lost_for(space: TransitionSystem, goal: Formula) -> Tally:
    """The expanded states from which no state in which `goal` holds can be reached: backwards from those that can."""
    import networkx as nx

    numbers = range(len(space.states))
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from([_GOAL, *numbers])
    graph.add_edges_from((source, target) for source, _, target in space.edges())
    graph.add_edges_from((number, _GOAL) for number in numbers[space.expanded :])
    graph.add_edges_from(
        (number, _GOAL) for number in Predicate(goal, space.network).meeting(numbers, space.states, True)
    )
    reaching = nx.ancestors(graph, _GOAL)
    lost = [number for number in numbers if number not in reaching]
    return Tally(len(lost), lost[0]) if lost else Tally()


def way_to(space: TransitionSystem, start: int, goal: Formula) -> list[tuple[int, int]]:
    """A shortest way from a state to one in which `goal` holds: the first that a breadth-first search meets."""
    reached = Predicate(goal, space.network)
    before: dict[int, tuple[int, int]] = {start: (-1, -1)}
    queue = [start]
    for source in queue:  # which grows
        if reached(space.states[source]):
            return _back(before, start, source)
        for event, target in space.steps_from(source) if source < space.expanded else ():
            if target not in before:
                before[target] = (source, event)
                queue.append(target)
    return []


def _back(before: dict[int, tuple[int, int]], start: int, here: int) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    while here != start:
        source, event = before[here]
        made.append((event, here))
        here = source
    return made[::-1]


def longest(space: TransitionSystem, question: PhaseQuestion) -> PhaseRun | None:
    """The longest of the protocol's runs after a phase begins: longest ways in a graph without loops."""
    beginnings = list(_beginnings(space, question))
    if not beginnings:
        return None
    onward = _Onward(space, question)
    lengths = onward.lengths(target for _, _, target in beginnings)
    most = max(lengths.values()) if question.beyond is None else question.beyond + 1
    source, begin, here = max(beginnings, key=lambda beginning: (min(most, lengths[beginning[2]]), -beginning[0]))
    steps: list[tuple[int, int]] = []
    while lengths[here] and sum(question.counts(event) for event, _ in steps) < most:
        ahead = onward.steps(here)
        steps.append(next((e, t) for e, t in ahead if lengths[t] == lengths[here] - question.counts(e)))
        here = steps[-1][1]
    return PhaseRun(source, begin, tuple(steps))


def _beginnings(space: TransitionSystem, question: PhaseQuestion) -> Iterator[tuple[int, int, int]]:
    """Source, event and target of each step by which a phase begins; of no step, an initial state, -1, and itself."""
    if question.at_start:
        yield from ((start, -1, start) for start in space.starts)
    if question.begins:
        yield from (edge for edge in space.edges() if edge[1] in question.begins)


class _Onward:
    """The steps that a phase's runs take."""

    def __init__(self, space: TransitionSystem, question: PhaseQuestion) -> None:
        self.space = space
        self.question = question

    def steps(self, source: int) -> list[tuple[int, int]]:
        """Event and target of each of them from a state."""
        if source >= self.space.expanded:
            return []
        return [
            (event, target)
            for event, target in self.space.steps_from(source)
            if event not in self.question.halts and self.space.unsettles(source, event, target)
        ]

    def lengths(self, starts: Iterable[int]) -> dict[int, int]:
        """For each state that is reached, the number of steps that count of a longest run."""
        import networkx as nx

        graph: nx.DiGraph[int] = nx.DiGraph()
        queue = list(dict.fromkeys(starts))
        graph.add_nodes_from(queue)
        for source in queue:  # which grows
            for event, target in self.steps(source):
                if target not in graph:
                    queue.append(target)
                before = graph.get_edge_data(source, target, {"length": 0})["length"]
                graph.add_edge(source, target, length=max(before, int(self.question.counts(event))))
        made: dict[int, int] = {}
        for source in reversed(list(nx.topological_sort(graph))):
            made[source] = max((made[target] + step["length"] for target, step in graph[source].items()), default=0)
        return made
