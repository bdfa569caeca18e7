"""Small specs, written out where they are tested."""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path
from textwrap import dedent
from typing import Protocol

import pytest
from hypothesis import HealthCheck, settings

from everystate.exploring.native import sleep

pytest_plugins = ["pytester"]

# The same examples each time; and what a machine is busy with otherwise is no failure.
for profile, examples in (("quick", 20), ("slow", 100)):
    settings.register_profile(
        profile,
        derandomize=True,
        deadline=None,
        database=None,
        max_examples=examples,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


class Write(Protocol):
    """Writes a spec: each file by its name, without `.yaml`."""

    def __call__(self, **files: str) -> Path: ...


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a spec to a folder of its own, and gives the folder; what was written before is not there any more."""

    def written(**files: str) -> Path:
        folder = tmp_path / "spec"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, text in files.items():
            file = folder / f"{name}.yaml"
            file.parent.mkdir(exist_ok=True)
            file.write_text(dedent(text), encoding="utf-8")
        return folder

    return written


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the models that take long, too")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("EVERYSTATE_SEED", f"{datetime.datetime.now(datetime.UTC):%Y%m%d}")
    settings.load_profile("slow" if config.getoption("--slow") else "quick")
    sleep.FROM = 0  # small spaces are searched as large ones are
    config.addinivalue_line("markers", "slow: takes long; runs with --slow only")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"random systems: EVERYSTATE_SEED={os.environ['EVERYSTATE_SEED']}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--slow"):
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="slow: needs --slow"))
