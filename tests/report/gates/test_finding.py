"""Findings: which line is to blame, and where it is in the repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Write

from everystate.checking import check
from everystate.problems import Place
from everystate.report.gates.finding import findings, why
from everystate.report.gates.location import Location, Root

SYSTEM = """
    system: Lamp
    claims:
      it is dark: {always: lamp.at == dark}
      it shines at first: {always: lamp.at == lit}
      it bursts: {possible: lamp.at == burst}
      nothing is known: {never: lamp.at == burst, known_violation: glass}
"""
LAMP = """
    party: lamp
    actions: {press: {}}
    machines:
      at:
        initial: dark
        states: [dark, lit, burst]
        transitions:
          - {trigger: press, source: dark, dest: lit}
          - {trigger: press, source: lit, dest: dark, when: "not lamp_is_old"}
          - {trigger: press, source: lit, dest: burst, when: lamp_is_old}
"""


def found(spec: str | Path, **asked: Any) -> dict[str, tuple[str, str]]:
    """Of each claim that does not hold: its line, and what is said of it."""
    made = findings(check(spec, **asked))
    return {one.verdict.name: (f"{Path(one.place.file).name}:{one.place.line}", one.message) for one in made}


@pytest.fixture
def lamp(write: Write) -> Path:
    system = SYSTEM.replace(
        "claims:", "parameters: {lamp_is_old: {domain: [true, false], initial: false}}\n    claims:"
    )
    return write(system=system, lamp=LAMP)


def test_the_row_of_the_last_step_is_to_blame(lamp: Path) -> None:
    assert found(lamp)["it is dark"] == (
        "lamp.yaml:9",
        "fails in 1 of 2 joint states, the nearest after 1 step; lamp press; lamp.at == dark is false: lamp.at is lit",
    )


def test_without_a_step_it_is_the_claim(lamp: Path) -> None:
    assert found(lamp)["it shines at first"] == (
        "system.yaml:6",
        "fails in 1 of 2 joint states, the nearest at the start; lamp.at == lit is false: lamp.at is dark",
    )


def test_without_a_run_it_is_the_claim(lamp: Path) -> None:
    assert found(lamp)["it bursts"] == ("system.yaml:7", "no reachable joint state is like that")


def test_what_is_known_and_holds_says_so(lamp: Path) -> None:
    assert found(lamp)["nothing is known"] == (
        "system.yaml:8",
        "it is said to be violated, and holds: take its known_violation away",
    )
    assert found(lamp, parameters={"lamp_is_old": True})["nothing is known"][1].startswith("glass; fails in 1 of 3")


def test_a_fault_is_at_its_connection() -> None:
    assert found("tests/models/unexpected_notice")["no unexpected message"][0] == "system.yaml:3"


@pytest.mark.parametrize(
    ("model", "claim", "place"),
    [
        ("dead_row", "no dead row", "door.yaml:10"),
        ("never_sent", "no message never sent", "system.yaml:4"),
        ("vacuous", "no vacuous claim", "system.yaml:6"),
    ],
)
def test_what_a_claim_lists_has_a_line_each(model: str, claim: str, place: str) -> None:
    assert found(f"tests/models/{model}")[claim][0] == place


def test_files_are_told_from_the_root_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep")
    root = Root()
    assert root.locate(Place("er/x.yaml", 3, 4)) == Location("deep/er/x.yaml", 3, 4)
    assert root.locate(Place("../x.yaml")) == Location("x.yaml")
    assert root.locate(Place(str(tmp_path / "x.yaml"), 1)) == Location("x.yaml", 1)
    assert root.locate(Place("../../x.yaml")) == Location((tmp_path.parent / "x.yaml").as_posix())
    assert root.locate(Place("--set")) is None


def test_without_a_repository_files_are_told_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Root().path("spec/x.yaml") == "spec/x.yaml"
    assert [str(Location("x.yaml", 7, 1)), str(Location("x.yaml"))] == ["x.yaml:7", "x.yaml"]


def test_a_claim_about_time_says_what_goes_on_for_ever() -> None:
    result = check("tests/models/asking")
    reasons = {verdict.name: why(verdict) for verdict in result.verdicts if verdict.answer == "violated"}
    assert reasons["somebody asks"] == "from the start, nothing more happens"
    assert reasons["nobody waits"] == "from the start, 3 steps repeat for ever"
