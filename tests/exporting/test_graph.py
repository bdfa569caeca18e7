"""The graph as AUT, and a run as ITF."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from everystate.command.program import run

MODELS = Path(__file__).parents[1] / "models"


def written(capsys: pytest.CaptureFixture[str], model: str, *options: str) -> str:
    assert run(["export", str(MODELS / model), *options]) == 0
    return capsys.readouterr().out


def test_the_graph_has_every_state_and_every_step(capsys: pytest.CaptureFixture[str]) -> None:
    text = written(capsys, "peer_failover", "--to", "aut", "--no-check", "--set", "crashes=0")
    head, *lines = text.splitlines()
    assert head == "des (0, 3086, 1156)"
    steps = [re.fullmatch(r'\((\d+), "(.*)", (\d+)\)', line) for line in lines]
    graph: nx.DiGraph[int] = nx.DiGraph([(int(one[1]), int(one[3])) for one in steps if one])
    assert (len(steps), len(graph)) == (3086, 1156)
    assert max(nx.single_source_shortest_path_length(graph, 0).values()) == 28
    assert "server[0] receives " in text


def test_where_the_start_is_chosen_a_state_before_it_leads_to_each(capsys: pytest.CaptureFixture[str]) -> None:
    head, first, *_ = written(capsys, "initial_any", "--to", "aut", "--no-check").splitlines()
    assert (head, first) == (f"des (0, {148 + 72}, {104 + 1})", '(0, "start", 1)')


def test_a_run_has_the_variables_of_each_state(capsys: pytest.CaptureFixture[str]) -> None:
    claim = "P3 a logout is for the logged in"
    made: dict[str, Any] = json.loads(written(capsys, "peer_failover", "--to", "itf", "--claim", claim))
    assert made["#meta"]["description"] == f"The peers' failover: {claim} (violated)"
    first, *others = made["states"]
    assert len(others) == 12 + 1
    assert set(first) == {"#meta", *made["vars"]}
    assert first["agent.at[server[0]]"] == "not_connected"
    assert others[-1]["#meta"]["step"].startswith("engine receives ")
    queues = [state for state in others if "[" in str(state["desk[agent, server[0]] to server[0]"])]
    assert queues


def test_a_run_that_goes_round_has_its_loop(capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(written(capsys, "livelock", "--to", "itf", "--claim", "every phase settles"))
    before, after = made["states"][made["loop"]], made["states"][-1]
    assert {name: before[name] for name in made["vars"]} == {name: after[name] for name in made["vars"]}


def test_sets_are_those_of_the_format(capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(written(capsys, "sets", "--to", "itf", "--claim", "two may be in"))
    assert any(
        {"#set"} == set(value)
        for value in made["states"][-1].values()
        if isinstance(value, dict) and "index" not in value
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--claim", "no dead row"], "'no dead row' has no run"),
        (["--claim", "no deadlok"], "did you mean 'no deadlock'"),
        ([], "name it with --claim"),
        (["--claim", "no deadlock", "--no-check"], "name it with --claim"),
    ],
)
def test_a_claim_without_a_run_is_refused(options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", str(MODELS / "bag"), "--to", "itf", *options]) == 2
    assert said in capsys.readouterr().err
