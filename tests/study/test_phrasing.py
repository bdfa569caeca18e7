"""What is printed of an expression is the expression: read again, it is the same tree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.changes import ROOT

from everystate.load import load
from everystate.load.spec import Spec
from everystate.study.phrasing import Phrasing, row_text

SPECS = [ROOT / "spec" / "failover", *sorted(folder for folder in (ROOT / "tests/models").iterdir() if folder.is_dir())]
KEYS = {"after": "holds", "whenever": "holds"}


@pytest.mark.parametrize("folder", SPECS, ids=lambda folder: folder.name)
def test_what_is_printed_is_read_as_the_same(folder: Path, tmp_path: Path) -> None:
    spec = load(folder)
    again = load(printed(spec, tmp_path))
    assert [claim.formula for claim in again.claims] == [claim.formula for claim in spec.claims]
    assert [row.when for _, row in again.rows()] == [row.when for _, row in spec.rows()]


def printed(spec: Spec, folder: Path) -> Path:
    """The spec, with each claim and each guard as it is printed."""
    for file in Path(spec.folder).glob("*.yaml"):
        tree = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        if "system" in tree:
            print_claims(spec, tree.get("claims") or {})
        else:
            print_guards(spec, tree)
        (folder / file.name).write_text(json.dumps(tree), encoding="utf-8")
    return folder


def print_claims(spec: Spec, entries: dict[str, Any]) -> None:
    phrase = Phrasing(spec)
    for claim in spec.claims:
        if claim.timing is not None:  # its formulas stand in it, and not in place of one
            continue
        entries[claim.name][KEYS.get(claim.kind, claim.kind)] = phrase(claim.formula)


def print_guards(spec: Spec, entry: dict[str, Any]) -> None:
    phrase = Phrasing(spec, own=entry["party"])
    for machine in spec.party(entry["party"]).machines:
        for row in machine.rows:
            entry["machines"][machine.name]["transitions"][row.number]["when"] = phrase(row.when)


def test_a_row_in_one_line() -> None:
    spec = load(ROOT / "spec" / "failover")
    rows = {(machine.name, row.place.line): row_text(spec, machine, row) for machine, row in spec.rows()}
    assert "desk.opened: on_duty → =" in rows.values()
    quits = [text for text in rows.values() if text.startswith("quit: on_duty, off_duty → away")]
    assert quits == ["quit: on_duty, off_duty → away; set primary = interaction_server[0]; set refused_by = none"]
