"""`everystate mutate`: options, formats, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import Write
from tests.study.mutation.asking import FATES, FILES, SYSTEM

from everystate.command import program
from everystate.study.mutation.fate import Fate
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.trial import Trial

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line: its exit code, and what it writes."""

    def ran(*arguments: str) -> tuple[int, str, str]:
        code = program.run(arguments)
        return (code, *capsys.readouterr())

    return ran


@pytest.fixture
def asking(write: Write) -> str:
    """The folder of a small spec."""
    return str(write(**FILES))


def test_it_tells_the_score_and_the_survivors(run: Run, asking: str) -> None:
    code, out, _ = run("mutate", asking, "--jobs", "1")
    assert code == 0
    assert "88.8 %: 16 of 18 mutants killed" in out
    assert "not counted: 9 equivalent to the original, 11 refused by the loader" in out
    assert "✗ survived: 2 mutants" in out
    assert "After 3 steps, 'client receives Thanks' makes client.at idle, not done." in out
    assert "~ equivalent" not in out


def test_verbose_lists_every_mutant_and_the_runs(run: Run, asking: str) -> None:
    _, out, _ = run("mutate", asking, "--jobs", "1", "--only", "swap-sends", "--only", "drop-row", "--verbose")
    assert "~ refused: 4 mutants" in out
    assert "1  client  ask" in out


def test_the_report_is_the_same_from_run_to_run(run: Run, asking: str) -> None:
    assert run("mutate", asking, "--jobs", "2")[1] == run("mutate", asking, "--jobs", "1")[1]


def test_json_has_every_mutant(run: Run, asking: str) -> None:
    _, out, _ = run("mutate", asking, "--jobs", "1", "--format", "json")
    made = json.loads(out)
    assert {one["name"]: one["fate"] for one in made["mutants"]} == FATES
    assert made["counts"] == {"killed": 16, "survived": 2, "undecided": 0, "equivalent": 9, "refused": 11}


def test_markdown_is_for_a_comment(run: Run, asking: str, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    assert run("mutate", asking, "--jobs", "1", "--format", "markdown", "--output", str(file))[:2] == (0, "")
    text = file.read_text(encoding="utf-8")
    assert text.startswith("## Asking: 88.8 %")
    assert "<details><summary>survived: 2 mutants</summary>" in text


def test_survivors_are_drawn(run: Run, asking: str, tmp_path: Path) -> None:
    run("mutate", asking, "--jobs", "1", "--only", "swap-sends", "--draw", str(tmp_path / "out"))
    assert {file.suffix for file in (tmp_path / "out").iterdir()} == {".svg", ".mmd", ".puml"}


@pytest.mark.parametrize(("least", "code"), [("88", 0), ("90", 1)])
def test_a_gate_fails_below_its_percentage(run: Run, asking: str, least: str, code: int) -> None:
    assert run("mutate", asking, "--jobs", "1", "--fail-under", least)[0] == code


def test_the_list_tries_nothing(run: Run, asking: str) -> None:
    code, out, _ = run("mutate", asking, "--list")
    assert code == 0
    assert f"{len(FATES)} mutants" in out
    _, out, _ = run("mutate", asking, "--list", "--format", "json", "--row", "client.yaml:11")
    assert {one["line"] for one in json.loads(out)} == {11}


def test_a_sample_is_the_same_for_the_same_seed(run: Run, asking: str) -> None:
    once, again = (run("mutate", asking, "--list", "--sample", "5", "--seed", "3")[1] for _ in range(2))
    assert once == again != run("mutate", asking, "--list", "--sample", "5", "--seed", "4")[1]


def test_only_the_claims_that_are_named_kill(run: Run, asking: str) -> None:
    _, out, _ = run("mutate", asking, "--jobs", "1", "--claim", "nobody is served unasked", "--format", "json")
    killed = [one["name"] for one in json.loads(out)["mutants"] if one["fate"] == "killed"]
    assert killed == ["server.desk Question from ready: asked keeps its value"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--row", "client.yaml"], "FILE:LINE"),
        (["--row", "client.yaml:1"], "nothing to change at client.yaml:1"),
        (["--claim", "no such claim"], "no claim 'no such claim'"),
        (["--world", "nowhere"], "no world 'nowhere'"),
        (["--set", "tires=2"], "did you mean 'tries'?"),
        (["--only", "everything"], "everything"),
    ],
)
def test_what_is_wrong_is_told(run: Run, asking: str, options: list[str], told: str) -> None:
    code, out, err = run("mutate", asking, *options)
    assert (code, out) == (2, "")
    assert told in err


def test_ctrl_c_reports_what_is_known(run: Run, asking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Trial.__call__

    def interrupted(trial: Trial, mutant: Mutant) -> Fate:
        if mutant.where.startswith("server"):
            raise KeyboardInterrupt
        return whole(trial, mutant)

    monkeypatch.setattr(Trial, "__call__", interrupted)
    code, out, _ = run("mutate", asking, "--jobs", "1")
    assert code == 3
    assert "interrupted: 17 were not tried" in out
    assert "client.at Thanks from waiting, done: to idle" in out


def test_where_nothing_holds_nothing_can_kill(run: Run, write: Write) -> None:
    never = SYSTEM.replace("claims:", 'claims:\n  it fails: {never: "client.at == done"}')
    code, _, err = run("mutate", str(write(**{**FILES, "system": never})), "--claim", "it fails")
    assert code == 2
    assert "no claim holds in the original" in err
