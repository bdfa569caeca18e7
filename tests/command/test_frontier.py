"""`everystate frontier`: what is printed, how it ends, what is drawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from tests.conftest import Write

from everystate.command.program import run
from everystate.study.frontier import frontier
from everystate.study.pool import Lost

Captured = pytest.CaptureFixture[str]

SYSTEM = """\
    system: A bridge
    parameters: {loads: 1, cracks: 0, year: 1990}
    worlds:
      old: {set: {year: 1930, cracks: 2}}
    final: bridge.deck in (whole, down)
    claims:
      it stands: {never: bridge.deck == down}
      it may fall: {possible: bridge.deck == down}
      it is never bent twice: {always: "bridge.deck in (whole, bent, down)"}
    """
BRIDGE = """\
    party: bridge
    actions:
      load:  {cause: fault, at_most: loads}
      crack: {cause: fault, at_most: cracks}
      paint: {cause: environment, at_most: 1}
      wind:  {cause: fault}
    machines:
      deck:
        initial: whole
        states: [whole, bent, down]
        transitions:
          - {trigger: load,  source: whole, dest: bent}
          - {trigger: load,  source: bent,  dest: "="}
          - {trigger: crack, source: bent,  dest: down}
          - {trigger: crack, source: whole, dest: bent, when: year < 1950}
          - {trigger: paint, source: bent,  dest: whole}
          - {trigger: wind,  source: "*",   dest: "="}
    """

TEXT = """\
A bridge
spec
year=1990

6 combinations of up to 2 faults, all of them checked; 16 joint states in all
  loads   bridge.load
  cracks  bridge.crack
  without a bound, and possible in each of them: bridge.wind

claim                   survives      first broken by
it stands               any 1 fault   loads=1, cracks=1 (2 steps)
it may fall             (possible)    reached with loads=1, cracks=1
it is never bent twice  any 2 faults  -
no deadlock             any 2 faults  -
no unexpected message   any 2 faults  -

✗ it stands
  Holds with any one fault; first broken by one bridge.load together with one bridge.crack (after 2
  steps).
✓ it may fall
  Reached first with one bridge.load together with one bridge.crack.

