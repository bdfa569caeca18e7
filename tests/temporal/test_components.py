"""Components and what reaches them, held against networkx."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from everystate.temporal.components import components, predecessors, reached


@st.composite
def _graphs(draw: st.DrawFn) -> list[list[int]]:
    size = draw(st.integers(0, 9))
    targets = st.lists(st.integers(0, size - 1), max_size=4) if size else st.just([])
    return [draw(targets) for _ in range(size)]


def _as_graph(successors: list[list[int]]) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(successors)))
    graph.add_edges_from((source, target) for source, targets in enumerate(successors) for target in targets)
    return graph


@given(_graphs())
def test_components_are_those_that_networkx_finds(successors: list[list[int]]) -> None:
    expected = nx.strongly_connected_components(_as_graph(successors))
    assert sorted(map(sorted, components(successors))) == sorted(map(sorted, expected))


@given(_graphs())
def test_what_reaches_a_state_is_what_networkx_finds(successors: list[list[int]]) -> None:
    graph = _as_graph(successors)
    for state in range(len(successors)):
        assert reached(predecessors(successors), [state]) == {state} | nx.ancestors(graph, state)
        assert reached(successors, [state]) == {state} | nx.descendants(graph, state)


def test_a_way_of_many_states_is_no_recursion() -> None:
    ring = [[(state + 1) % 5000] for state in range(5000)]
    assert components(ring) == [set(range(5000))]
