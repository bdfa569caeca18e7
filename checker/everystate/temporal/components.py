"""Components and reachability in the graph of an automaton, given as the successors of each state.

Such a graph has some ten states, and to import `networkx` for it takes longer than to translate every claim of a spec.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Successors = Sequence[Sequence[int]]


def components(successors: Successors) -> list[set[int]]:
    """The strongly connected components.

    Source: M. Sharir: A strong-connectivity algorithm and its applications in data flow analysis, 1981.
    """
    before = predecessors(successors)
    made: list[set[int]] = []
    known: set[int] = set()
    for state in reversed(_finished(successors)):
        if state not in known:
            made.append(reached(before, [state], known))
            known |= made[-1]
    return made


def predecessors(successors: Successors) -> list[list[int]]:
    """The same graph backward."""
    made: list[list[int]] = [[] for _ in successors]
    for source, targets in enumerate(successors):
        for target in targets:
            made[target].append(source)
    return made


def reached(successors: Successors, starts: Iterable[int], beyond: Iterable[int] = ()) -> set[int]:
    """The starts, and all states that can be reached from them without passing through one of `beyond`."""
    queue = list(starts)
    refused, found = set(beyond), set(queue)
    for state in queue:
        for target in successors[state]:
            if target not in found and target not in refused:
                found.add(target)
                queue.append(target)
    return found


def _finished(successors: Successors) -> list[int]:
    """The states in the order in which a search in depth has left them."""
    order: list[int] = []
    known: set[int] = set()
    for root in range(len(successors)):
        way = [] if root in known else [(root, iter(successors[root]))]
        known.add(root)
        while way:
            state, targets = way[-1]
            target = next((target for target in targets if target not in known), None)
            if target is None:
                order.append(state)
                way.pop()
            else:
                known.add(target)
                way.append((target, iter(successors[target])))
    return order
