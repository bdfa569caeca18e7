"""Walks that begin in one of several initial states."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import everystate
from everystate import load
from everystate.checking import network_of
from everystate.command.program import run
from everystate.simulate.saved import NotPossibleError, as_toml, read_run, retrace, saved
from everystate.simulate.starts import starts
from everystate.simulate.walk import Walk

LAMP = Path(__file__).parents[1] / "models" / "initial_any"
ONE = {"lamps": 1}
LIT = {"lamp.at": "on", "lamp.level": "2", "lamp.hue": "green"}


def test_a_saved_run_begins_where_it_began(tmp_path: Path) -> None:
    network = network_of(load(LAMP), ONE, None)
    walk = Walk(network, start=list(starts(network)).index(LIT))
    walk.take(walk.choices()[0])
    file = tmp_path / "run.toml"
    file.write_text(as_toml(saved(walk)), encoding="utf-8")
    read = read_run(file)
    assert read.start == LIT
    assert retrace(network, read.steps, read.start).state() == walk.state()


def test_a_test_names_the_start_that_it_needs() -> None:
    assert everystate.follow(LAMP, ["lamp turn_off"], ONE, start={"lamp.at": "on"})["lamp.at"] == "off"
    with pytest.raises(NotPossibleError, match=r"no initial state has lamp\.hue = blue"):
        everystate.follow(LAMP, [], ONE, start={"lamp.hue": "blue"})


def test_random_runs_begin_in_any_initial_state(tmp_path: Path) -> None:
    found = set()
    for seed in range(12):
        file = tmp_path / f"{seed}.toml"
        given = ["simulate", str(LAMP), "--set", "lamps=1", "--steps", "0", "--seed", str(seed), "--save", str(file)]
        assert run(given) == 0
        found.add(tuple(read_run(file).start.values()))
    assert len(found) > 4


def test_a_dialogue_begins_again_in_another_initial_state(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("i\ni 6\ns\n1\ni 13\nq\n"))
    assert run(["simulate", str(LAMP), "--set", "lamps=1", "-i"]) == 0
    said = capsys.readouterr().out
    assert "   6  lamp.at = on, lamp.level = 2, lamp.hue = green" in said
    assert "everything is as at the start" in said
    assert "level: 2 → 0" in said
    assert "there is no initial state 13" in said
