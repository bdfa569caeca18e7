"""Starts a command under the stopwatch, watches it, and stops what takes too long or too much memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

STOPWATCH = Path(__file__).with_name("stopwatch.py")


@dataclass(frozen=True)
class Limits:
    """What one command may take."""

    seconds: float
    memory: int


@dataclass(frozen=True)
class Measured:
    """One command: its wall and processor time, its peak memory, its output; why it was stopped, if it was."""

    seconds: float
    processor: float
    memory: int
    code: int
    output: str
    stopped: str = ""


def measured(
    command: Sequence[str | Path], scratch: Path, limits: Limits, environment: Mapping[str, str] | None = None
) -> Measured:
    """Runs a command in the folder `scratch` and measures it."""
    result, output = scratch / "stopwatch.json", scratch / "output.txt"
    result.unlink(missing_ok=True)
    watched = [sys.executable, "-I", "-S", str(STOPWATCH), str(result), *map(str, command)]
    with output.open("wb") as stream:
        process = subprocess.Popen(
            watched,
            cwd=scratch,
            env={**_as_usual(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        began = time.monotonic()
        try:
            stopped = watch(process, limits)
        except BaseException:
            stop(process)
            raise
    text = output.read_text(errors="replace")
    if stopped or not result.exists():
        return Measured(time.monotonic() - began, 0.0, 0, -1, text, stopped)
    values = json.loads(result.read_text())
    return Measured(values["seconds"], values["processor"], values["memory"], values["code"], text)


def _as_usual() -> dict[str, str]:
    """The environment, in which Python keeps compiled modules, as it does unless it is told otherwise."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def watch(process: subprocess.Popen[bytes], limits: Limits) -> str:
    """Waits for the end; what was exceeded, `time` or `memory`, if the process had to be stopped."""
    deadline = time.monotonic() + limits.seconds
    while True:
        try:
            process.wait(min(0.5, max(0.0, deadline - time.monotonic())))
        except subprocess.TimeoutExpired:
            late = time.monotonic() >= deadline
            if late or taken(process.pid) > limits.memory:
                stop(process)
                return "time" if late else "memory"
        else:
            return ""


def taken(pid: int) -> int:
    """The memory of a process and all below it; what they share is counted once for each."""
    total = 0
    try:
        for process in [(top := psutil.Process(pid)), *top.children(recursive=True)]:
            total += process.memory_info().rss
    except psutil.Error:
        pass  # one of them has just ended
    return total


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all below it: first by an interrupt, since SPIN gives its shared memory back then."""
    for way in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, way)
            process.wait(3)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    process.wait()
