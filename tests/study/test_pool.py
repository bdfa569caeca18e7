from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.changes import ROOT, SPEC

from everystate.exploring.space import Limits
from everystate.loading import load
from everystate.loading.spec import Spec
from everystate.study.pool import INTERRUPTED, OUT_OF_MEMORY, Lost, parallel, shared


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker imports what it calls, and pytest alone knows where this file is."""
    monkeypatch.syspath_prepend(ROOT)


def square(number: int) -> int:
    time.sleep(0.05 if number == 0 else 0)
    return number * number


def awkward(number: int) -> int:
    if number == 1:
        os._exit(7)
    if number == 2:
        raise ValueError("two is too many")
    if number == 3:
        raise MemoryError
    if number == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def interrupted_at_two(number: int) -> int:
    if number == 2:
        raise KeyboardInterrupt
    return number


def test_results_come_in_the_order_of_the_variants() -> None:
    seen: dict[int, int | Lost] = {}
    assert parallel(square, range(9), jobs=2, on_result=seen.__setitem__) == [n * n for n in range(9)]
    assert seen == {n: n * n for n in range(9)}


def test_nothing_to_do_starts_nothing() -> None:
    assert parallel(square, [], jobs=2) == []


def test_without_workers_it_is_the_same() -> None:
    assert parallel(square, range(4), jobs=0) == [0, 1, 4, 9]


def test_a_worker_that_dies_is_told_and_replaced() -> None:
    first, died, raised, exhausted, killed, last = parallel(awkward, range(6), jobs=2)
    assert (first, last) == (0, 5)
    assert died == Lost("a worker process ended, with exit code 7")
    assert isinstance(raised, Lost)
    assert "ValueError: two is too many" in raised.reason
    assert exhausted == OUT_OF_MEMORY
    assert isinstance(killed, Lost)
    assert killed.reason == "a worker process was ended by SIGKILL (out of memory?)"


def test_an_interrupt_keeps_what_is_known() -> None:
    assert parallel(interrupted_at_two, range(4), jobs=0) == [0, 1, INTERRUPTED, INTERRUPTED]


def test_ctrl_c_stops_the_workers(tmp_path: Path) -> None:
    """As a terminal sends it: to the process and to all its workers."""
    script = tmp_path / "slow.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, time
            from everystate.study.pool import parallel

            def work(number):
                time.sleep(0 if number == 0 else 60)
                return os.getpid()

            def say(number, found):
                print("first" if number == 0 else "late", flush=True)

            if __name__ == "__main__":
                print(parallel(work, range(6), jobs=2, on_result=say)[1:])
            """
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "first\n"
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert out == f"{[INTERRUPTED] * 5}\n"
    assert err == ""
    assert process.returncode == 0


def test_memory_is_shared_out() -> None:
    assert shared(Limits(states=5, memory=300), 3) == Limits(states=5, memory=100)
    assert shared(Limits(states=5), 3) == Limits(states=5)


def same(spec: Spec) -> Spec:
    return spec


def test_a_spec_goes_to_a_worker_and_comes_back() -> None:
    spec = load(SPEC)
    assert parallel(same, [spec], jobs=1) == [spec]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "slow.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, time
            from pathlib import Path
            from everystate.study.pool import parallel

            def work(number):
                Path(f"{number}.pid").write_text(str(os.getpid()))
                time.sleep(60)

            if __name__ == "__main__":
                parallel(work, range(2), jobs=2)
            """
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen([sys.executable, str(script)], cwd=tmp_path)
    files = [tmp_path / f"{number}.pid" for number in range(2)]
    assert eventually(lambda: all(file.exists() and file.read_text() for file in files))
    pids = [int(file.read_text()) for file in files]
    process.kill()
    process.wait()
    assert eventually(lambda: not any(psutil.pid_exists(pid) for pid in pids))


def eventually(found: Callable[[], Any]) -> Any:
    """What is found in the end; whatever it is, after half a minute."""
    for _ in range(300):
        if answer := found():
            return answer
        time.sleep(0.1)
    return found()
