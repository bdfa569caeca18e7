"""Claims that stand in no file: `everystate check SPEC --always EXPR`, and `with_claims`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import SpecError, check, load, with_claims
from everystate.command.program import run

MODEL = "tests/models/defined"
Captured = pytest.CaptureFixture[str]


def verdicts(capsys: Captured, *words: str) -> dict[str, str]:
    """The answers of a check, by claim."""
    run(["check", MODEL, "--format", "json", *words])
    return {verdict["name"]: verdict["verdict"] for verdict in json.loads(capsys.readouterr().out)["claims"]}


def test_they_are_judged_beside_those_of_the_spec(capsys: Captured) -> None:
    found = verdicts(capsys, "--always", "votes(no) < 3", "--never", "votes(no) > 3", "--possible", "majority(yes)")
    assert len(found) == 9 + 3
    assert found["always votes(no) < 3"] == "violated"
    assert found["never votes(no) > 3"] == found["possible majority(yes)"] == "holds"


def test_they_are_judged_alone(capsys: Captured) -> None:
    one, two = "node[0].vote == yes", "node[1].vote != unknown"
    found = verdicts(capsys, "--leads-to", one, two, "--leads-to", two, "node[1].vote == yes", "--only")
    assert found == {f"{one} leads to {two}": "holds", f"{two} leads to node[1].vote == yes": "violated"}


def test_they_are_judged_with_a_claim_that_is_named(capsys: Captured) -> None:
    found = verdicts(capsys, "--claim", "no deadlock", "--always", "true == true")
    assert found == {"always true == true": "holds", "no deadlock": "holds"}


def test_a_violated_one_is_1_and_says_how_to_see_it_again(capsys: Captured) -> None:
    assert run(["check", MODEL, "--always", "votes(no) < 3", "--only"]) == 1
    assert f"everystate check {MODEL} --always 'votes(no) < 3' --only" in capsys.readouterr().out


def test_a_mistake_is_at_its_option(capsys: Captured) -> None:
    assert run(["check", MODEL, "--never", "votes(yess) > 1"]) == 2
    assert capsys.readouterr().err.startswith("--never: unknown word 'yess'\n    did you mean 'yes'?\n")


def test_only_needs_one(capsys: Captured) -> None:
    assert run(["check", MODEL, "--only"]) == 2
    assert "--only is for --always" in capsys.readouterr().err


def test_what_is_expected_leaves_them_out(write: Write, capsys: Captured) -> None:
    files = {file.stem: file.read_text(encoding="utf-8") for file in Path(MODEL).glob("*.yaml")}
    folder = str(write(**files))
    assert run(["check", folder, "--accept"]) == 0
    before = Path(folder, "expected.toml").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(["check", folder, "--always", "votes(no) < 4", "--accept"]) == 0
    assert Path(folder, "expected.toml").read_text(encoding="utf-8") == before
    assert run(["check", folder, "--always", "votes(no) < 4"]) == 0
    out = capsys.readouterr().out
    assert "'always votes(no) < 4' would hold whatever became of any part of it" in out


def test_a_selection_of_them_says_nothing_of_what_is_expected() -> None:
    result = check(
        with_claims(load("tests/models/token_ring"), {"mine": {"possible": "true == true"}}), claims=["mine"]
    )
    assert [verdict.name for verdict in result.verdicts] == ["mine"]


def test_a_program_asks_for_claims_of_any_kind() -> None:
    asked = with_claims(load(MODEL), {"some vote": {"for": {"n": "nodes"}, "eventually": "n.vote != unknown"}})
    assert check(asked).verdict("some vote").answer == "holds"
    with pytest.raises(SpecError, match="a second claim 'some vote'"):
        with_claims(asked, {"some vote": {"always": "true"}})


@pytest.mark.parametrize("form", ["junit", "sarif", "github", "markdown"])
def test_every_form_shows_them(form: str, capsys: Captured) -> None:
    assert run(["check", MODEL, "--always", "votes(no) < 3", "--only", "--format", form]) == 1
    assert "votes(no)" in capsys.readouterr().out
