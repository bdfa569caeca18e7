"""The two chief claims, each as the servers see it, as the reporting engine does, and as one does who sees everything.

Which implies which: of the first claim, an implication is itself a claim, added to a copy of the specification. Of the
second, each form is judged at its own moment, and what is shown are variants in which some fail and others hold.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from tests.changes import SPEC, described, falls

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


def with_implications(folder: Path) -> str:
    """The path of a layer with a claim for each implication between the forms of the first."""
    texts = {claim.name: claim.text for claim in load(SPEC).claims}
    claims = {
        f"{one} implies {two}": {
            "after": "each phase",
            "holds": f"not ({texts[PRIMARY[one]]}) or ({texts[PRIMARY[two]]})",
        }
        for one, two in itertools.permutations(PRIMARY, 2)
    }
    file = folder / "implications.yaml"
    file.write_text(json.dumps({"layer": "implications", "claims": claims}), encoding="utf-8")
    return str(file)


def implications(fallen: dict[str, int]) -> dict[str, int]:
    return {name: steps for name, steps in fallen.items() if " implies " in name}


def test_all_forms_hold_in_the_documented_world(tmp_path: Path) -> None:
    layers = [with_implications(tmp_path)]
    assert falls({"blunders": "no", "pace": "settled"}, layers=layers) == {}


@pytest.mark.parametrize(("world", "bug", "broken"), BROKEN)
def test_what_does_not_imply_what(world: str | None, bug: str, broken: dict[str, int], tmp_path: Path) -> None:
    """B12: the reporting engine sees one primary, and there are two. B4: the application sees none."""
    layers = [*BUGS[bug]["layers"], *BUGS[bug]["layer"]] if bug else []
    settings: dict[str, Value] = BUGS[bug]["set"] if bug else {}
    found = implications(falls(settings, world, [*layers, with_implications(tmp_path)]))
    assert found == broken
    assert not {f"{one} implies {two}" for one, two in PROVEN} & set(found)


def test_of_the_logout_what_does_not_imply_what() -> None:
    late = READINGS["A10"]
    cases = {
        "A10": falls(late["set"], layers=late["layer"]),
        "reports_doubled": falls(world="reports_doubled"),
        "late_notice": falls(world="late_notice"),
    }
    assert {
        name: {form: found[claim] for form, claim in LOGOUT.items() if claim in found} for name, found in cases.items()
    } == {
        "A10": {"servers": 10},
        "reports_doubled": {"engine": 11},
        "late_notice": {"engine": 21, "everybody": 18},
    }
