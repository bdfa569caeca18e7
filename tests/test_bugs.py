"""Seeded bugs: each is a small change of the rows, and the claim that ought to catch it does, in so many steps.

A file of `bugs/` says what is changed in spec/failover, at which parameters, and the claim that falls. Without the change
that claim holds at the same parameters.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import everystate
from everystate.load.expression import Value

BUGS = sorted((Path(__file__).parent / "bugs").glob("*.toml"))
SPEC = Path(__file__).resolve().parent.parent / "spec" / "failover"

Bug = dict[str, Any]


def changed(folder: Path, changes: list[dict[str, str]]) -> Path:
    """A copy of the specification with the changes made; what they replace stands there once, however it is spaced."""
    shutil.copytree(SPEC, folder)
    for change in changes:
        file = folder / change["file"]
        words = r"\s+".join(map(re.escape, change["replace"].split()))
        text, count = re.subn(words, lambda _, by=change["by"]: by, file.read_text(encoding="utf-8"))
        assert count == 1, f"{count} of {change['replace']}"
        file.write_text(text, encoding="utf-8")
    return folder


def falls(folder: Path, parameters: dict[str, Value]) -> dict[str, int]:
    """The claims that fall, known or not, and after how many steps."""
    verdicts = everystate.check(folder, parameters).verdicts
    fallen = [verdict for verdict in verdicts if verdict.answer in ("violated", "known")]
    return {verdict.name: verdict.trace.length if verdict.trace else 0 for verdict in fallen}


@pytest.mark.parametrize("path", BUGS, ids=lambda path: path.stem)
def test_a_bug_is_caught_by_its_claim(path: Path, tmp_path: Path) -> None:
    bug: Bug = tomllib.loads(path.read_text(encoding="utf-8"))
    assert path.read_text(encoding="utf-8").startswith(f"# {path.stem}: ")
    assert bug["claim"] not in falls(SPEC, bug["set"])
    fallen = falls(changed(tmp_path / "spec", bug["change"]), bug["set"])
    assert fallen.get(bug["claim"]) == bug["length"], fallen
