"""`everystate check --format --output`: several forms of one report, each where it should go."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from junitparser import JUnitXml
from tests.report.gates.test_github import obeyed

from everystate.command.program import run

HOLDS = "tests/models/token_ring"
VIOLATED = "tests/models/unexpected"
LAMP = "tests/models/worlds"

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "system.yaml").write_text("system: Two mistakes\nclaim: {}\nfinal: true\nphase: {}\n")
    (folder / "lamp.yaml").write_text("party: lamp\n")
    return folder


# -- which goes where -------------------------------------------------------------------------------------------------


def test_an_output_takes_the_format_before_it_and_the_text_stays_on_stdout(tmp_path: Path, capsys: Captured) -> None:
    junit, sarif = tmp_path / "report.xml", tmp_path / "report.sarif"
    arguments = ["--format", "junit", "--output", str(junit), "--format", "sarif", "--output", str(sarif)]
    assert run(["check", VIOLATED, *arguments]) == 1
    assert capsys.readouterr().out.startswith("A question in a busy hour\n")
    assert JUnitXml.fromfile(str(junit)).failures == 1
    assert len(json.loads(sarif.read_text())["runs"][0]["results"]) == 1


def test_a_format_without_an_output_goes_to_stdout(tmp_path: Path, capsys: Captured) -> None:
    junit = tmp_path / "report.xml"
    run(["check", HOLDS, "--format", "json", "--format", "junit", "--output", str(junit)])
    assert json.loads(capsys.readouterr().out)["exit_code"] == 0
    assert len(JUnitXml.fromfile(str(junit))) == 1


@pytest.mark.parametrize("order", [0, 1])
def test_of_one_format_and_one_output_any_may_come_first(order: int, tmp_path: Path) -> None:
    pair = [["--format", "json"], ["--output", str(tmp_path / "report.json")]]
    run(["check", HOLDS, *pair[order], *pair[1 - order]])
    assert json.loads((tmp_path / "report.json").read_text())["exit_code"] == 0


def test_text_that_has_its_file_is_not_on_stdout_too(tmp_path: Path, capsys: Captured) -> None:
    arguments = ["--format", "text", "--output", "report.txt", "--format", "json", "--output", "report.json"]
    placed = [str(tmp_path / word) if "." in word else word for word in arguments]
    assert run(["check", HOLDS, *placed]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "report.txt").read_text().startswith("Token ring\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output", "a", "--format", "json", "--format", "junit"], "--output 'a': say its --format before it"),
        (["--format", "json", "--output", "a", "--output", "b"], "--output 'b': say its --format before it"),
        (["--output", "a", "--output", "b"], "--output 'a': say its --format before it"),
        (["--format", "json", "--output", "a", "--format", "junit", "--output", "./a"], "would go to 'a'"),
        (["--format", "json", "--format", "sarif"], "json and sarif cannot both go to stdout"),
        (["--format", "text", "--format", "text"], "text and text cannot both go to stdout"),
        (["--format", "json", "--output", "nowhere/a"], "there is no folder 'nowhere'"),
        (["--list", "--format", "sarif"], "--list is text or json"),
    ],
)
def test_what_cannot_be_told_apart_is_2(arguments: list[str], said: str, capsys: Captured) -> None:
    assert run(["check", HOLDS, *arguments]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("junit", "<?xml version="),
        ("sarif", '{\n  "$schema": "https://docs.oasis-open.org/sarif'),
        ("markdown", "<!-- everystate -->\n"),
        ("github", "::error file=tests/models/unexpected/server.yaml,line=8"),
    ],
)
def test_each_form_is_the_whole_of_stdout(form: str, begins: str, capsys: Captured) -> None:
    assert run(["check", VIOLATED, "--format", form]) == 1
    assert capsys.readouterr().out.startswith(begins)


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github", "markdown"])
@pytest.mark.parametrize("spec", [HOLDS, VIOLATED, "tests/models/known_violation"])
def test_every_form_is_the_same_from_run_to_run_and_the_code_is_that_of_the_verdicts(
    form: str, spec: str, capsys: Captured
) -> None:
    code = run(["check", spec, "--format", form])
    first = capsys.readouterr().out
    assert run(["check", spec, "--format", form]) == code == (1 if spec == VIOLATED else 0)
    assert capsys.readouterr().out == first


@pytest.mark.parametrize("form", ["json", "junit", "sarif", "github", "markdown"])
def test_running_out_is_3_in_every_form(form: str, capsys: Captured) -> None:
    assert run(["check", HOLDS, "--max-states", "3", "--format", form]) == 3
    assert "--max-states 3 reached" in capsys.readouterr().out


def test_claims_are_listed_in_both_forms(tmp_path: Path, capsys: Captured) -> None:
    assert run(["check", HOLDS, "--list", "--format", "json", "--output", str(tmp_path / "claims.json")]) == 0
    assert capsys.readouterr().out.endswith(" claims\n")
    assert json.loads((tmp_path / "claims.json").read_text())["claims"]


# -- all worlds -------------------------------------------------------------------------------------------------------


def test_every_world_is_in_every_form(tmp_path: Path, capsys: Captured) -> None:
    files = {form: tmp_path / form for form in ("json", "junit", "sarif", "markdown")}
    arguments = [word for form, file in files.items() for word in ("--format", form, "--output", str(file))]
    assert run(["check", LAMP, "--world", "all", "--format", "github", *arguments]) == 0
    assert {one.properties["title"] for one in obeyed(capsys.readouterr().out)} == {
        "no red light: known in darkroom",
        "nothing breaks: known in attic",
        "no lamp falls: known in attic",
    }
    assert [suite.name for suite in JUnitXml.fromfile(str(files["junit"]))] == [
        "A lamp in several rooms",
        "A lamp in several rooms, cellar",
        "A lamp in several rooms, darkroom",
        "A lamp in several rooms, attic",
    ]
    [sarif] = json.loads(files["sarif"].read_text())["runs"]
    assert [one["world"] for one in sarif["properties"]["worlds"]] == [None, "cellar", "darkroom", "attic"]
    assert files["markdown"].read_text().count("\n## ✓ A lamp in several rooms") == 4
    assert len(json.loads(files["json"].read_text())["worlds"]) == 4


def test_one_world_is_named(capsys: Captured) -> None:
    run(["check", LAMP, "--world", "attic", "--format", "markdown"])
    out = capsys.readouterr().out
    assert "A lamp in several rooms, attic" in out
    assert "Where lamps fall." in out


# -- GitHub -----------------------------------------------------------------------------------------------------------


def test_text_and_commands_share_stdout_and_no_command_is_in_the_text(tmp_path: Path, capsys: Captured) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    (spec / "system.yaml").write_text(
        'system: "::error::no, ::warning::no"\nclaims:\n  dark: {never: lamp.at == lit}\n'
    )
    (spec / "lamp.yaml").write_text(
        "party: lamp\nactions: {press: {}}\nmachines:\n  at:\n    initial: dark\n    states: [dark, lit]\n"
        "    transitions:\n      - {trigger: press, source: dark, dest: lit}\n"
        "      - {trigger: press, source: lit, dest: dark}\n"
    )
    assert run(["check", str(spec), "--format", "github", "--format", "text"]) == 1
    out = capsys.readouterr().out
    assert "\n::error::no, ::warning::no\n" in out
    assert [one.properties.get("title") for one in obeyed(out)] == ["dark: violated"]


def test_what_is_not_as_expected_is_marked_in_the_file_that_says_so(tmp_path: Path, capsys: Captured) -> None:
    spec = tmp_path / "spec"
    shutil.copytree(HOLDS, spec, ignore=shutil.ignore_patterns("*.toml"))
    assert run(["check", str(spec), "--accept"]) == 0
    expected = spec / "expected.toml"
    expected.write_text(expected.read_text().replace("states = 9", "states = 8"))
    line = expected.read_text().splitlines().index("states = 8") + 1
    capsys.readouterr()
    assert run(["check", str(spec), "--format", "github"]) == 1
    [made] = obeyed(capsys.readouterr().out)
    assert (made.properties["file"], made.properties["line"]) == (str(expected), str(line))
    assert made.message == "joint states: 8 → 9"


def test_the_summary_of_the_step_is_appended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run(["check", VIOLATED, "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error ")
    text = summary.read_text()
    assert text.startswith("before\n<!-- everystate -->\n")
    assert "| ✗ violated | no unexpected message |" in text
    assert "```mermaid\nsequenceDiagram\n" in text
    assert "p0-)p1: Ask (on its way)" in text


def test_only_the_form_for_github_writes_the_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    run(["check", VIOLATED, "--format", "markdown"])
    assert not (tmp_path / "summary.md").exists()


def test_a_summary_that_cannot_be_written_is_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    assert run(["check", HOLDS, "--format", "github"]) == 2
    assert "Is a directory" in capsys.readouterr().err


# -- a spec that is none ----------------------------------------------------------------------------------------------


def test_mistakes_are_annotations(broken: Path, capsys: Captured) -> None:
    assert run(["check", str(broken), "--format", "github", "--format", "text"]) == 2
    out, err = capsys.readouterr()
    made = obeyed(out)
    assert [(one.name, one.properties["file"], one.properties["line"]) for one in made] == [
        ("error", str(broken / "system.yaml"), "2"),
        ("error", str(broken / "system.yaml"), "4"),
    ]
    assert "unknown key 'claim' in a system file" in made[0].message
    assert err.endswith("2 mistakes\n")


def test_mistakes_are_in_every_form_and_on_stderr(broken: Path, tmp_path: Path, capsys: Captured) -> None:
    files = {form: tmp_path / form for form in ("json", "junit", "sarif", "markdown")}
    arguments = [word for form, file in files.items() for word in ("--format", form, "--output", str(file))]
    assert run(["check", str(broken), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("2 mistakes\n")
    schema = json.loads(resources.files("everystate.report.forms").joinpath("report.schema.json").read_text())
    made = json.loads(files["json"].read_text())
    jsonschema.validate(made, schema, jsonschema.Draft202012Validator)
    assert [(one["line"], one["column"]) for one in made["mistakes"]] == [(2, 1), (4, 1)]
    assert JUnitXml.fromfile(str(files["junit"])).errors == 2
    [sarif] = json.loads(files["sarif"].read_text())["runs"]
    assert [one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in sarif["results"]] == [2, 4]
    assert "## ✗ everystate: 2 mistakes" in files["markdown"].read_text()


@pytest.mark.parametrize("arguments", [["--claim", "none"], ["--set", "knots=1"], ["--world", "moon"]])
def test_a_mistake_on_the_command_line_is_told_without_a_file(arguments: list[str], capsys: Captured) -> None:
    assert run(["check", HOLDS, *arguments, "--format", "github"]) == 2
    [made] = obeyed(capsys.readouterr().out)
    assert "file" not in made.properties
    assert made.message.startswith(f"{arguments[0]}: ")
