"""While the native engine is compiled the reference engine goes on: whichever is done first answers."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import everystate
from everystate.composing.network import Network
from everystate.exploring import engines
from everystate.exploring.engines import COMPILING, explore
from everystate.exploring.native import background, machine_code
from everystate.exploring.native import engine as native
from everystate.exploring.native.packed_space import PackedSpace
from everystate.exploring.reference.recorded import RecordedSpace
from everystate.exploring.reference.recording import Recording
from everystate.exploring.shared import race
from everystate.exploring.shared.race import LARGE
from everystate.exploring.space import Limits, Outcome, Progress

MODELS = Path(__file__).resolve().parent.parent / "models"
ALL = 3**10 - 1
"""Joint states of ten philosophers."""

Compiles = Callable[[float], list[str]]


def philosophers(number: int = 10) -> Network:
    return everystate.compose(everystate.load(MODELS / "philosophers"), {"philosophers": number})


@pytest.fixture
def compiles(monkeypatch: pytest.MonkeyPatch) -> Compiles:
    """Says after how many looks the native engine is compiled; what happens to the compilation is noted."""

    def after(looks: float) -> list[str]:
        notes: list[str] = []

        class Pretended(background.Compilation):
            left = looks

            def start(self) -> None:
                if not notes:
                    notes.append("started")

            @property
            def ready(self) -> bool:
                self.left -= 1
                return self.left < 0

        monkeypatch.setattr(background, "Compilation", Pretended)
        return notes

    monkeypatch.setattr(engines, "is_compiled", lambda network: False)
    return after


def test_what_is_compiled_is_used_from_the_first_state() -> None:
    native.explore(philosophers(3))
    assert explore(philosophers(3)).engine == "native"


def test_loops_are_compiled_once_those_for_claims_about_time_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a check of a few states would wait for their compilation."""
    monkeypatch.setattr(machine_code, "is_kept", lambda words: True)
    monkeypatch.setattr(machine_code, "time_loops_are_kept", lambda: False)
    assert not engines.is_compiled(philosophers(3))
    assert explore(philosophers(3)).engine == "reference"


def test_a_small_space_never_starts_a_compiler(compiles: Compiles) -> None:
    notes = compiles(0)
    space = explore(philosophers(9))
    assert (space.engine, len(space.states), notes) == ("reference", 3**9 - 1, [])
    assert len(space.states) < LARGE


def test_the_reference_engine_answers_if_it_is_done_first(compiles: Compiles) -> None:
    notes, told = compiles(float("inf")), list[Progress]()
    space = explore(philosophers(), on_progress=told.append)
    assert (space.engine, len(space.states), space.complete, notes) == ("reference", ALL, True, ["started"])
    during = [progress.states for progress in told if progress.doing == COMPILING]
    assert during == sorted(during)
    assert LARGE < during[0] < LARGE + 2_000
    assert len(during) > 20


