"""Complaints: each mistake with its place, its line, the reason and a way out."""

from __future__ import annotations

from pathlib import Path

from everystate.problems import Place, Problem
from everystate.report.forms.complaint import complain
from everystate.report.screen import painted


def said(*problems: Problem, width: int = 80) -> list[str]:
    return painted(complain(problems, width), coloured=False).splitlines()


def test_a_mistake_shows_its_line_and_a_mark_under_the_word(tmp_path: Path) -> None:
    file = tmp_path / "agent.yaml"
    file.write_text("party: agent\n- {dest: regsitered}\n")
    problem = Problem(Place(str(file), 2, 10), "unknown state 'regsitered'", "", "did you mean 'registered'?")
    assert said(problem) == [
        f"{file}:2:10: unknown state 'regsitered'",
        "     2 │ - {dest: regsitered}",
        "       │          ^",
        "    did you mean 'registered'?",
        "1 mistake",
    ]


def test_a_mistake_says_why_and_what_instead() -> None:
    problem = Problem(Place("--set"), "agents=-1", "a number is not negative", "set 0 or more")
    assert said(problem) == [
        "--set: agents=-1",
        "    a number is not negative",
        "    set 0 or more",
        "1 mistake",
    ]


def test_all_mistakes_are_counted() -> None:
    lines = said(*(Problem(Place("system.yaml", n), "wrong") for n in (1, 2, 3)))
    assert lines[-1] == "3 mistakes"


def test_a_long_line_is_shown_around_the_mistake(tmp_path: Path) -> None:
    file = tmp_path / "agent.yaml"
    file.write_text("x" * 300 + "HERE" + "y" * 300)
    _, quoted, mark, _ = said(Problem(Place(str(file), 1, 301), "wrong"), width=60)
    assert len(quoted) == 60
    assert quoted[mark.index("^") :].startswith("HERE")
    assert quoted.startswith("     1 │ …")
    assert quoted.endswith("…")


def test_a_tab_does_not_move_the_mark(tmp_path: Path) -> None:
    file = tmp_path / "agent.yaml"
    file.write_text("\tparty: agent")
    _, quoted, mark, _ = said(Problem(Place(str(file), 1, 2), "wrong"))
    assert quoted[mark.index("^") :] == "party: agent"


def test_a_byte_order_mark_does_not_move_the_mark(tmp_path: Path) -> None:
    file = tmp_path / "agent.yaml"
    file.write_bytes(b"\xef\xbb\xbfparty: agent")
    _, quoted, mark, _ = said(Problem(Place(str(file), 1, 1), "wrong"))
    assert quoted[mark.index("^") :] == "party: agent"


def test_a_file_that_is_not_there_is_only_named(tmp_path: Path) -> None:
    assert said(Problem(Place(str(tmp_path / "gone.yaml"), 3, 1), "wrong")) == [
        f"{tmp_path}/gone.yaml:3:1: wrong",
        "1 mistake",
    ]


def test_a_line_beyond_the_end_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "short.yaml"
    file.write_text("one line")
    assert len(said(Problem(Place(str(file), 9, 1), "wrong"))) == 2


def test_names_cannot_command_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "evil.yaml"
    file.write_text("a\x1b[2Jb")
    text = "\n".join(said(Problem(Place(str(file), 1, 1), "unknown 'x\x1b[2J'")))
    assert "\x1b" not in text
    assert "unknown 'x\\x1b[2J'" in text
    assert "a [2Jb" in text


def test_brackets_in_names_are_no_markup() -> None:
    assert said(Problem(Place("[bold]"), "unknown '[red]x[/red]'"))[0] == "[bold]: unknown '[red]x[/red]'"
