"""What becomes of a command where a package that everystate asks for is not installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from everystate.command.program import run
from everystate.composing import compose
from everystate.exploring.engines import explore
from everystate.exploring.space import Progress
from everystate.loading import load
from everystate.problems import Exit

HOLDS = "tests/models/token_ring"
Captured = pytest.CaptureFixture[str]


def test_the_reference_engine_explores_without_the_compiler_and_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    assert run(["check", HOLDS, "--max-memory", "4G"]) == Exit.OK
    reason = "the native engine needs numba, not installed here"
    told: list[Progress] = []
    assert explore(compose(load("tests/models/philosophers"), {"philosophers": 7}), on_progress=told.append).complete
    assert {progress.doing for progress in told} == {reason}
    assert run(["check", HOLDS, "--engine", "native"]) == Exit.WRONG
    assert f"{reason}\n    use --engine reference" in capsys.readouterr().err


def test_a_check_needs_no_graphviz_and_a_picture_says_what_it_lacks() -> None:
    """In a process of its own, which has not imported it before."""
    code = f"""if True:
        import sys
        sys.modules["graphviz"] = sys.modules["graphviz_pure"] = None
        from everystate.command.program import run
        print(int(run(["check", "{HOLDS}", "-q", "--engine", "reference"])), int(run(["draw", "{HOLDS}", "--list"])))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 2"
    assert (
        done.stderr
        == "Error: the Python package graphviz is not installed: install everystate again, with what it needs\n"
    )


def test_a_program_without_its_packages_says_so_and_does_not_say_violated() -> None:
    code = 'import sys; sys.modules["click"] = None; from everystate.__main__ import main; main()'
    done = subprocess.run([sys.executable, "-c", code, "check", HOLDS], capture_output=True, text=True, check=False)
    assert done.returncode == Exit.WRONG
    assert done.stderr.startswith("Error: everystate cannot start: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_clone_whose_path_has_a_newline_is_refused_with_a_sentence(tmp_path: Path) -> None:
    clone = tmp_path / "a\nb"
    clone.mkdir()
    for name in ("everystate", ".setup.sh", "pyproject.toml"):
        shutil.copy(Path(__file__).parents[2] / name, clone)
    done = subprocess.run([clone / "everystate", "--version"], capture_output=True, text=True, check=False)
    assert done.returncode == 69
    assert "has a newline" in done.stderr
    assert [file.name for file in sorted(clone.iterdir())] == [".setup.sh", "everystate", "pyproject.toml"]
