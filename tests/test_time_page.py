"""The specs of docs/time.md load, and their claims hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import everystate

PAGE = (Path(__file__).parents[1] / "docs" / "time.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]


def written(section: str, folder: Path) -> Path:
    """The files of a section's spec."""
    for text in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL):
        [(key, name)] = re.findall(r"\A(system|party): (.*)", text)
        (folder / f"{name if key == 'party' else 'system'}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.partition("\n")[0])
def test_a_spec_of_the_page_holds(section: str, tmp_path: Path) -> None:
    result = everystate.check(written(section, tmp_path), engine="reference")
    assert {verdict.name: verdict.answer for verdict in result.verdicts if verdict.answer != "holds"} == {}


def test_a_lease_without_a_margin_is_broken(tmp_path: Path) -> None:
    folder = written(next(one for one in SECTIONS if one.startswith("Leases")), tmp_path)
    result = everystate.check(folder, {"margin": 0}, engine="reference")
    assert result.verdict("nobody acts without a lease").answer == "violated"


def test_a_crash_that_forgets_its_timer_stops_the_clock(tmp_path: Path) -> None:
    folder = written(next(one for one in SECTIONS if one.startswith("Heartbeats")), tmp_path)
    file = folder / "worker.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(", stop: beat", ""), encoding="utf-8")
    result = everystate.check(folder, engine="reference")
    wrong = {verdict.name for verdict in result.verdicts if verdict.answer == "violated"}
    assert {"no unexpected message", "time goes on"} <= wrong
