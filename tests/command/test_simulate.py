"""`everystate simulate`, called with what a user types."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from everystate.command.program import run

RING = "tests/models/token_ring"
Captured = pytest.CaptureFixture[str]


def test_a_random_run_is_the_same_every_time(capsys: Captured) -> None:
    assert run(["simulate", RING, "--steps", "7", "--seed", "4"]) == 0
    first = capsys.readouterr().out
    assert run(["simulate", RING, "--steps", "7", "--seed", "4"]) == 0
    assert capsys.readouterr().out == first
    assert "a random run, seed 4" in first
    assert "\n7 steps\n" in first


def test_json_has_the_run_and_where_it_ended(capsys: Captured) -> None:
    assert run(["simulate", RING, "--steps", "3", "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert len(record["steps"]) == len(record["names"]) == 3
    assert record["stopped"] is None
    assert record["parameters"] == {"nodes": 3}


def test_a_claim_that_fails_is_1(capsys: Captured) -> None:
    given = ["simulate", "tests/models/unexpected", "--runs", "50", "--break", "no unexpected message"]
    assert run(given) == 1
    assert "does not accept" in capsys.readouterr().out


def test_no_breakpoint_met_is_0_and_said(capsys: Captured) -> None:
    assert run(["simulate", RING, "--runs", "3", "--steps", "4", "--break", "it is never lost"]) == 0
    out = capsys.readouterr().out
    assert "run 3 of 3" in out
    assert "no breakpoint was met" in out


def test_no_step_at_all(capsys: Captured) -> None:
    assert run(["simulate", RING, "--steps", "0"]) == 0
    out = capsys.readouterr().out
    assert "no step was taken" in out
    assert "everything is as at the start" in out


def test_saved_files_are_what_their_suffixes_say(tmp_path: Path, capsys: Captured) -> None:
    names = ["run.svg", "run.mmd", "run.puml", "run.toml", "test_run.py"]
    options = [word for name in names for word in ("--save", str(tmp_path / name))]
    assert run(["simulate", RING, "--steps", "4", "--set", "nodes=2", *options]) == 0
    starts = {name: (tmp_path / name).read_text()[:12] for name in names}
    assert starts["run.svg"].startswith("<svg")
    assert starts["run.mmd"].startswith("---") or "sequence" in (tmp_path / "run.mmd").read_text()
    assert starts["run.puml"].startswith("@startuml")
    capsys.readouterr()
    assert run(["simulate", RING, "--follow", str(tmp_path / "run.toml"), "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["parameters"] == {"nodes": 2}
    assert len(record["steps"]) == 4


def test_a_saved_run_that_is_not_possible_is_1(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "run.toml").write_text('steps = ["node[0] fly"]\n')
    assert run(["simulate", RING, "--follow", str(tmp_path / "run.toml")]) == 1
    assert "'node[0] fly', is not possible" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--save", "run.gif"], "neither a chart"),
        (["--save", "nowhere/run.svg"], "there is no folder 'nowhere'"),
        (["--runs", "5"], "--runs goes with --break"),
        (["-i", "--format", "json"], "of a run that was made"),
        (["--break", "nonsense"], "no claim and no event 'nonsense'"),
        (["--world", "nowhere"], "no world 'nowhere'"),
        (["--follow", "nowhere.toml"], "cannot be read"),
    ],
)
def test_what_is_refused(options: list[str], why: str, capsys: Captured) -> None:
    assert run(["simulate", RING, *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert why in " ".join(err.split())


# -- step by step -----------------------------------------------------------------------------------------------------


def spoken(monkeypatch: pytest.MonkeyPatch, capsys: Captured, *lines: str) -> tuple[int, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    code = run(["simulate", RING, "-i"])
    return code, capsys.readouterr().out


def test_a_step_is_chosen_and_taken_back(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    code, out = spoken(monkeypatch, capsys, "2", "u", "q")
    assert code == 0
    assert out.count("2 steps are possible:") == 2
    assert "   1  node[0]  hand_on" in out
    assert "1 step is possible:" in out
    assert "1 step back" in out


def test_steps_by_chance_and_a_breakpoint(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    _, out = spoken(monkeypatch, capsys, "b node receives Token", "b", "r 50", "h", "l", "s")
    assert out.count("breakpoints: node receives Token") == 2
    assert "●  node receives Token" in out
    assert "As lanes" not in out
    assert "what is not as at the start" in out


def test_the_end_of_what_is_typed_is_the_end(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert spoken(monkeypatch, capsys)[0] == 0


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("9", "there is no step 9 to choose"),
        ("jump", "'jump' is no command"),
        ("b nonsense", "no claim and no event 'nonsense'"),
        ("w", "to which file?"),
        ("w run.gif", "neither a chart"),
        ("u lots", "is no number"),
        ("u", "0 steps back"),
        ("b", "there are no breakpoints"),
        ("?", "take that step"),
    ],
)
def test_what_it_answers(monkeypatch: pytest.MonkeyPatch, capsys: Captured, typed: str, answer: str) -> None:
    code, out = spoken(monkeypatch, capsys, typed, "q")
    assert code == 0
    assert answer in out


def test_a_run_is_saved_from_within(monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path) -> None:
    _, out = spoken(monkeypatch, capsys, "1", f"w {tmp_path / 'run.toml'}")
    assert "saved:" in out
    assert '"node[0] use"' in (tmp_path / "run.toml").read_text()
