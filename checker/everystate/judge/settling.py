"""Endless runs of protocol steps that change something."""

from __future__ import annotations

from collections import deque

import networkx as nx

from everystate.explore.space import Space


def endless(space: Space) -> tuple[int, list[tuple[int, int]]] | None:
    """The first state on a loop of protocol steps, and the steps (event, target) of a shortest such loop; None if there is none.

    States are peeled off from which every protocol run ends (A. B. Kahn: Topological sorting of large networks, CACM 5(11),
    1962, p. 558); only if some are left are their strongly connected components looked for.
    """
    left = _unpeeled(space)
    if not left:
        return None
    graph: nx.DiGraph[int] = nx.DiGraph()
    for source in left:
        graph.add_edges_from((source, target) for _, target in _changing(space, source) if target in left)
    looping = min(min(part) for part in nx.strongly_connected_components(graph) if len(part) > 1)
    return looping, _shortest_loop(space, looping)


def _changing(space: Space, source: int) -> list[tuple[int, int]]:
    events = space.network.events
    return [(e, t) for e, t in space.steps_from(source) if t != source and events[e].label.cause == "protocol"]


def _unpeeled(space: Space) -> set[int]:
    protocol = bytes(event.label.cause == "protocol" for event in space.network.events)
    before: dict[int, list[int]] = {}
    out = [0] * len(space.states)
    for source in range(space.expanded):
        for event, target in space.steps_from(source):
            if protocol[event] and target != source:
                out[source] += 1
                before.setdefault(target, []).append(source)
    ending = deque(number for number, count in enumerate(out) if not count)
    while ending:
        for source in before.get(ending.popleft(), ()):
            out[source] -= 1
            if not out[source]:
                ending.append(source)
    return {number for number, count in enumerate(out) if count}


def _shortest_loop(space: Space, start: int) -> list[tuple[int, int]]:
    ways: dict[int, list[tuple[int, int]]] = {start: []}
    queue = deque([start])
    while queue:
        source = queue.popleft()
        if source >= space.expanded:
            continue
        for event, target in _changing(space, source):
            if target == start:
                return [*ways[source], (event, target)]
            if target not in ways:
                ways[target] = [*ways[source], (event, target)]
                queue.append(target)
    raise AssertionError("a state of a component lies on a loop")
