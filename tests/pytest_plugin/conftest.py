"""Projects of users, in folders of their own, in which pytest runs within this process."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

MODELS = Path(__file__).parents[1] / "models"


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with two specs, `spec/lamp` and `spec/queue`: in the first all claims hold, in the second one fails."""
    for name in ("COLUMNS", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    for name, model in (("lamp", "worlds"), ("queue", "unexpected")):
        shutil.copytree(MODELS / model, pytester.path / "spec" / name, ignore=shutil.ignore_patterns("expected.toml"))
    return pytester
