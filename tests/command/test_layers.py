"""`--layer` on every command, and what is said of what is laid."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Write

from everystate import check, follow, load, machine
from everystate.command.program import run
from everystate.problems import SpecError

LAMP = "tests/models/layers"

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--layer", "worn"], "layers=worn, lives=2\n5 joint states"),
        (["check", "--layer", "worn", "--format", "markdown"], "layers"),
        (["check", "--layer", "worn", "--format", "junit"], '<property name="layers" value="worn"/>'),
        (["check", "--layer", "worn", "--layer", "blinks", "--list"], "worn_and_blinking"),
        (["explain", "--world", "watched"], "watched"),
        (["simulate", "--layer", "worn", "--layer", "blinks", "--steps", "1"], "layers=worn+blinks, lives=2"),
        (["draw", "--layer", "blinks", "--list"], "parties/lamp"),
        (["mutate", "--layer", "blinks", "--list"], "lamp.light blink from bright"),
        (["frontier", "--layer", "watched", "--layer", "cut", "--list"], "wire.breaks"),
        (["report", "--layer", "blinks"], ""),
    ],
)
def test_every_command_lays(arguments: list[str], said: str, capsys: Captured, tmp_path: Path) -> None:
    command, *others = arguments
    output = ["-o", str(tmp_path / "page.html")] if command == "report" else []
    assert run([command, LAMP, *others, *output]) in (0, 1)
    assert said in capsys.readouterr().out


def test_a_report_for_programs_says_what_is_laid(capsys: Captured) -> None:
    run(["check", LAMP, "--world", "worn_and_blinking", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert (report["layers"], report["parameters"]) == (["worn", "blinks"], {"lives": 1})
    run(["check", LAMP, "--format", "sarif", "--layer", "blinks"])
    assert json.loads(capsys.readouterr().out)["runs"][0]["properties"]["worlds"][0]["layers"] == ["blinks"]


def test_a_machine_has_the_rows_of_its_layers(capsys: Captured) -> None:
    assert run(["machine", LAMP, "lamp.light", "--layer", "blinks"]) == 0
    assert json.loads(capsys.readouterr().out)["machine"]["states"] == ["dark", "bright", "blinking"]
    model: Any = machine(LAMP, "lamp.light", layers=["blinks"]).model
    model.trigger("toggle")
    model.trigger("blink")
    assert model.state == "blinking"


def test_a_saved_run_knows_its_layers(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "run.toml"
    assert run(["simulate", LAMP, "--layer", "blinks", "--steps", "3", "--save", str(file)]) == 0
    assert 'layers = ["blinks"]' in file.read_text(encoding="utf-8")
    assert run(["simulate", LAMP, "--follow", str(file), "--format", "json"]) == 0
    assert '"layers": [\n    "blinks"\n  ]' in capsys.readouterr().out
    assert follow(LAMP, ["lamp toggle", "lamp blink"], layers=["blinks"])["lamp.light"] == "blinking"


def test_two_layers_are_compared(capsys: Captured) -> None:
    assert run(["diff", LAMP, LAMP, "--layer", "blinks", "--exit-code"]) == 0
    assert "layers=blinks" in capsys.readouterr().out


def test_mutants_are_of_what_is_laid(capsys: Captured) -> None:
    assert run(["mutate", LAMP, "--world", "watched", "--world", "worn_and_blinking"]) == 2
    assert "'worn_and_blinking' lays other layers than 'watched'" in capsys.readouterr().err
    assert run(["mutate", LAMP, "--world", "all"]) == 0
    assert "watched" not in capsys.readouterr().out


def test_a_row_that_fires_in_no_world_that_lays_it_is_dead(write: Write, capsys: Captured) -> None:
    rows = "{trigger: toggle, source: dark, dest: lit}, {trigger: toggle, source: lit, dest: dark}"
    light = f"{{initial: dark, states: [dark, lit], transitions: [{rows}]}}"
    lamp = f"party: lamp\nactions: {{toggle: {{}}}}\nmachines: {{light: {light}}}\n"
    layer = "layer: worn\nparameters: {lives: 2}\nparties: {lamp: {machines: {light: {first: [ROW]}}}}\n"
    row = "{trigger: toggle, source: dark, dest: '=', when: lives > 1 and light == lit}"
    worlds = "worlds: {one: {layers: worn, set: {lives: 1}}, two: {layers: worn}, three: {set: {}}}\n"
    files = {"lamp": lamp, "layers/worn": layer.replace("ROW", row)}
    folder = write(system=f"system: A lamp\n{worlds}", **files)
    assert run(["check", str(folder), "--world", "all", "--format", "json"]) == 1
    made = {one["world"]: one["report"] for one in json.loads(capsys.readouterr().out)["worlds"]}
    [dead] = [claim for claim in made["two"]["claims"] if claim["name"] == "no dead row"]
    assert dead["verdict"] == "violated"
    assert dead["causes"][0]["text"] == "light: toggle fires in no world that lays worn"
    assert not any(claim["name"] == "no dead row" for claim in made["one"]["claims"])
    assert run(["check", str(folder), "--world", "two"]) == 0
    (folder / "layers" / "worn.yaml").write_text(layer.replace("ROW", row.replace("lit}", "dark}")), encoding="utf-8")
    assert run(["check", str(folder), "--world", "all"]) == 0


def test_layers_have_sections_of_what_is_expected(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "lamp"
    shutil.copytree(LAMP, folder)
    text = (folder / "expected.toml").read_text(encoding="utf-8")
    (folder / "expected.toml").write_text(text.replace("states = 7", "states = 8", 1), encoding="utf-8")
    layers = ["--layer", "worn", "--layer", "blinks"]
    assert run(["check", str(folder), *layers]) == 1
    assert "joint states: 8 → 7" in capsys.readouterr().out
    assert run(["check", str(folder), *layers, "--accept"]) == 0
    assert '[layers."worn+blinks"] joint states: 8 → 7' in " ".join(capsys.readouterr().out.split())
    assert run(["check", str(folder), "--layer", "blinks", "--accept"]) == 0
    assert "[layers.blinks]\nstates = 3" in (folder / "expected.toml").read_text(encoding="utf-8")
    (folder / "expected.toml").write_text("[layers.wron]\nstates = 5\n", encoding="utf-8")
    assert run(["check", str(folder)]) == 2
    assert "unknown layer 'wron'" in capsys.readouterr().err


def test_a_spec_that_was_changed_has_no_files_for_layers() -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match="no files over which layers could be laid"):
        check(replace(load(LAMP), claims=()), layers=["worn"])
    with pytest.raises(SpecError, match="no layer 'wron'; did you mean 'worn'"):
        check(LAMP, layers=["wron"])
