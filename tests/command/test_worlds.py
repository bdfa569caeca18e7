"""`everystate check --world`: one world, or all of them in a table."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

import everystate
from everystate.command.program import run
from everystate.report.forms.worlds import Checked, tabulate

LAMP = "tests/models/worlds"
SCHEMA = json.loads(
    resources.files("everystate.report.forms").joinpath("report.schema.json").read_text(encoding="utf-8")
)

Captured = pytest.CaptureFixture[str]

TABLE = """\
A lamp in several rooms
tests/models/worlds, 3 worlds beside the declared parameters

world        joint states  1 2 3 4 5 6 7 8
as declared             4  ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓
cellar                 64  ✓ ✓ ✓ ✓ ✓ - - -
darkroom                4  ~ ✓ ✓ ✓ ✓ - - -
attic                   8  ✓ ~ ~ ✓ ✓ - - -

  1 no red light
  2 nothing breaks
  3 no lamp falls
  4 no deadlock
  5 no unexpected message
  6 no dead row
  7 no message never sent
  8 no vacuous claim
  - judged at the declared parameters only

cellar: Two lamps, as bright as can be.
     lamps=2, level=3
darkroom:
     colour=red
attic: Where lamps fall.
     fragile=true

~ darkroom: known
  claim 1 after 1 step
  a darkroom has one

~ attic: known
  claim 2 after 1 step
  glass

~ attic: known
  claim 3 after 1 step
  it is windy

4 worlds: 20 hold, 3 known
"""


def test_all_worlds_in_a_table(capsys: Captured) -> None:
    assert run(["check", LAMP, "--world", "all", "--quiet"]) == 0
    assert capsys.readouterr() == (TABLE, "")


def test_time_and_memory_are_told_beside_it(capsys: Captured) -> None:
    run(["check", LAMP, "--world", "all"])
    assert capsys.readouterr().err.endswith(" MB at the peak\n")


def test_one_world(capsys: Captured) -> None:
    assert run(["check", LAMP, "--world", "cellar"]) == 0
    assert "64 joint states" in capsys.readouterr().out


def test_what_is_set_by_hand_comes_on_top(capsys: Captured) -> None:
    run(["check", LAMP, "--world", "cellar", "--set", "lamps=1"])
    assert "8 joint states" in capsys.readouterr().out
    run(["check", LAMP, "--world", "all", "--set", "lamps=1"])
    assert "cellar                  8  " in capsys.readouterr().out


def test_a_violation_in_one_world_is_1(capsys: Captured) -> None:
    assert run(["check", "tests/models/unexpected", "--world", "all"]) == 1
    assert "✗ as declared: violated" in capsys.readouterr().out


def test_of_several_known_violations_the_first_that_applies_is_told(capsys: Captured) -> None:
    assert run(["check", LAMP, "--world", "attic", "--set", "colour=red", "--set", "level=2"]) == 0
    out = capsys.readouterr().out
    assert "a darkroom that is too bright" in out
    assert "it is dark" in out
    assert "it is windy" not in out


def test_what_is_cut_short_is_3_and_says_why(capsys: Captured) -> None:
    assert run(["check", LAMP, "--world", "all", "--max-states", "10"]) == 3
    out = capsys.readouterr().out
    assert "? cellar: undecided" in out
    assert "--max-states 10 reached" in out


def test_one_claim_in_all_worlds(capsys: Captured) -> None:
    run(["check", LAMP, "--world", "all", "--claim", "no red light"])
    assert "world        joint states  1\nas declared             4  ✓\n" in capsys.readouterr().out


def test_a_narrow_terminal_has_narrow_cells() -> None:
    result = everystate.check(LAMP)
    lines = [text.plain for text in tabulate(result.network.spec, [Checked("", result.verdicts, 4)], 38)]
    assert "as declared             4  ✓✓✓✓✓✓✓✓" in lines


def test_as_json(capsys: Captured) -> None:
    assert run(["check", LAMP, "--world", "all", "--format", "json"]) == 0
    made = json.loads(capsys.readouterr().out)
    jsonschema.validate(made, SCHEMA, jsonschema.Draft202012Validator)
    assert [(one["world"], one["report"]["space"]["states"]) for one in made["worlds"]] == [
        (None, 4),
        ("cellar", 64),
        ("darkroom", 4),
        ("attic", 8),
    ]
    assert made["exit_code"] == 0


def test_worlds_are_listed(capsys: Captured) -> None:
    assert run(["check", LAMP, "--list", "--world", "all"]) == 0
    assert "attic" in capsys.readouterr().out
    run(["check", LAMP, "--list", "--format", "json"])
    listed = json.loads(capsys.readouterr().out)
    assert listed["worlds"][1] == {"name": "darkroom", "description": "", "layers": [], "set": {"colour": "red"}}


def test_a_world_that_is_not_there_is_2(capsys: Captured) -> None:
    assert run(["check", LAMP, "--world", "celar"]) == 2
    assert "no world 'celar'" in capsys.readouterr().err


def test_drawings_are_of_one_world(capsys: Captured, tmp_path: Path) -> None:
    assert run(["check", LAMP, "--world", "all", "--draw", str(tmp_path)]) == 2
    assert "--draw shows one world" in capsys.readouterr().err


def test_what_is_violated_in_a_world_says_how_to_see_it_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "tests/models/philosophers", "-q", "--world", "all"]) == 1
    out = capsys.readouterr().out
    assert "to see it again:  everystate check tests/models/philosophers --claim 'no deadlock'" in out
