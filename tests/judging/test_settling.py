"""Endless runs of the protocol: in how many states they begin, and what claims about settled states say of that."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from everystate import Space, check
from everystate.exploring.engines import Engine

MODELS = Path(__file__).parents[1] / "models"
ENGINES: list[Engine] = ["reference", "native"]


def beginnings(space: Space) -> set[int]:
    """The states from which steps that unsettle lead to a circle of such steps."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from((s, t) for s, e, t in space.edges() if space.unsettles(s, e, t))
    circles = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    return {state for part in circles for state in part | nx.ancestors(graph, next(iter(part)))}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["vrrp_as_written", "livelock", "ends_by_fairness", "phase_lengths"])
def test_the_states_in_which_an_endless_run_begins_are_counted(name: str, engine: Engine) -> None:
    result = check(MODELS / name, engine=engine)
    verdict = result.verdict("every phase settles")
    assert verdict.failures == len(beginnings(result.space))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_claim_about_settled_states_says_where_it_is_not_judged(engine: Engine) -> None:
    result = check(MODELS / "vrrp_as_written", engine=engine)
    verdict = result.verdict("at most one master when settled")
    assert (verdict.judged.number, verdict.remark) == (7, "not judged in 377 states that never settle")


def test_of_a_claim_about_a_phase_only_its_own_states_are_counted() -> None:
    result = check(MODELS / "vrrp_as_written")
    inside = [n for n in beginnings(result.space) if result.space.described(n)["phase"] == "Starts"]
    assert 0 < len(inside) < 377
    remark = result.verdict("at most one master after a start").remark
    assert remark == f"not judged in {len(inside)} states that never settle"
