"""A spec with worlds and known violations, and nothing said about what is expected."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from everystate.command.program import run
from everystate.report.forms import complaint

MODELS = Path(__file__).parents[1] / "models"

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the model `worlds` in the folder `lamp`, which is where commands are given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    complaint._lines.cache_clear()  # of a file of the same name, in another test
    shutil.copytree(MODELS / "worlds", "lamp", ignore=shutil.ignore_patterns("expected.toml"))
    return Path("lamp")


@pytest.fixture
def check(lamp: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Checks the lamp with these options: the exit code, stdout and stderr."""

    def checked(*options: str) -> tuple[int, str, str]:
        code = run(["check", str(lamp), "--quiet", *options])
        return code, *capsys.readouterr()

    return checked
