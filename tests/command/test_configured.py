"""Options in pyproject.toml, and what a shell completes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from everystate.command.program import program, run
from everystate.problems import Exit

ROOT = Path(__file__).parents[2]
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a spec, as the current folder is a folder of it."""
    shutil.copytree(ROOT / "spec" / "witness", tmp_path / "specs" / "witness")
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    return tmp_path


def written(project: Path, text: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.everystate]\n{text}", encoding="utf-8")


def test_the_spec_and_the_options_of_a_project_need_not_be_given(project: Path, capsys: Captured) -> None:
    written(project, 'spec = "specs/witness"\n[tool.everystate.check]\nclaim = ["at most*"]\nquiet = true\n')
    assert run(["check"]) == Exit.OK
    out, err = capsys.readouterr()
    assert "at most one server serves" in out
    assert "the standby may take over" not in out
    assert err == ""


def test_what_is_given_comes_first(project: Path, capsys: Captured) -> None:
    written(project, 'spec = "specs/witness"\n[tool.everystate.check]\nmax-states = 5\n')
    assert run(["check", "--claim", "no deadlock"]) == Exit.UNDECIDED
    assert run(["check", "--claim", "no deadlock", "--max-states", "500000"]) == Exit.OK
    assert "--max-states 5 reached" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.everystate.chekc]\nquiet = true", "no command 'chekc'; did you mean 'check'?"),
        ("[tool.everystate.check]\nmax-sates = 5", "no option 'max-sates'; did you mean 'max-states'?"),
        ("check = 5", "tool.everystate.check is no table"),
        ("spec = 5", "tool.everystate.spec is no text"),
        ("spec = ", "pyproject.toml: "),
        ("[tool.everystate.check]\nmax-states = 'many'", "'many' is not a valid integer"),
    ],
)
def test_a_mistake_names_the_file(text: str, said: str, project: Path, capsys: Captured) -> None:
    written(project, text)
    assert run(["check", "../specs/witness"]) == Exit.WRONG
    assert said in capsys.readouterr().err


def test_a_file_about_other_tools_is_passed_over(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.everystate_not]\n", encoding="utf-8")
    assert run(["check", "../specs/witness", "--claim", "no deadlock"]) == Exit.OK


@pytest.mark.parametrize(
    ("option", "begun", "found"),
    [
        ("--world", "late", ["late_notice"]),
        ("--world", "al", ["all"]),
        ("--layer", "desk_", ["desk_breaks", "desk_doubles"]),
        ("--claim", "split", ["split brain heals"]),
        ("--set", "agen", ["agents="]),
    ],
)
def test_a_shell_completes_the_names_of_the_spec(option: str, begun: str, found: list[str]) -> None:
    shell = ShellComplete(program, {}, "everystate", "_EVERYSTATE_COMPLETE")
    completed = shell.get_completions(["check", str(ROOT / "spec" / "failover"), option], begun)
    assert [item.value for item in completed] == found


def test_where_there_is_no_spec_nothing_is_completed() -> None:
    shell = ShellComplete(program, {}, "everystate", "_EVERYSTATE_COMPLETE")
    assert shell.get_completions(["check", "nowhere", "--world"], "") == []
