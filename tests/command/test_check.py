"""`everystate check`, called with what a user types."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from tests.conftest import Write

from everystate.command.program import run

HOLDS = "tests/models/token_ring"
VIOLATED = "tests/models/unexpected"
KNOWN = "tests/models/known_violation"

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "system.yaml").write_text("system: Two mistakes\nclaim: {}\nfinal: true\nphase: {}\n")
    (tmp_path / "lamp.yaml").write_text("party: lamp\n")
    return tmp_path


# -- how it ends ------------------------------------------------------------------------------------------------------


def test_all_hold_is_0() -> None:
    assert run(["check", HOLDS]) == 0


def test_a_violation_is_1() -> None:
    assert run(["check", VIOLATED]) == 1


def test_a_known_violation_is_0(capsys: Captured) -> None:
    assert run(["check", KNOWN]) == 0
    assert capsys.readouterr().out.endswith("6 hold, 2 known\n")


def test_a_mistake_in_the_spec_is_2_and_all_of_them_are_told(broken: Path, capsys: Captured) -> None:
    assert run(["check", str(broken)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{broken}/system.yaml:2:1: unknown key 'claim' in a system file" in err
    assert "did you mean 'claims'?" in err
    assert err.endswith("2 mistakes\n")


def test_a_search_that_is_cut_short_is_3(capsys: Captured) -> None:
    assert run(["check", HOLDS, "--max-states", "3"]) == 3
    assert "Stopped: --max-states 3 reached." in capsys.readouterr().out


def test_a_violation_that_was_found_before_the_cut_is_1() -> None:
    assert run(["check", VIOLATED, "--max-states", "6"]) == 1


@pytest.mark.parametrize(
    ("option", "value", "stopped"),
    [
        ("--max-depth", "2", "Stopped: --max-depth 2 reached."),
        ("--max-seconds", "0.000001", "--max-seconds 1e-06 reached"),
        ("--max-memory", "1M", "--max-memory 1M is less than it takes to start: the least that works is"),
    ],
)
def test_every_limit_is_named_when_it_is_reached(option: str, value: str, stopped: str, capsys: Captured) -> None:
    assert run(["check", HOLDS, option, value]) == 3
    assert stopped in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "Missing argument 'SPEC'"),
        (["check", HOLDS, "--fast"], "No such option"),
        (["check", HOLDS, "--format", "xml"], "'xml' is not one of"),
        (["check", HOLDS, "--engine", "steam"], "'steam' is not"),
        (["check", HOLDS, "--max-states", "0"], "0 is not in the range"),
        (["check", HOLDS, "--set", "nodes"], "'nodes' is no setting; write NAME=VALUE"),
        (["check", HOLDS, "--set", "nodes=2", "--set", "nodes=3"], "'nodes' is set twice"),
        (["check", HOLDS, "--max-memory", "much"], "'much' is no amount of memory"),
        (["check", HOLDS, "--output", "nowhere/report.txt"], "there is no folder 'nowhere'"),
        (["check", HOLDS, "--world", "one", "--world", "other"], "'--world': given more than once: one, other"),
        (["check", HOLDS, "--list", "--claim", "no deadlock"], "--list lists every claim; leave out --claim"),
        (["chekc", HOLDS], "No such command 'chekc'"),
    ],
)
def test_a_wrong_command_line_is_2(arguments: list[str], said: str, capsys: Captured) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("nowhere", "nowhere: no such folder"),
        ("pyproject.toml", "pyproject.toml: is a file"),
        ("docs", "docs: no spec here"),
    ],
)
def test_a_spec_that_is_none_is_2(folder: str, said: str, capsys: Captured) -> None:
    assert run(["check", folder]) == 2
    assert said in capsys.readouterr().err


# -- what is set and what is claimed ----------------------------------------------------------------------------------


def test_a_parameter_is_set(capsys: Captured) -> None:
    assert run(["check", HOLDS, "--set", "nodes=2"]) == 0
    assert "nodes=2 (declared 3)" in capsys.readouterr().out


def test_a_parameter_may_be_a_word(capsys: Captured) -> None:
    run(["check", "tests/models/settled_phases", "--set", "moment=any"])
    assert "moment=any (declared settled)" in capsys.readouterr().out


def test_wrong_settings_are_told_together(capsys: Captured) -> None:
    assert run(["check", HOLDS, "--set", "knots=2", "--set", "nodes=many"]) == 2
    err = capsys.readouterr().err
    assert "--set: unknown parameter 'knots'" in err
    assert "--set: nodes=many" in err
    assert err.endswith("2 mistakes\n")


def test_one_claim_is_judged_in_the_same_network(capsys: Captured) -> None:
    run(["check", VIOLATED])
    everything = capsys.readouterr().out.splitlines()
    assert run(["check", VIOLATED, "--claim", "an answer comes"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[2] == everything[2]
    assert [line for line in out if line.startswith(("✓", "✗"))] == [
        "✓ holds      an answer comes                                                                8 states"
    ]


def test_several_claims_are_judged(capsys: Captured) -> None:
    assert run(["check", VIOLATED, "--claim", "an answer comes", "--claim", "no unexpected message"]) == 1
    assert capsys.readouterr().out.endswith("1 holds, 1 violated\n")


def test_a_claim_that_is_none_is_2_and_nothing_is_explored(capsys: Captured) -> None:
    assert run(["check", HOLDS, "--claim", "at most one has them"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "--claim: no claim 'at most one has them'",
        "    did you mean 'at most one has it'?",
        "1 mistake",
    ]


def test_claims_are_listed_and_not_judged(capsys: Captured) -> None:
    assert run(["check", VIOLATED, "--list"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].split() == ["only", "a", "free", "server", "answers", "system.yaml:9"]
    assert out[1] == "  whenever server sends Answer, holds: server.at == free"
    assert out[-2].split() == ["no", "vacuous", "claim", "built-in"]
    assert out[-1] == "8 claims"


def test_claims_are_listed_as_json(capsys: Captured) -> None:
    run(["check", VIOLATED, "--list", "--format", "json"])
    listed = json.loads(capsys.readouterr().out)["claims"]
    assert listed[0] == {
        "name": "only a free server answers",
        "built_in": False,
        "kind": "whenever",
        "text": "server.at == free",
        "description": "",
        "fairness": None,
        "file": "tests/models/unexpected/system.yaml",
        "line": 9,
    }
    assert next(claim["name"] for claim in listed if claim["built_in"]) == "no deadlock"


# -- where it goes ----------------------------------------------------------------------------------------------------


def test_stdout_has_the_report_and_stderr_time_and_memory(capsys: Captured) -> None:
    run(["check", HOLDS])
    out, err = capsys.readouterr()
    assert out.startswith("Token ring\n")
    assert err.count("\n") == 1
    assert err.endswith(" MB at the peak\n")


def test_quiet_says_nothing_on_stderr(capsys: Captured) -> None:
    run(["check", HOLDS, "--quiet"])
    assert capsys.readouterr().err == ""


def test_json_is_the_whole_of_stdout(capsys: Captured) -> None:
    assert run(["check", VIOLATED, "--format", "json"]) == 1
    made = json.loads(capsys.readouterr().out)
    assert (made["spec"], made["exit_code"]) == (VIOLATED, 1)


def test_the_report_goes_to_a_file(tmp_path: Path, capsys: Captured) -> None:
    run(["check", HOLDS])
    printed = capsys.readouterr().out
    assert run(["check", HOLDS, "--output", str(tmp_path / "report.txt")]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == printed


def test_a_file_that_cannot_be_written_is_2(tmp_path: Path, capsys: Captured) -> None:
    assert run(["check", HOLDS, "--output", str(tmp_path)]) == 2
    assert "is a directory" in capsys.readouterr().err


def test_a_file_that_turns_out_unwritable_is_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert run(["check", HOLDS, "--output", str(tmp_path / "report.txt")]) == 2
    assert capsys.readouterr().err.endswith("report.txt: No space left on device\n")


def test_colours_are_there_when_they_must_be(capsys: Captured) -> None:
    run(["check", HOLDS, "--color", "always"])
    assert "\x1b[32m✓ holds" in capsys.readouterr().out


def test_colours_are_not_there_in_a_pipe(capsys: Captured) -> None:
    run(["check", HOLDS])
    assert "\x1b" not in capsys.readouterr().out


def test_verbose_tells_more(capsys: Captured) -> None:
    run(["check", KNOWN])
    short = capsys.readouterr().out
    run(["check", KNOWN, "-v"])
    assert "A shortest run, 2 steps" in capsys.readouterr().out
    assert "A shortest run" not in short


def test_a_claim_may_be_a_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "tests/models/token_ring", "-q", "--claim", "no dead*", "--claim", "it is *"]) == 0
    out = capsys.readouterr().out
    assert out.rstrip().endswith("3 hold")


def test_a_claim_may_be_named_as_a_report_prints_it(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(
        system='{system: s, claims: {"it  is\\tup": {always: a.at == up}}}',
        a="{party: a, actions: {go: {}}, machines: {at: {initial: up, states: [up, down], transitions:"
        " [{trigger: go, source: up, dest: down}, {trigger: go, source: down, dest: up}]}}}",
    )
    assert run(["check", str(folder), "-q"]) == 1
    [again] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("to see it again:  ")]
    assert run(shlex.split(again.removeprefix("to see it again:  everystate "))) == 1


def test_part_of_a_name_suggests_it_and_an_empty_path_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "tests/models/worlds", "--world", "dark"]) == 2
    assert "did you mean 'darkroom'?" in capsys.readouterr().err
    assert run(["check", ""]) == 2
    assert "the path is empty" in capsys.readouterr().err
