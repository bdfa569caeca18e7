"""Where a run may stay for ever and be fair: components of a graph, taken apart until they are fair."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import networkx as nx
from tests.laws.verdicts.fairness import Unit

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True)
class Arc(Generic[Node]):
    """A step of a product: its joint state, the step of the graph by its identity, and the promises that it keeps."""

    source: Node
    target: Node
    state: int
    step: int
    keeps: frozenset[int] = frozenset()


def staying(arcs: Iterable[Arc[Node]], units: list[Unit], promises: int) -> Iterator[set[Node]]:
    """Sets of nodes; from each node of a set a run may go round for ever through it, and be fair and keep all promises.

    A component in which something strongly fair is possible and never done is left by a fair run, or what is not
    possible any more is never entered again: without these nodes it is looked at again (E. A. Emerson, C.-L. Lei:
    Modalities for model checking, 1987).
    """
    left = list(arcs)
    graph: nx.DiGraph[Node] = nx.DiGraph((arc.source, arc.target) for arc in left)
    component = {node: number for number, part in enumerate(nx.strongly_connected_components(graph)) for node in part}
    inside: dict[int, list[Arc[Node]]] = {}
    for arc in left:
        if component[arc.source] == component[arc.target]:
            inside.setdefault(component[arc.source], []).append(arc)
    for part in inside.values():
        yield from _fair_within(part, units, promises)


def _fair_within(part: list[Arc[Node]], units: list[Unit], promises: int) -> Iterator[set[Node]]:
    states, steps = {arc.state for arc in part}, {arc.step for arc in part}
    if len(frozenset().union(*(arc.keeps for arc in part))) < promises:
        return
    missed = [unit for unit in units if not unit.steps & steps]
    if any(states <= unit.possible for unit in missed):
        return
    barred = set().union(*(unit.possible for unit in missed if unit.strong)) & states
    if not barred:
        yield {arc.source for arc in part}
        return
    ends = {arc.source: arc.state for arc in part}
    kept = [arc for arc in part if arc.state not in barred and ends[arc.target] not in barred]
    yield from staying(kept, units, promises)
