"""The protocols of `spec/` beside the failover: each has the bug of its source as a world, and an `expected.toml`."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from everystate.command.program import run
from everystate.loading import load
from everystate.problems import Exit

ROOT = Path(__file__).resolve().parent.parent
PROTOCOLS = sorted(file.parent.name for file in ROOT.glob("spec/*/system.yaml") if file.parent.name != "failover")


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_world_comes_to_what_is_expected_in_five_seconds(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    begun = time.process_time()
    assert run(["check", f"spec/{name}", "--world", "all"]) == Exit.OK
    assert time.process_time() - begun < 10  # of all worlds and threads together
    assert " known" in capsys.readouterr().out.splitlines()[-1]
    assert (ROOT / "spec" / name / "expected.toml").exists()


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_pictures_are_fresh_and_listed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert run(["draw", f"spec/{name}", "--check"]) == Exit.OK
    assert f"]({name}/README.md)" in (ROOT / "diagrams" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_bug_has_a_world_and_the_source_is_named(name: str) -> None:
    assert load(ROOT / "spec" / name).worlds
    assert "**Source.**" in (ROOT / "spec" / name / "README.md").read_text(encoding="utf-8")
