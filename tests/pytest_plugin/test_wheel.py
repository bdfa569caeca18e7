"""A user's project: a folder, a virtual environment, and in it the built wheel and pytest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TESTS = """
import everystate


def test_large_and_small_by_the_native_engine_too(everystate_check):
    native = everystate_check("spec/lamp", lamps=2, engine="native")
    assert len(native.space.states) == len(everystate_check("spec/lamp", lamps=2).space.states)
    assert native.exit_code == 0


def test_the_machine_you_verify_is_the_machine_you_run():
    class Lamp:
        shines = False

    lamp = Lamp()
    everystate.machine("spec/lamp", "lamp.at", lamp)
    lamp.trigger("press")
    assert lamp.shines
"""


class Project:
    """A folder with a virtual environment of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python"

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """What its Python says, called in its folder."""
        alone = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST", "PYTHON"))}
        line = [str(self.python), *map(str, words)]
        return subprocess.run(line, cwd=self.folder, env=alone, capture_output=True, text=True, check=False)

    def install(self, *what: str | Path) -> None:
        """Install packages there."""
        done = self.run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    subprocess.run([sys.executable, "-m", "venv", tmp_path / ".venv"], check=True)
    built = made.run("-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path / "dist", ROOT)
    assert built.returncode == 0, built.stderr
    [wheel] = (tmp_path / "dist").glob("*.whl")
    made.install(wheel)
    ignored = shutil.ignore_patterns("expected.toml")
    shutil.copytree(ROOT / "tests" / "models" / "worlds", tmp_path / "spec" / "lamp", ignore=ignored)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_lamp.py").write_text(TESTS, encoding="utf-8")
    configured = 'everystate_specs = ["spec/*"]\neverystate_worlds = ["all"]\ntestpaths = ["tests"]\n'
    filters = 'filterwarnings = ["error"]\n'
    (tmp_path / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\n{configured}{filters}", encoding="utf-8")
    return made


@pytest.mark.slow
def test_the_wheel_alone(project: Project) -> None:
    command = project.run("-m", "everystate", "check", "spec/lamp", "--accept")
    assert command.returncode == 0, command.stderr
    assert "pytest" not in project.run("-m", "pip", "list").stdout
    project.install("pytest>=9,<10", "pytest-xdist")
    for options in ([], ["-n", "2", "--dist", "loadfile"]):
        run = project.run("-m", "pytest", *options)
        assert run.returncode == 0, run.stdout + run.stderr
        assert "23 passed, 3 xfailed" in run.stdout
    light = "import sys, everystate.pytest_plugin; assert not {'yaml', 'numpy', 'networkx', 'rich'} & set(sys.modules)"
    assert project.run("-c", light).returncode == 0
