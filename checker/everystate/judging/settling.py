"""Endless runs of steps that unsettle: steps of the protocol, through states that are not settled."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence

from everystate.exploring.space import Space
from everystate.judging.termination import always_terminates

_LARGE = 1_000_000
"""From this number of joint states on, it pays to ask first whether the events alone rule out an endless run."""

Loop = tuple[int, list[tuple[int, int]]]

Takes = Callable[[int, int, int], bool]
"""Whether a step is taken, by its source, event and target."""


def unending(space: Space) -> Sequence[int]:
    """The states from which not every run of steps that unsettle is known to end.

    Raises:
        UnansweredError: there is no memory to find them.
    """
    if len(space.states) >= _LARGE and not space.network.clocked and always_terminates(space.network):
        return ()
    return space.unsettling()


def endless(space: Space, left: Collection[int], takes: Takes | None = None) -> Loop:
    """The first state on a loop among some states, and the steps (event, target) of a shortest one.

    These are steps that it `takes`: those that unsettle, unless it is said; then `left` is what `unending` gives.
    """
    import networkx as nx

    left = set(left)
    takes = takes or space.unsettles
    graph: nx.DiGraph[int] = nx.DiGraph()
    for source in sorted(left):
        graph.add_edges_from((source, target) for _, target in _changing(space, source, takes) if target in left)
    looping = min(min(part) for part in nx.strongly_connected_components(graph) if len(part) > 1)
    return looping, _shortest_loop(space, looping, takes)


def _changing(space: Space, source: int, takes: Takes) -> list[tuple[int, int]]:
    if source >= space.expanded:
        return []
    return [(event, target) for event, target in space.steps_from(source) if takes(source, event, target)]


def _shortest_loop(space: Space, start: int, takes: Takes) -> list[tuple[int, int]]:
    ways: dict[int, list[tuple[int, int]]] = {start: []}
    queue = deque([start])
    while queue:
        source = queue.popleft()
        for event, target in _changing(space, source, takes):
            if target == start:
                return [*ways[source], (event, target)]
            if target not in ways:
                ways[target] = [*ways[source], (event, target)]
                queue.append(target)
    raise AssertionError("a state of a component lies on a loop")
