"""Machine code is kept and read again whole, or made anew; without a place to keep it the engine does all the same."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import everystate
from everystate.composing.formula import TRUE
from everystate.exploring.native import engine as native
from everystate.exploring.native import machine_code, packed_space
from everystate.exploring.native.interrupts import put_off
from everystate.exploring.native.loops import assembly
from everystate.exploring.native.signatures import LOOPS
from everystate.exploring.native.temporal.signatures import TIME_LOOPS
from everystate.exploring.space import Tally

MODELS = Path(__file__).resolve().parent.parent / "models"


def test_code_is_kept_where_it_was_told_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert not machine_code.is_kept(1)
    machine_code._keep("loops-1", b"code")
    assert machine_code.is_kept(1)
    assert not machine_code.is_kept(2)
    assert machine_code._kept("loops-1") == b"code"
    assert [path.suffix for path in (tmp_path / "everystate").iterdir()] == [".code"]


def test_code_that_is_not_whole_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    machine_code._keep("loops-1", b"code")
    [path] = (tmp_path / "everystate").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert machine_code._kept("loops-1") is None


def test_a_place_that_cannot_be_written_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    machine_code._keep("loops-1", b"code")
    assert not machine_code.is_kept(1)


@pytest.mark.slow
@pytest.mark.parametrize("group", [LOOPS, TIME_LOOPS])
def test_the_assembly_calls_nothing_of_numba_or_python(group: machine_code.Group) -> None:
    whole = "\n".join(assembly(group, 1).values())
    assert re.findall(r"^declare (?!.*@llvm\.).*", whole, re.MULTILINE) == []
    assert re.findall(r"^@.* = external .*", whole, re.MULTILINE) == []


@pytest.mark.slow
def test_where_no_object_file_can_be_made_numba_s_own_functions_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(group: machine_code.Group, words: int, ctrl_c: Callable[[], None]) -> bytes:
        raise RuntimeError(f"no object file of {words} words for {group}")

    monkeypatch.setattr(machine_code, "_kept", lambda name: None)
    monkeypatch.setattr(machine_code, "_compile", fails)
    monkeypatch.setattr(native, "loops", machine_code.loops.__wrapped__)
    monkeypatch.setattr(packed_space, "time_loops", machine_code.time_loops.__wrapped__)
    space = native.explore(everystate.compose(everystate.load(MODELS / "peer_failover"), {"disconnects": 0}))
    assert (len(space.states), space.steps) == (1588, 4476)
    assert space.lost_for(TRUE) == Tally()


def test_ctrl_c_waits_until_it_is_looked_for() -> None:
    reached = []

    def interrupted() -> None:
        with put_off() as look:
            look()
            signal.raise_signal(signal.SIGINT)
            reached.append("after the signal")
            look()
            reached.append("after the look")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert reached == ["after the signal"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_comes_at_the_end_at_the_latest() -> None:
    def interrupted() -> None:
        with put_off():
            signal.raise_signal(signal.SIGINT)
            reached.append("the end")

    reached: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert reached == ["the end"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
