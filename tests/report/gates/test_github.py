"""Workflow commands, read as the runner of GitHub Actions reads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from everystate.checking import check
from everystate.exploring.space import Limits
from everystate.problems import Place, Problem
from everystate.report.forms.form import Caption
from everystate.report.gates.github import GitHubForm, command, without_commands


@dataclass(frozen=True)
class Command:
    """What the runner makes of a line."""

    name: str
    properties: dict[str, str]
    message: str


def parsed(line: str) -> Command | None:
    """A line as `ActionCommand.TryParseV2` of the runner reads it; None if it is no command."""
    if not line.lstrip().startswith("::"):
        return None
    head, _, data = line.lstrip()[2:].partition("::")
    name, _, listed = head.partition(" ")
    pairs = [pair.partition("=") for pair in listed.split(",") if pair]
    return Command(name, {key: _unescaped(value, ":,") for key, _, value in pairs}, _unescaped(data))


def _unescaped(text: str, more: str = "") -> str:
    for character in f"\r\n{more}":
        text = text.replace(f"%{ord(character):02X}", character)
    return text.replace("%25", "%")


def obeyed(text: str) -> list[Command]:
    """What the runner does for a whole output: between `stop-commands` and its word it reads nothing."""
    found = []
    word = ""
    for line in text.split("\n"):
        read = parsed(line)
        if word:
            word = "" if read and read.name == word else word
        elif read and read.name == "stop-commands":
            word = read.message
        elif read:
            found.append(read)
    return found


def text_of(spec: str | Path, caption: Caption | None = None, **asked: Any) -> str:
    form = GitHubForm()
    form.add(caption or Caption(), check(spec, **asked))
    return form.text()


def test_a_violation_is_an_error_at_its_row_with_the_run() -> None:
    [made] = obeyed(text_of("tests/models/unexpected"))
    assert made == Command(
        "error",
        {
            "file": "tests/models/unexpected/server.yaml",
            "line": "8",
            "col": "9",
            "title": "no unexpected message: violated",
        },
        "fails in 1 of 8 joint states, the nearest after 2 steps; server does not accept Ask from client\n"
        "\n   1  client ask\n   2  server begin_work",
    )


def test_what_goes_round_and_what_is_forbidden_is_said() -> None:
    [made] = obeyed(text_of("tests/models/livelock"))
    assert made.message.split("\n")[2:] == [
        "   1  clock fall (fault) [Trouble]",
        "      and from here on, for ever:",
        "   2  clock beat",
        "   3  clock beat",
    ]
    made = next(one for one in obeyed(text_of("tests/models/peer_failover")) if one.properties["title"][:2] == "P3")
    assert made.message.endswith("next  engine receives EventAgentLogout from server[0]  ✗ the claim forbids this step")


def test_a_known_violation_is_a_notice_with_its_reason() -> None:
    made = obeyed(text_of("tests/models/known_violation"))
    assert {one.name for one in made} == {"notice"}
    assert made[1].message.startswith("boxes are for putting things in; fails in 8 of 9")


def test_running_out_is_a_warning() -> None:
    made = obeyed(text_of("tests/models/token_ring", limits=Limits(states=3)))
    assert {one.name for one in made} == {"warning"}
    assert made[0].properties["title"] == "at most one has it: undecided"


def test_the_world_is_in_the_title() -> None:
    made = obeyed(text_of("tests/models/worlds", Caption("attic"), world="attic"))
    assert made[0].properties["title"] == "nothing breaks: known in attic"


def test_what_holds_is_only_counted() -> None:
    assert text_of("tests/models/token_ring") == "everystate: Token ring: 9 hold\n"


def test_mistakes_are_errors() -> None:
    form = GitHubForm()
    form.refuse([Problem(Place("pyproject.toml", 3, 5), "wrong", "since", "right"), Problem(Place("--set"), "no 'x'")])
    assert obeyed(form.text()) == [
        Command(
            "error",
            {"file": "pyproject.toml", "line": "3", "col": "5", "title": "everystate: a mistake"},
            "wrong\nsince\nright",
        ),
        Command("error", {"title": "everystate: a mistake"}, "--set: no 'x'"),
    ]


@pytest.mark.parametrize("text", ["a,b:c=d", "100% %25 %0A", "two\r\nlines", "::error::x", "", "✗ → ü"])
def test_what_is_escaped_is_read_as_it_was(text: str) -> None:
    line = command("error", {"file": "x.yaml", "title": text}, text)
    assert "\n" not in line
    assert parsed(line) == Command("error", {"file": "x.yaml", "title": text}, text)


def test_a_spec_gives_no_commands(hostile: Path) -> None:
    made = obeyed(text_of(hostile, Caption("::warning::x")))
    assert [one.name for one in made] == ["error", "error"]
    assert made[0].properties["title"].startswith("| `a` <script>alert(1)</script> @everyone #1 ]]> %0A ::stop:: ![x]")
    assert "##[" not in text_of(hostile).rsplit("\n", 2)[-2]  # the runner obeys its older kind anywhere in a line


def test_nothing_in_a_text_is_obeyed() -> None:
    text = "  ::add-mask::e\n::stop-commands::x\n::x::\n::error::y\n"
    guarded = without_commands(text)
    assert text in guarded
    assert obeyed(guarded + "::notice::after\n") == [Command("notice", {}, "after")]
    assert without_commands(text) == guarded
