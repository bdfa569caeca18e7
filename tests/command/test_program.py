"""The program as a process: how it is called, how it ends, what it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from everystate import __version__
from everystate.command import program
from everystate.command.program import run

HOLDS = "tests/models/token_ring"
VIOLATED = "tests/models/unexpected"


def everystate(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "everystate", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )


def imported_by(*arguments: str) -> set[str]:
    """The modules that a command line imports."""
    code = f"import sys; from everystate.command.program import run; run({list(arguments)!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_module_is_the_command() -> None:
    done = everystate("check", VIOLATED)
    assert done.returncode == 1
    assert done.stdout.startswith("A question in a busy hour\n")


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"everystate {__version__}\n"


COMMANDS = list(program._COMMANDS)


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)], ids=" ".join)
def test_help_has_examples(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*arguments, "--help"]) == 0
    assert "Examples:\n    everystate " in capsys.readouterr().out


def test_every_command_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--help"])
    listed = capsys.readouterr().out.partition("Commands:\n")[2].partition("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines() if line[2] != " "] == COMMANDS


def test_a_command_that_is_not_there_is_held_against_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["mutat"]) == 2
    told = capsys.readouterr().err
    assert "No such command 'mutat'" in told
    assert "mutate" in told


def test_a_command_imports_no_other() -> None:
    others = {f"everystate.command.{name}" for name in COMMANDS if name != "check"}
    assert not others & imported_by("check", HOLDS)


def test_what_shows_a_counterexample_is_imported_for_one() -> None:
    assert "everystate.report.runs.lanes" not in imported_by("check", HOLDS)
    assert "everystate.report.runs.lanes" in imported_by("check", VIOLATED)


def test_stdout_is_the_same_byte_for_byte() -> None:
    first = everystate("check", "tests/models/peer_failover", PYTHONHASHSEED="1")
    second = everystate("check", "tests/models/peer_failover", PYTHONHASHSEED="2")
    assert first.stdout == second.stdout
    assert first.stdout.endswith("4 violated\n")


def test_a_reader_that_stops_early_changes_nothing() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "everystate", "check", HOLDS, "-q"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("arguments", "where"), [(["check", HOLDS], " to <stdout>"), (["--help"], ""), (["check", "--help"], "")]
)
def test_what_cannot_be_written_is_2_and_no_verdict(arguments: list[str], where: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "everystate", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == f"Error: cannot write{where}: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_changes_no_verdict(closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m everystate check {VIOLATED} {closed}'], capture_output=True, check=False
    )
    assert done.returncode == 1


def test_a_terminal_that_knows_only_ascii_gets_ascii() -> None:
    done = everystate("check", VIOLATED, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert "X violated   no unexpected message" in done.stdout


def test_ctrl_c_in_a_search_reports_what_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("everystate.report.progress.ProgressLine.__call__", interrupted)
    assert run(["check", HOLDS]) == 3
    out = capsys.readouterr().out
    assert "Stopped: interrupted." in out
    assert out.endswith("undecided\n")


def test_ctrl_c_elsewhere_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("everystate.command.check.pipeline.load", interrupted)
    assert run(["check", HOLDS]) == 3
    assert capsys.readouterr().err.strip() == "interrupted"


def test_a_mistake_of_the_program_keeps_its_traceback_and_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError("never mind")

    monkeypatch.setattr("everystate.command.check.pipeline.load", wrong)
    assert run(["check", HOLDS]) == 70
    err = capsys.readouterr().err
    assert err.startswith("Traceback (most recent call last):")
    assert err.endswith("ZeroDivisionError: never mind\nThis is a mistake in everystate, not in the spec.\n")


def test_no_memory_left_is_undecided(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("everystate.command.check.pipeline.load", full)
    assert run(["check", HOLDS]) == 3
    assert "--max-memory" in capsys.readouterr().err


def test_help_imports_nothing_that_is_slow() -> None:
    assert not {"networkx", "transitions", "rich", "yaml", "psutil"} & imported_by("check", "--help")


def test_a_mistake_in_a_spec_is_told_before_the_search_is_imported(tmp_path: Path) -> None:
    (tmp_path / "system.yaml").write_text("system: Broken\nclaim: {}\n")
    assert not {"networkx", "transitions"} & imported_by("check", str(tmp_path))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [["check", HOLDS], ["check", VIOLATED], ["check", HOLDS, "--list"], ["schema"], ["--version"], ["check", "no"]],
)
def test_what_cannot_be_written_anywhere_is_2(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "everystate", *arguments]
        assert subprocess.run(command, stdout=full, stderr=full, check=False).returncode == 2


@pytest.mark.parametrize("columns", ["0", "-3", "many", "1"])
def test_a_width_that_is_none_changes_no_content(columns: str) -> None:
    done = everystate("check", VIOLATED, COLUMNS=columns)
    assert done.returncode == 1
    assert "no unexpected message" in " ".join(done.stdout.split())


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 3_000])
def test_a_path_that_is_too_long_is_a_mistake_of_the_caller(name: str) -> None:
    done = everystate("check", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_current_folder_that_is_gone_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = (
        f"import os, sys; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}); "
        "from everystate.command.program import run; sys.exit(run(['check', 'spec']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_stdout_that_is_open_for_reading_only_is_2() -> None:
    with Path(os.devnull).open() as reading:
        command = [sys.executable, "-m", "everystate", "check", HOLDS]
        done = subprocess.run(command, stdout=reading, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
