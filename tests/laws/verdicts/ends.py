"""Whether the protocol, left alone, settles: after a phase begins, and at all."""

from __future__ import annotations

from collections import deque

import networkx as nx
from tests.laws.graph import Edge, Graph
from tests.laws.verdicts.answer import Answer
from tests.laws.verdicts.fairness import Fairness, Unit
from tests.laws.verdicts.loops import Arc, staying

from everystate.loading.spec import Claim


class Ending:
    """One `ends`: the runs of protocol steps after a phase begins, in which no other begins."""

    def __init__(self, graph: Graph, fairness: Fairness, claim: Claim) -> None:
        self.graph = graph
        self.claim = claim
        self.fair = [unit for unit in fairness.units.values() if unit.only_protocol]
        self.starts = range(len(graph.laws.starts))
        self.at_start = claim.phase in ("", "start")
        self.goes = [edge for edge in graph.every() if edge.protocol and not edge.step.begins]
        self.distance = self._distances()

    def _begins(self, edge: Edge) -> bool:
        return bool(edge.step.begins) and self.claim.phase in ("", edge.step.begins)

    def _distances(self) -> dict[int, int]:
        """To each state of such a run, the number of steps of a shortest way, which may be one of the run's own."""
        going: dict[int, list[Edge]] = {}
        for edge in self.goes:
            going.setdefault(edge.source, []).append(edge)
        starts = [(start, begun) for start in self.starts for begun in (False, *([True] if self.at_start else []))]
        found = dict.fromkeys(starts, 0)
        waiting = deque(starts)
        while waiting:
            state, begun = waiting.popleft()
            if begun:
                targets = [(edge.target, True) for edge in going.get(state, [])]
            else:
                edges = self.graph.edges[state]
                targets = [(edge.target, False) for edge in edges]
                targets += [(edge.target, True) for edge in edges if self._begins(edge)]
            for target in targets:
                if target not in found:
                    found[target] = found[state, begun] + 1
                    waiting.append(target)
        return {state: length for (state, begun), length in found.items() if begun}

    def answer(self) -> Answer:
        """The answer."""
        judged = sum(map(self._begins, self.graph.every())) + self.at_start * len(self.starts)
        endless = self._endless(self.fair)
        within = self._within()
        if endless is None and within is not None:
            endless = self._endless([])
        if endless is not None:
            return Answer(False, judged, length=endless)
        if within is None or not judged:
            return Answer(True, judged, vacuous=not judged)
        left = self._left()
        starts = dict.fromkeys(self.starts, -1) if self.at_start else {}
        for edge in filter(self._begins, self.graph.every()):
            starts[edge.target] = min(self.graph.depths[edge.source], starts.get(edge.target, self.graph.depths[-1]))
        too_long = [depth + 1 + within + 1 for state, depth in starts.items() if left[state] > within]
        return Answer(not too_long, judged, length=min(too_long, default=None), longest=max(left[s] for s in starts))

    def _within(self) -> int | None:
        assert self.claim.timing is not None
        tree = self.claim.timing.within
        return None if tree is None else int(self.graph.laws.fixed(tree))

    def _endless(self, units: list[Unit]) -> int | None:
        """The length of a shortest way to where a run goes round that is fair to these, and changes something."""
        changing = frozenset([0])
        arcs = [
            Arc(edge.source, edge.target, edge.source, id(edge), changing if edge.changes else frozenset())
            for edge in self.goes
            if edge.source in self.distance
        ]
        nodes: set[int] = set().union(*staying(arcs, units, 1))
        return min((self.distance[node] for node in nodes), default=None)

    def _left(self) -> dict[int, int]:
        """From each state of these runs, all of which end, the number of steps of a longest one."""
        edges = [(edge.source, edge.target) for edge in self.goes if edge.changes and edge.source in self.distance]
        left = dict.fromkeys(self.distance, 0)
        for node in reversed(list(nx.topological_sort(nx.DiGraph(edges)))):
            left[node] = max((left[target] + 1 for source, target in edges if source == node), default=0)
        return left


def every_phase_settles(graph: Graph) -> Answer:
    """No endless run of protocol steps that change something, through states that are not settled."""
    edges = [(e.source, e.target) for e in graph.every() if e.protocol and e.changes and not graph.settled[e.source]]
    made: nx.DiGraph[int] = nx.DiGraph(edges)
    looping: set[int] = set()
    for part in nx.strongly_connected_components(made):
        looping |= part if len(part) > 1 else set()
    if not looping:
        return Answer(True, len(graph.states), 0)
    endless = looping.union(*(nx.ancestors(made, state) for state in looping))
    return Answer(False, len(graph.states), len(endless), min(graph.depths[state] for state in looping))
