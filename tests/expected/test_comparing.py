"""A check is held against `expected.toml`."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from tests.expected.conftest import Say

import everystate
from everystate.checking import Check, network_of
from everystate.expected import accept, compared
from everystate.exploring.space import Limits
from everystate.loading import load
from everystate.problems import Exit

SCHEMA = json.loads(
    resources.files("everystate.report.forms").joinpath("report.schema.json").read_text(encoding="utf-8")
)

CLAIMS = """
"no red light" = "holds"
"nothing breaks" = "holds"
"no lamp falls" = "holds"
"no deadlock" = "holds"
"no unexpected message" = "holds"
"no dead row" = "holds"
"no message never sent" = "holds"
"no vacuous claim" = "holds"
"""
DECLARED = f"[declared]\nstates = 4\nsteps = 6\ndepth = 2\n[declared.claims]{CLAIMS}"

DIFFERENT = """\
✗ as expected
  a check comes to the numbers and the verdicts that expected.toml says              expected.toml:2
  where that is right, --accept makes it what is expected
  fails in 2 of 11 values:
    joint states: 5 → 4                                                              expected.toml:3
    no deadlock: violated after 1,000 steps → holds                                 expected.toml:10

to see it again:  everystate check lamp --claim 'as expected'
"""


def expect(folder: Path, text: str) -> None:
    (folder / "expected.toml").write_text(text, encoding="utf-8")


def test_nothing_changes_where_nothing_is_expected(check: Say) -> None:
    code, out, _ = check()
    assert code == 0
    assert "as expected" not in out


def test_what_comes_out_as_expected_holds(lamp: Path, check: Say) -> None:
    expect(lamp, DECLARED)
    code, out, _ = check()
    assert code == 0
    assert "✓ holds      as expected                                                                   11 values" in out


def test_what_comes_out_otherwise_is_a_violation_with_its_lines(lamp: Path, check: Say) -> None:
    wrong = DECLARED.replace("states = 4", "states = 5").replace('deadlock" = "holds"', 'deadlock" = "violated"')
    expect(lamp, f'# why\n{wrong}[declared.counterexamples]\n"no deadlock" = 1000\n')
    code, out, _ = check()
    assert code == 1
    assert DIFFERENT in out
    assert out.endswith("8 hold, 1 violated\n")


def test_another_length_of_a_counterexample_is_a_violation(lamp: Path, check: Say) -> None:
    claims = '[worlds.darkroom.claims]\n"no red light" = "known"\n'
    expect(lamp, f'{claims}[worlds.darkroom.counterexamples]\n"no red light" = 3')
    code, out, _ = check("--world", "darkroom", "--claim", "no red light")
    assert code == 1
    assert "no red light: known after 3 steps → known after 1 step" in out
    assert "expected.toml:4\n" in out


def test_a_claim_that_is_not_listed_is_a_violation(lamp: Path, check: Say) -> None:
    expect(lamp, DECLARED.replace('"no lamp falls" = "holds"\n', ""))
    code, out, _ = check()
    assert code == 1
    assert "no lamp falls: nothing → holds" in out
    assert check("--claim", "no lamp falls")[0] == 1


def test_a_claim_that_is_judged_no_more_is_a_violation(lamp: Path, check: Say) -> None:
    listed = CLAIMS.replace('"no message never sent" = "holds"\n"no vacuous claim" = "holds"\n', "")
    expect(lamp, f"[worlds.cellar.claims]{listed}")
    code, out, _ = check("--world", "cellar")
    assert code == 1
    assert "no dead row: holds → nothing" in out


def test_a_section_without_claims_is_a_budget(lamp: Path, check: Say) -> None:
    expect(lamp, "[declared]\nstates = 4\n")
    code, out, _ = check()
    assert code == 0
    assert "as expected                                                                     1 value" in out


def test_a_claim_that_is_asked_for_is_compared_alone(lamp: Path, check: Say) -> None:
    expect(lamp, DECLARED.replace("states = 4", "states = 5").replace('falls" = "holds"', 'falls" = "known"'))
    assert check("--claim", "no deadlock")[0] == 0
    code, out, _ = check("--claim", "no lamp falls")
    assert code == 1
    assert "joint states: " not in out


def test_as_expected_can_be_asked_for_and_takes_all_claims(lamp: Path, check: Say) -> None:
    assert check("--claim", "as expected")[0] == 2
    expect(lamp, DECLARED)
    code, out, _ = check("--claim", "as expected")
    assert code == 0
    note = "1 atom plays no part in claims that hold, at these parameters; --verbose names them"
    assert out.endswith(f"11 values\n\nnote: {note}\n1 holds\n")
    assert "as expected" in check("--list")[1]


def test_a_search_that_is_cut_short_compares_nothing(lamp: Path, check: Say) -> None:
    expect(lamp, DECLARED)
    code, out, _ = check("--max-states", "3")
    assert code == 3
    assert "? undecided  as expected" in out
    assert "nothing is compared: --max-states 3 reached" in out


def test_other_parameters_are_not_compared(lamp: Path, check: Say) -> None:
    expect(lamp, DECLARED)
    code, out, _ = check("--set", "lamps=2")
    assert code == 0
    assert "as expected" not in out


def test_a_world_is_its_parameters_however_they_are_set(lamp: Path, check: Say) -> None:
    expect(lamp, "[worlds.cellar]\nstates = 65\n")
    assert check("--world", "cellar")[0] == 1
    assert check("--set", "lamps=2", "--set", "level=3")[0] == 1
    assert check("--world", "cellar", "--set", "lamps=1")[0] == 0


def test_a_world_of_which_nothing_is_said_is_noted(lamp: Path, check: Say) -> None:
    expect(lamp, DECLARED)
    code, out, _ = check("--world", "cellar")
    assert code == 0
    assert "note: expected.toml says nothing about [worlds.cellar]: --accept writes it\n" in out


def test_the_table_of_worlds_lists_what_is_otherwise(lamp: Path, check: Say) -> None:
    expect(lamp, f"{DECLARED}\n[worlds.cellar]\nstates = 65\n")
    code, out, _ = check("--world", "all")
    assert code == 1
    assert "cellar                 64  ✓ ✓ ✓ ✓ ✓ - - - ✗\n" in out
    assert "✗ cellar: violated\n  claim 9\n  where that is right, --accept makes it what is expected\n" in out
    assert "    joint states: 65 → 64" in out
    assert "note: expected.toml says nothing about [worlds.attic]: --accept writes it\n" in out


def test_the_json_has_it_as_a_claim(lamp: Path, check: Say) -> None:
    expect(lamp, "[declared]\nstates = 5\n")
    code, out, _ = check("--format", "json")
    report = json.loads(out)
    jsonschema.validate(report, SCHEMA)
    assert code == report["exit_code"] == 1
    claim = report["claims"][-1]
    assert (claim["name"], claim["verdict"], claim["judged_in"]) == ("as expected", "violated", "value")
    cause = {"text": "joint states: 5 → 4", "count": 1, "file": "lamp/expected.toml", "line": 2}
    assert claim["causes"] == [cause]


def test_a_notebook_compares_as_the_command_does(lamp: Path) -> None:
    expect(lamp, "[declared]\nstates = 5\n")
    result = everystate.check(lamp)
    assert (result.exit_code, result.verdict("as expected").answer) == (Exit.FAILED, "violated")
    assert everystate.check(lamp, limits=Limits(states=2)).verdict("as expected").answer == "undecided"


def test_a_study_compares_nothing(lamp: Path) -> None:
    expect(lamp, "[declared]\nstates = 5\n")
    result = Check(expectation="ignore").run(network_of(lamp))
    assert (result.exit_code, [v.name for v in result.verdicts if v.name == "as expected"]) == (Exit.OK, [])


def test_a_verdict_by_its_name(lamp: Path) -> None:
    result = everystate.check(lamp)
    assert result.verdict("no deadlock").answer == "holds"
    with pytest.raises(KeyError, match="no claim 'no deadlok' was judged; did you mean 'no deadlock'"):
        result.verdict("no deadlok")


def test_an_undecided_claim_is_no_violation_of_what_is_expected(lamp: Path) -> None:
    expect(lamp, "[declared]\nstates = 4\n[declared.claims]" + CLAIMS)
    result = everystate.check(lamp)
    open_ = [
        replace(v, answer="undecided", reason="no memory") if v.name == "no deadlock" else v for v in result.verdicts
    ]
    unknown = replace(result, verdicts=tuple(v for v in open_ if v.name != "as expected"))
    verdict = compared(unknown).verdict("as expected")
    assert (verdict.answer, verdict.reason) == (
        "undecided",
        "not all is compared: 'no deadlock' is undecided: no memory",
    )
    accepted = accept(unknown)
    assert (accepted.text, accepted.result.verdict("as expected").answer) == (None, "undecided")


def test_an_undecided_claim_hides_no_other_difference(lamp: Path) -> None:
    expect(lamp, "[declared]\nstates = 5\n[declared.claims]" + CLAIMS)
    result = everystate.check(lamp)
    open_ = [
        replace(v, answer="undecided", reason="no memory") if v.name == "no deadlock" else v for v in result.verdicts
    ]
    verdict = compared(replace(result, verdicts=tuple(v for v in open_ if v.name != "as expected"))).verdict(
        "as expected"
    )
    assert (verdict.answer, [cause.text for cause in verdict.causes]) == ("violated", ["joint states: 5 → 4"])


def test_a_spec_that_was_changed_in_memory_is_not_compared(lamp: Path) -> None:
    expect(lamp, DECLARED)
    spec = load(lamp)
    changed = replace(spec, claims=spec.claims[:1])
    assert "as expected" in {verdict.name for verdict in everystate.check(spec).verdicts}
    assert "as expected" not in {verdict.name for verdict in everystate.check(changed).verdicts}