def test_once_compiled_the_native_engine_answers_questions_about_runs(
    compiles: Compiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiles(float("inf"))
    space = explore(philosophers())
    before = list(space.unsettling())
    answers: list[int] = []

    def answer(space: PackedSpace) -> list[int]:
        answers.append(len(space.states))
        return before

    monkeypatch.setattr(PackedSpace, "unsettling", answer)
    assert (space.unsettling(), answers) == (before, [])
    monkeypatch.setattr(engines, "is_compiled", lambda network: True)
    assert (space.unsettling(), answers) == (before, [ALL])
    assert (space.unsettling(), answers) == (before, [ALL, ALL])


def test_an_interrupt_while_the_native_engine_takes_over_is_one(
    compiles: Compiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiles(float("inf"))
    space = explore(philosophers())
    monkeypatch.setattr(engines, "is_compiled", lambda network: True)
    interrupted = RecordedSpace(space.network, "native", Recording(), Outcome("interrupted", interrupted=True))
    monkeypatch.setattr(native, "explore", lambda network, threads, watch: interrupted)
    with pytest.raises(KeyboardInterrupt, match="interrupted"):
        space.unsettling()


@pytest.mark.parametrize("looks", [0, 1, 30])
def test_the_native_engine_takes_over_as_soon_as_it_is_compiled(compiles: Compiles, looks: int) -> None:
    compiles(looks)
    told: list[Progress] = []
    space = explore(philosophers(), on_progress=told.append)
    assert (space.engine, len(space.states), space.complete) == ("native", ALL, True)
    assert sum(progress.doing == COMPILING for progress in told) == looks + 1


def test_a_space_that_is_very_large_waits_for_the_compiler(compiles: Compiles, monkeypatch: pytest.MonkeyPatch) -> None:
    compiles(100)
    monkeypatch.setattr(race, "MOST", 30_000)
    monkeypatch.setattr(race, "_A_WHILE", 0.0)
    told: list[Progress] = []
    assert explore(philosophers(), on_progress=told.append).engine == "native"
    waiting = [progress.states for progress in told if progress.doing == COMPILING]
    assert waiting.count(waiting[-1]) > 10
    assert 30_000 < waiting[-1] < 32_000


def test_ctrl_c_while_it_waits_keeps_what_the_reference_engine_found(
    compiles: Compiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(_seconds: float) -> None:
        raise KeyboardInterrupt

    compiles(float("inf"))
    monkeypatch.setattr(race, "MOST", 30_000)
    monkeypatch.setattr("time.sleep", press)
    space = explore(philosophers())
    assert (space.engine, space.stopped, space.outcome.hurried) == ("reference", "interrupted", True)
    assert 30_000 < len(space.states) < 32_000


def test_time_that_runs_out_while_it_waits_is_named(compiles: Compiles, monkeypatch: pytest.MonkeyPatch) -> None:
    compiles(float("inf"))
    monkeypatch.setattr(race, "MOST", 30_000)
    space = explore(philosophers(), Limits(seconds=3.0))
    assert (space.engine, space.stopped) == ("reference", "--max-seconds 3 reached")


def test_seconds_count_from_the_start_of_the_first_search(compiles: Compiles, monkeypatch: pytest.MonkeyPatch) -> None:
    compiles(0)
    begun: list[float] = []
    monkeypatch.setattr(native, "explore", lambda network, threads, watch: begun.append(watch.started))
    before = time.perf_counter()
    explore(philosophers())
    assert before < begun[0] < time.perf_counter() - 0.01


@pytest.mark.parametrize("limits", [Limits(states=25_000), Limits(depth=9)])
def test_a_limit_of_the_search_is_a_limit_in_a_race(compiles: Compiles, limits: Limits) -> None:
    compiles(float("inf"))
    space, whole = explore(philosophers(), limits), native.explore(philosophers(), limits)
    assert (space.engine, space.stopped) == ("reference", whole.stopped)
    assert list(space.states) == list(whole.states)


def test_without_a_process_the_native_engine_is_compiled_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_words: int) -> subprocess.Popen[bytes]:
        raise OSError("no memory for a process")

    monkeypatch.setattr(background, "_compiler", fails)
    monkeypatch.setattr(engines, "is_compiled", lambda network: False)
    assert explore(philosophers()).engine == "native"


@pytest.mark.slow
def test_what_nobody_waits_for_is_compiled_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends before the compiler leaves it running, and the next one finds what it kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    leaves = (
        "from everystate.exploring.native.background import Compilation\n"
        "with Compilation(1) as one:\n"
        "    one.start()\n"
        "    print(one._process.pid, one.ready)\n"
    )
    path = os.pathsep.join(path for path in sys.path if path)
    made = subprocess.run(
        [sys.executable, "-W", "error", "-c", leaves],
        env={**os.environ, "PYTHONPATH": path},
        check=True,
        capture_output=True,
        text=True,
    )
    pid, ready = made.stdout.split()
    assert (ready, made.stderr) == ("False", "")
    try:
        until = time.monotonic() + 300
        while not (machine_code.is_kept(1) and machine_code.time_loops_are_kept()) and time.monotonic() < until:
            time.sleep(0.2)
        assert machine_code.is_kept(1)
        assert machine_code.time_loops_are_kept()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGTERM)


def test_one_process_compiles_and_the_others_wait_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = machine_code._lock("loops-1")
    assert first is not None
    assert machine_code._locked(first)
    unlock = first.close
    looks: list[int] = []

    def look() -> None:
        looks.append(len(looks))
        if len(looks) == 3:
            unlock()

    monkeypatch.setattr(machine_code, "_compile", lambda group, words, ctrl_c: b"code")
    assert machine_code._compiled("loops-1", (), 1, look) == b"code"
    assert looks == [0, 1, 2]
    monkeypatch.setattr(machine_code, "_compile", lambda group, words, ctrl_c: b"other code")
    assert machine_code._compiled("loops-1", (), 1, look) == b"code"
