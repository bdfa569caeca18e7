"""`everystate new` writes a spec with one mistake, which its comment mends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import everystate
from everystate.command.new import command
from everystate.command.program import run
from everystate.problems import Exit

TEMPLATES = {
    "heartbeat_and_failover": ("never both active", 5, 23),
    "leader_election": ("at most one node leads in a term", 6, 436),
    "lossy_channel": ("a message is delivered once", 5, 36),
    "request_and_answer": ("an answer belongs to the question asked last", 5, 96),
    "session": ("a session ends with its connection", 4, 18),
}
"""The claim that fails, after how many steps, and the joint states."""

FAULTY = re.compile(r"^( *)# Here is a mistake: [^\n]*\n[^\n]*\n((?:\1# [^\n]*\n)+)", re.MULTILINE)
"""A comment, the line that is wrong, and the lines that replace it."""


def new(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(command.new_command, words, standalone_mode=False)
    return done.return_value, done.output


def mended(folder: Path) -> int:
    """Follow the comment; returns the number of places that were mended."""
    total = 0
    for file in folder.iterdir():
        text, count = FAULTY.subn(lambda found: found[2].replace(f"{found[1]}# ", found[1]), file.read_text())
        file.write_text(text)
        total += count
    return total


def test_every_template_is_tried() -> None:
    assert set(command._templates()) == set(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES)
def test_one_claim_of_a_template_fails_and_none_once_it_is_mended(template: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    code, printed = new(str(folder), "--from", template)
    claim, steps, states = TEMPLATES[template]
    assert code == Exit.OK
    assert printed.splitlines()[:-1] == [f"wrote {file}" for file in sorted(folder.iterdir())]
    result = everystate.check(folder)
    failing = {v.name: len(v.trace.steps) for v in result.verdicts if v.answer != "holds" and v.trace}
    assert (failing, len(result.space.states)) == ({claim: steps}, states)
    assert mended(folder) == 1
    assert [v.name for v in everystate.check(folder).verdicts if v.answer != "holds"] == []


@pytest.mark.parametrize(("name", "system"), [("lease-server", "Lease server"), ("null", "Null"), ("x: y", "X: y")])
def test_the_system_has_the_name_of_the_folder(name: str, system: str, tmp_path: Path) -> None:
    new(str(tmp_path / name))
    assert everystate.load(tmp_path / name).title == system


def test_what_exists_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "system.yaml").write_text("mine")
    assert run(["new", str(tmp_path)]) == Exit.WRONG
    assert "exists, and is not an empty folder" in capsys.readouterr().err
    assert (tmp_path / "system.yaml").read_text() == "mine"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    assert new(str(tmp_path))[0] == Exit.OK
    assert (tmp_path / "system.yaml").exists()


def test_without_a_folder_the_list_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new"]) == Exit.WRONG
    assert "--list" in capsys.readouterr().err


def test_the_list_has_a_sentence_for_each_template() -> None:
    _, printed = new("--list")
    lines = [line.split(maxsplit=1) for line in printed.splitlines()]
    assert [name for name, _ in lines] == sorted(TEMPLATES)
    assert all(sentence.endswith(".") for _, sentence in lines)


def test_the_name_of_a_folder_controls_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", str(tmp_path / "\x1b[2J")]) == Exit.OK
    assert "\x1b" not in "".join(capsys.readouterr())
