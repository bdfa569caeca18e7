"""The two chief claims, each as the servers see it, as the reporting engine does, and as one does who sees everything.

Which implies which: of the first claim, an implication is itself a claim, added to a copy of the specification. Of the
second, each form is judged at its own moment, and what is shown are variants in which some fail and others hold.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from tests.changes import SPEC, changed, described, falls

from everystate.loading import load
from everystate.loading.expression import Value

PRIMARY = {
    "servers": "exactly one primary for each agent after each phase",
    "engine": "exactly one primary for each agent in the eyes of the reporting engine",
    "everybody": "exactly one primary for each agent in all eyes at once",
}
LOGOUT = {
    "servers": "EventAgentLogout only for an agent known to be logged in",
    "engine": "EventAgentLogout arrives only for an agent known to be logged in",
    "everybody": "EventAgentLogout only after a login was told",
}
PROVEN = {("everybody", "servers"), ("everybody", "engine")}
BROKEN: list[tuple[str | None, str, dict[str, int]]] = [
    ("late_notice", "", {"servers implies engine": 29, "servers implies everybody": 29}),
    (None, "B12", {"engine implies servers": 19, "engine implies everybody": 19}),
    (None, "B4", {"servers implies everybody": 21, "engine implies everybody": 21}),
    ("both_servers_down", "", {}),
]
"""A world or a bug, and the implications that fail there."""

BUGS = described("bugs")
READINGS = described("readings")


def with_implications(folder: Path) -> Path:
    """The specification with a claim for each implication between the forms of the first."""
    texts = {claim.name: claim.text for claim in load(folder).claims}
    added = ""
    for one, two in itertools.permutations(PRIMARY, 2):
        formula = f"not ({texts[PRIMARY[one]]}) or ({texts[PRIMARY[two]]})"
        added += f"  {one} implies {two}:\n    after: each phase\n    holds: {json.dumps(formula)}\n"
    file = folder / "system.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("\nmonitors:\n") == 1
    file.write_text(text.replace("\nmonitors:\n", f"\n{added}\nmonitors:\n"), encoding="utf-8")
    return folder


def implications(fallen: dict[str, int]) -> dict[str, int]:
    return {name: steps for name, steps in fallen.items() if " implies " in name}


def test_all_forms_hold_in_the_documented_world(tmp_path: Path) -> None:
    folder = with_implications(changed(tmp_path / "spec", []))
    assert falls(folder, {"blunders": "no", "pace": "settled"}) == {}


@pytest.mark.parametrize(("world", "bug", "broken"), BROKEN)
def test_what_does_not_imply_what(world: str | None, bug: str, broken: dict[str, int], tmp_path: Path) -> None:
    """B12: the reporting engine sees one primary, and there are two. B4: the application sees none."""
    folder = with_implications(changed(tmp_path / "spec", BUGS[bug]["change"] if bug else []))
    settings: dict[str, Value] = BUGS[bug]["set"] if bug else {}
    found = implications(falls(folder, settings, world))
    assert found == broken
    assert not {f"{one} implies {two}" for one, two in PROVEN} & set(found)


def test_of_the_logout_what_does_not_imply_what(tmp_path: Path) -> None:
    late = READINGS["A10"]
    cases = {
        "A10": falls(changed(tmp_path / "spec", late["change"]), late["set"]),
        "reports_doubled": falls(SPEC, world="reports_doubled"),
        "late_notice": falls(SPEC, world="late_notice"),
    }
    assert {
        name: {form: found[claim] for form, claim in LOGOUT.items() if claim in found} for name, found in cases.items()
    } == {
        "A10": {"servers": 10},
        "reports_doubled": {"engine": 11},
        "late_notice": {"engine": 21, "everybody": 18},
    }
