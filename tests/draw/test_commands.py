"""`everystate draw`, `everystate report`, and `check --draw`, as a user gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from everystate.command.program import run

MODELS = Path(__file__).parents[1] / "models"
GREETING = str(MODELS / "greeting")


def test_draw_writes_the_pictures_and_check_finds_it_fresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draw", GREETING, "-o", str(tmp_path)]) == 0
    assert "pictures in" in capsys.readouterr().out
    assert run(["draw", GREETING, "-o", str(tmp_path), "--check"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_check_names_what_is_stale_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["draw", GREETING, "-o", str(tmp_path)])
    (tmp_path / "system.gv").write_text("digraph {}")
    capsys.readouterr()
    assert run(["draw", GREETING, "-o", str(tmp_path), "--check"]) == 1
    assert f"{tmp_path / 'system.gv'}: not what is drawn now" in capsys.readouterr().out


def test_the_pictures_that_are_checked_in_are_fresh(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(MODELS.parents[1])
    code = run(["draw", "spec/failover", "--check"])
    assert code == 0, f"draw them again: ./everystate draw spec/failover\n{capsys.readouterr().out}"


def test_a_number_of_copies_is_written_as_in_the_spec(tmp_path: Path) -> None:
    run(["draw", str(MODELS / "leader_election"), "-o", str(tmp_path)])
    assert "capacity: nodes = 3" in (tmp_path / "system.gv").read_text().replace("&#160;", " ")


def test_a_search_that_is_stopped_draws_what_it_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draw", GREETING, "-o", str(tmp_path), "--max-states", "4"]) == 0
    assert "No picture of the product" in capsys.readouterr().out
    assert (tmp_path / "system.svg").exists()


def test_list_and_show_of_what_is_written_explore_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["draw", GREETING, "-o", "drawn", "--show", "phases/0-the-start"]) == 0
    monkeypatch.setattr("everystate.checking.Check.run", None)
    capsys.readouterr()
    assert run(["draw", GREETING, "--list"]) == 0
    assert "phases/0-the-start " in capsys.readouterr().out
    assert run(["draw", GREETING, "--show", "system"]) == 0
    assert capsys.readouterr().out.startswith("digraph")


def test_every_picture_that_is_drawn_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for spec in (GREETING, str(MODELS / "phase_lengths")):
        folder = tmp_path / Path(spec).name
        run(["draw", spec, "-o", str(folder)])
        capsys.readouterr()
        run(["draw", spec, "--list"])
        listed = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
        assert listed >= {str(file.relative_to(folder).with_suffix("")) for file in folder.rglob("*.svg")}


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("text", ""), ("svg", "<svg"), ("mermaid", "sequenceDiagram"), ("plantuml", "@startuml")],
)
def test_show_prints_a_chart_in_any_form(form: str, beginning: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draw", GREETING, "--show", "phases/0-the-start", "--format", form]) == 0
    assert capsys.readouterr().out.startswith(beginning)


def test_show_prints_a_diagram_as_dot(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draw", GREETING, "--show", "system"]) == 0
    assert capsys.readouterr().out.startswith("digraph")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--show", "sistem"], "did you mean 'system'?"),
        (["--show", "system", "--format", "mermaid"], "it has svg, dot"),
        (["--show", "system", "--format", "text"], "only a chart"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["draw", GREETING, *arguments]) == 2
    assert complaint in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run(["draw", GREETING, "-o", str(tmp_path / "file" / "in")]) != 0
    assert "file" in capsys.readouterr().err


def test_report_writes_one_page(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    assert run(["report", GREETING, "-o", str(file)]) == 0
    assert file.read_text("utf-8").startswith("<!doctype html>")


def test_report_ends_as_check_does(tmp_path: Path) -> None:
    assert run(["report", str(MODELS / "philosophers"), "-o", str(tmp_path / "report.html")]) == 1


def test_check_draws_each_counterexample(tmp_path: Path) -> None:
    assert run(["check", str(MODELS / "philosophers"), "--quiet", "--draw", str(tmp_path)]) == 1
    drawn = sorted(path.suffix for path in tmp_path.iterdir())
    assert drawn
    assert set(drawn) == {".svg", ".mmd", ".puml"}


def test_pictures_replace_no_file_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "README.md").write_text("mine")
    assert run(["draw", str(MODELS / "asking"), "-q", "-o", str(tmp_path)]) == 2
    assert (tmp_path / "README.md").read_text() == "mine"
    assert "README.md is there, and is no picture" in capsys.readouterr().err


def test_pictures_replace_none_of_another_spec(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert run(["draw", str(MODELS / "asking"), "-q", "-o", str(tmp_path)]) == 0
    before = (tmp_path / "README.md").read_text()
    assert run(["draw", str(MODELS / "token_ring"), "-q", "-o", str(tmp_path)]) == 2
    assert (tmp_path / "README.md").read_text() == before
    assert "it has the pictures of" in capsys.readouterr().err


def test_a_check_draws_known_violations(tmp_path: Path) -> None:
    assert run(["check", str(MODELS / "known_violation"), "--quiet", "--draw", str(tmp_path)]) == 0
    assert list(tmp_path.glob("*.svg"))
