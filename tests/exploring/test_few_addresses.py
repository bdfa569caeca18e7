"""Where addresses are limited (`ulimit -v`), a check ends with a verdict or a sentence: it never hangs, nor exits 1."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import everystate
from everystate.composing.network import Network
from everystate.exploring import engines
from everystate.exploring.engines import explore
from everystate.exploring.native import engine as native
from everystate.exploring.native import memory, threads
from everystate.exploring.native.column import Column
from everystate.exploring.native.memory import A_THREAD, addresses_left, has_addresses
from everystate.exploring.native.threads import Threads
from everystate.exploring.reference.search import explore as explore_by_reference
from everystate.problems import Exit

MODELS = Path(__file__).resolve().parent.parent / "models"
MEGABYTES = [100, 160, 230, 400, 900, 1_500, 4_000]

CLAIM = "neighbours do not eat together"

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of addresses as on Linux")


def network(model: str, **parameters: int | str) -> Network:
    return everystate.compose(everystate.load(MODELS / model), parameters)


@linux
@pytest.mark.parametrize("megabytes", MEGABYTES)
def test_a_check_with_few_addresses_ends_with_a_verdict_or_a_sentence(megabytes: int) -> None:
    """With the native engine ready to use. The claim holds, so 1, which means violated, would be wrong."""
    native.explore(network("philosophers"))
    check = f"{sys.executable} -m everystate check tests/models/philosophers --set philosophers=8 --claim '{CLAIM}'"
    made = subprocess.run(
        ["sh", "-c", f"ulimit -v {megabytes * 1024}; exec {check}"],
        check=False,
        capture_output=True,
        text=True,
        timeout=400,
        cwd=MODELS.parent.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert made.returncode in {Exit.OK, Exit.UNDECIDED, Exit.BUG}, made.stderr[-2000:]
    assert made.stderr.strip()
    if megabytes >= 900:
        assert made.returncode == Exit.OK, made.stderr[-2000:]


@linux
def test_what_is_left_is_the_limit_less_what_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    assert addresses_left() is None
    taken = memory_taken()
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (taken + 2**30, taken + 2**30))
    left = addresses_left()
    assert left is not None
    assert abs(left - 2**30) < 2**28
    assert has_addresses(2**29)
    assert not has_addresses(2**31)
    assert "more are needed" in memory.shortage(2**31)
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (2**20, 2**20))
    assert addresses_left() == 0


def memory_taken() -> int:
    import psutil

    return int(psutil.Process().memory_info().vms)


@pytest.mark.parametrize(("left", "count"), [(None, 5), (100 * A_THREAD, 5), (3 * A_THREAD, 3), (A_THREAD // 2, 1)])
def test_threads_are_as_many_as_there_are_addresses_for(
    monkeypatch: pytest.MonkeyPatch, left: int | None, count: int
) -> None:
    monkeypatch.setattr(threads, "addresses_left", lambda: left)
    before = threading.active_count()
    with Threads(5) as pool:
        assert (pool.count, threading.active_count() - before) == (count, count)
        assert list(pool.map(abs, range(-9, 0))) == list(range(9, 0, -1))


def test_a_thread_that_cannot_start_leaves_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    start, started = threading.Thread.start, list[threading.Thread]()

    def starts(self: threading.Thread) -> None:
        if len(started) == 2:
            raise RuntimeError("can't start new thread")
        started.append(self)
        start(self)

    monkeypatch.setattr(threading.Thread, "start", starts)
    with pytest.raises(MemoryError, match="a thread cannot start"):
        Threads(5)
    for thread in started:
        thread.join(10)
    assert [thread.is_alive() for thread in started] == [False, False]


@pytest.mark.parametrize("refused", [80, 90, 110, 140, 200])
@pytest.mark.parametrize("count", [1, 3])
def test_memory_that_is_refused_leaves_what_was_found_before(
    monkeypatch: pytest.MonkeyPatch, refused: int, count: int
) -> None:
    made, asked = network("philosophers", philosophers=8), []
    make_room = Column.make_room

    def refuses(self: Column, rows: int) -> None:
        asked.append(rows)
        if len(asked) == refused:
            raise MemoryError
        make_room(self, rows)

    whole = explore_by_reference(made)
    monkeypatch.setattr(Column, "make_room", refuses)
    space = native.explore(made, threads=count)
    assert space.stopped == "out of memory"
    assert list(space.states) == list(whole.states[: len(space.states)])
    assert 0 < space.expanded < len(whole.states)
    for state in range(0, space.expanded, 7):
        assert space.steps_from(state) == whole.steps_from(state)


def test_with_few_addresses_auto_is_the_reference_engine_and_native_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "has_addresses", lambda needed: False)
    assert explore(network("philosophers")).engine == "reference"
    with pytest.raises(everystate.SpecError, match="ulimit -v"):
        explore(network("philosophers"), engine="native")


def test_with_too_few_addresses_to_compile_the_reference_engine_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "has_addresses", lambda needed: needed <= memory.TO_RUN)
    monkeypatch.setattr(engines, "is_compiled", lambda made: False)
    space = explore(network("philosophers", philosophers=10))
    assert (space.engine, len(space.states)) == ("reference", 3**10 - 1)
