"""`everystate explain`, called with what a user types."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from everystate.command.program import run

HOLDS = "tests/models/token_ring"
VIOLATED = "tests/models/unexpected"
KNOWN = "tests/models/known_violation"

Captured = pytest.CaptureFixture[str]


def test_nothing_violated_says_so_and_is_0(capsys: Captured) -> None:
    assert run(["explain", HOLDS]) == 0
    assert "Nothing is violated: there is nothing to explain." in capsys.readouterr().out


def test_a_violation_is_1_and_names_the_rows(capsys: Captured) -> None:
    assert run(["explain", VIOLATED, "--jobs", "0"]) == 1
    out = capsys.readouterr().out
    at = out.index("Without any one of these it holds, and something else fails")
    assert "  server.at, begin_work: free → busy" in out[at:]
    assert [line for line in out[at:].splitlines() if "begin_work" in line and line.endswith("server.yaml:8")]


def test_workers_find_the_same(capsys: Captured) -> None:
    run(["explain", VIOLATED, "--jobs", "0"])
    alone = capsys.readouterr().out
    run(["explain", VIOLATED, "--jobs", "2"])
    assert capsys.readouterr().out == alone


def test_a_known_violation_is_explained_with_v(capsys: Captured) -> None:
    assert run(["explain", KNOWN, "--jobs", "0"]) == 0
    assert "Nothing is violated" in capsys.readouterr().out
    assert run(["explain", KNOWN, "-v", "--jobs", "0"]) == 0
    assert "~ nothing in any box" in capsys.readouterr().out


def test_a_run_after_which_nothing_more_happens_is_explained_at_its_end(capsys: Captured) -> None:
    assert run(["explain", "tests/models/tries_run_out", "--jobs", "0"]) == 1
    out = capsys.readouterr().out
    assert "operator: desk free\n      waits for Ring from caller: last sent in step 1" in out


def test_json(tmp_path: Path) -> None:
    output = tmp_path / "why.json"
    assert run(["explain", VIOLATED, "--jobs", "0", "--format", "json", "--output", str(output)]) == 1
    told = json.loads(output.read_text())
    [one] = told["explanations"]
    assert one["claim"] == "no unexpected message"
    assert [party["party"] for party in one["situation"]["parties"]] == ["client", "server"]
    assert [(part["text"], part["claim"]) for part in one["without"]] == [
        ("client.at, ask: idle → waiting; send Ask", "holds"),
        ("the send of Ask in client.at, ask: idle → waiting", "holds"),
        ("server.at, begin_work: free → busy", "holds"),
    ]


def test_markdown(capsys: Captured) -> None:
    assert run(["explain", VIOLATED, "--jobs", "0", "--format", "markdown"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "# A question in a busy hour"
    assert "## no unexpected message" in lines
    assert "  - server.at is busy, not free" in lines


def test_a_limit_leaves_it_undecided(capsys: Captured) -> None:
    """Of the check itself, and of what is left out: too little was seen to say that the claim holds."""
    assert run(["explain", VIOLATED, "--jobs", "0", "--max-states", "6"]) == 1
    assert "it is undecided" not in capsys.readouterr().out
    assert run(["explain", HOLDS, "--max-states", "3"]) == 3
    run(["explain", VIOLATED, "--jobs", "0", "--max-depth", "2"])
    out = capsys.readouterr().out
    assert "Without any one of these it is undecided" in out
    assert "undecided: --max-depth 2 reached" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "no such folder"),
        ([VIOLATED, "--claim", "no deadlok"], "did you mean 'no deadlock'?"),
        ([VIOLATED, "--world", "all"], "an explanation is of one world"),
        ([VIOLATED, "--world", "x"], "no world 'x'"),
        ([VIOLATED, "--set", "x=1"], "unknown parameter 'x'"),
    ],
)
def test_a_mistake_is_2(arguments: list[str], said: str, capsys: Captured) -> None:
    assert run(["explain", *arguments]) == 2
    assert said in capsys.readouterr().err
