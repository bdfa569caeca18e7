"""What docs/pytest.md and docs/expected.md say is so."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)\n(?:# (\S+)\n)?(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(name: str, kind: str) -> list[tuple[str, str]]:
    """The blocks of a kind: the file that the first line names, and the text."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return [(file, block) for found, file, block in BLOCK.findall(text) if found == kind]


def test_the_files_of_the_guide_to_pytest_are_a_project(pytester: pytest.Pytester) -> None:
    shutil.copytree(ROOT / "spec", pytester.path / "spec")
    pytester.mkdir("tests")
    files = blocks("pytest.md", "ini") + blocks("pytest.md", "python")
    for file, text in files:
        (pytester.path / file).write_text(text, encoding="utf-8")
    run = pytester.runpytest_inprocess("-v")
    assert len(files) == 3
    assert run.parseoutcomes()["passed"] == 49
    [(_, console)] = blocks("pytest.md", "console")
    run.stdout.fnmatch_lines([f"{line} *" for line in console.splitlines()[1:]])


def test_the_example_of_what_is_expected_is_a_part_of_the_real_one() -> None:
    [(_, text)] = blocks("expected.md", "toml")
    real = tomllib.loads((ROOT / "spec" / "failover" / "expected.toml").read_text(encoding="utf-8"))
    example = tomllib.loads(text)
    assert list(example.pop("layers")) == ["late_notices+desk_breaks"]  # nobody expects anything of them
    assert part_of(example, real)


def part_of(some: Any, whole: Any) -> bool:
    """Whether every value of some stands in the whole."""
    if isinstance(some, dict):
        return all(name in whole and part_of(value, whole[name]) for name, value in some.items())
    return bool(some == whole)