3 claims survive any two faults, 1 is broken
"""


@pytest.fixture
def bridge(write: Write, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = write(system=SYSTEM, bridge=BRIDGE)
    monkeypatch.chdir(folder.parent)
    return folder.name


def test_the_report(bridge: str, capsys: Captured) -> None:
    assert run(["frontier", bridge, "--jobs", "1"]) == 0
    assert capsys.readouterr() == (TEXT, "")


def test_a_world_gives_the_rest_and_not_the_faults(bridge: str, capsys: Captured) -> None:
    assert run(["frontier", bridge, "--jobs", "1", "--world", "old"]) == 0
    out = capsys.readouterr().out
    assert "year=1930 (declared 1990)" in out
    assert "loads=1, cracks=1 (2 steps)\n" in out
    assert "cracks=2 (2 steps)\n" in out


def test_what_is_set_is_not_varied(bridge: str, capsys: Captured) -> None:
    assert run(["frontier", bridge, "--jobs", "1", "--set", "loads=1", "--up-to", "1"]) == 0
    out = capsys.readouterr().out
    assert "loads=1, year=1990" in out
    assert "2 combinations of up to 1 fault" in out
    assert "Holds with no faults; first broken by one bridge.crack (after 2 steps)." in out


def test_what_fails_without_any_fault(bridge: str, capsys: Captured) -> None:
    arguments = ["frontier", bridge, "--jobs", "1", "--fault", "cracks", "--set", "year=1940", "--claim", "it stands"]
    assert run([*arguments, "--set", "loads=2"]) == 0
    assert "cracks=1 (2 steps)" in capsys.readouterr().out
    assert run([*arguments, "--set", "cracks=1"]) == 0
    assert "fails without  no fault (2 steps)" in capsys.readouterr().out


def test_the_environment_is_varied_if_asked_for(bridge: str, capsys: Captured) -> None:
    assert run(["frontier", bridge, "--list", "--environment"]) == 0
    assert capsys.readouterr().out == (
        "loads         bridge.load\ncracks        bridge.crack\nbridge.paint  bridge.paint\n"
        "bridge.wind, without a bound\n"
    )
    assert run(["frontier", bridge, "--list"]) == 0
    assert "paint" not in capsys.readouterr().out


def test_a_required_number_is_a_gate(bridge: str) -> None:
    assert run(["frontier", bridge, "--jobs", "1", "--require", "1", "-q", "--output", "x.txt"]) == 0
    assert run(["frontier", bridge, "--jobs", "1", "--require", "2", "-q", "--output", "x.txt"]) == 1
    assert Path("x.txt").read_text(encoding="utf-8") == TEXT


def test_a_check_that_is_stopped_is_3(bridge: str, capsys: Captured) -> None:
    assert run(["frontier", bridge, "--jobs", "1", "--max-states", "1", "--claim", "it stands"]) == 3
    out = capsys.readouterr().out
    assert "it stands             not known  not known" in out
    assert "Holds with no faults. Not decided: one bridge.load; two bridge.load;" in out
    assert out.endswith("1 undecided in part\n")


def test_why_a_check_was_lost_is_told(bridge: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(frontier, "parallel", lambda task, variants, **given: [Lost("no\nluck")] * len(variants))
    assert run(["frontier", bridge, "--up-to", "0", "--claim", "it stands"]) == 3
    out, err = capsys.readouterr()
    assert "Nothing is known. Not decided: without any fault. (luck)" in out
    assert err == "no\nluck\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--fault", "load"], "no budget 'load'"),
        (["--claim", "it stand"], "no claim 'it stand'"),
        (["--world", "new"], "no world 'new'"),
        (["--set", "yaer=1"], "unknown parameter 'yaer'"),
    ],
)
def test_what_is_not_there_is_2(bridge: str, arguments: list[str], told: str, capsys: Captured) -> None:
    assert run(["frontier", bridge, *arguments]) == 2
    assert told in capsys.readouterr().err


def test_as_json(bridge: str, capsys: Captured) -> None:
    assert run(["frontier", bridge, "--jobs", "1", "--format", "json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["complete"] is True
    assert made["without_bound"] == ["bridge.wind"]
    stands = made["claims"][0]
    assert (stands["name"], stands["survives"]) == ("it stands", 1)
    assert stands["least"] == [{"faults": {"loads": 1, "cracks": 1}, "length": 2}]
    assert len(stands["cells"]) == len(made["combinations"]) == 6
    assert made["combinations"][0] == {
        "faults": {"loads": 0, "cracks": 0},
        "checked": True,
        "states": 1,
        "stopped": None,
    }


def test_as_markdown(bridge: str, capsys: Captured) -> None:
    assert run(["frontier", bridge, "--jobs", "1", "--format", "markdown"]) == 0
    page = MarkdownIt("gfm-like", {"linkify": False}).render(capsys.readouterr().out)
    assert page.startswith("<h3>A bridge: 3 claims survive any two faults, 1 is broken</h3>")
    assert "<td>it stands</td>\n<td>any 1 fault</td>\n<td>loads=1, cracks=1 (2 steps)</td>" in page
    assert "<strong>it stands.</strong> Holds with any one fault" in page


def test_what_breaks_first_is_drawn(bridge: str, tmp_path: Path) -> None:
    folder = tmp_path / "drawn"
    assert run(["frontier", bridge, "--jobs", "1", "-q", "--output", "x.txt", "--draw", str(folder)]) == 0
    drawn = sorted(str(file.relative_to(folder)) for file in folder.rglob("*.svg"))
    assert drawn == ["loads-1-cracks-1/it-stands.svg"]


def test_without_budgets_nothing_is_survived_but_held(capsys: Captured) -> None:
    assert run(["frontier", "tests/models/lists", "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    assert "no more than two           holds       -" in out
    assert "Reached without any fault." in out
    assert "5 claims hold with no faults" in out
