"""Running out is `undecided`, never a pass; what was found by then stays true."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from everystate import Limits, Result, check, compose, explore, load
from everystate.exploring.space import Progress

PEER = Path(__file__).parents[1] / "models" / "peer_failover"
HELD = "W3 an agent has the role it believes in"
FALLEN = "P3 a logout is for the logged in"


def answers(result: Result) -> dict[str, str]:
    """The answer to each claim."""
    return {verdict.name: verdict.answer for verdict in result.verdicts}


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(states=500), "--max-states 500 reached"),
        (Limits(depth=8), "--max-depth 8 reached"),
        (Limits(seconds=0.0), "--max-seconds 0 reached"),
        (Limits(memory=1), "--max-memory 0M reached"),
    ],
    ids=["states", "depth", "seconds", "memory"],
)
def test_a_limit_makes_undecided_what_would_hold(limits: Limits, reason: str) -> None:
    result = check(PEER, limits=limits, engine="reference")
    assert not result.space.complete
    assert result.space.stopped == reason
    assert answers(result)[HELD] == "undecided"
    assert answers(result)["no deadlock"] == "undecided"
    assert result.exit_code == 3
    assert "holds" not in answers(result).values()


def test_what_falls_before_the_limit_falls() -> None:
    result = check(PEER, limits=Limits(depth=14), engine="reference")
    [fallen] = [verdict for verdict in result.verdicts if verdict.name == FALLEN]
    assert fallen.answer == "violated"
    assert fallen.trace is not None
    assert fallen.trace.length == 12
    assert result.exit_code == 1


def test_a_limit_that_is_not_reached_changes_nothing() -> None:
    limited = check(PEER, {"crashes": 0, "disconnects": 0}, limits=Limits(states=96, depth=18), engine="reference")
    assert limited.space.complete
    assert (len(limited.space.states), limited.space.steps, limited.space.depth) == (96, 180, 17)


def test_the_states_before_a_limit_are_the_first_of_all() -> None:
    network = compose(load(PEER))
    some = explore(network, Limits(depth=6), engine="reference")
    everything = explore(network, engine="reference")
    assert list(some.states) == list(everything.states)[: len(some.states)]
    assert max(some.depths) == 6


def test_progress_is_told_as_it_is_made() -> None:
    told: list[Progress] = []
    explore(compose(load(PEER)), on_progress=told.append, engine="reference")
    assert all(one.states <= two.states and one.depth <= two.depth for one, two in pairwise(told))
    assert told[-1].states > 10_000


def test_an_interruption_keeps_what_was_found() -> None:
    def interrupt(progress: Progress) -> None:
        if progress.states > 1000:
            raise KeyboardInterrupt

    space = explore(compose(load(PEER)), on_progress=interrupt, engine="reference")
    assert space.stopped == "interrupted"
    assert 1000 < len(space.states) < 14428


def test_the_space_is_a_graph() -> None:
    """Nodes are joint states, by number; edges are steps."""
    space = explore(compose(load(PEER), {"crashes": 0, "disconnects": 0}), engine="reference")
    graph = space.graph()
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (96, 180)
    assert graph.nodes[0]["depth"] == 0
    assert graph.nodes[0]["state"]["agent.primary"] == "0"
    assert {"event", "label"} <= set(next(iter(graph.edges(data=True)))[2])


def test_a_path_is_a_shortest_one_and_leads_there() -> None:
    space = explore(compose(load(PEER), {"disconnects": 0}), engine="reference")
    for state in range(0, len(space.states), 37):
        path = space.path(state)
        assert len(path) == space.depths[state]
        source = 0
        for event, target in path:
            assert (event, target) in list(space.steps_from(source))
            source = target
        assert source == state
