"""The command line: it reads what is asked for, runs the pipeline, and says how it ended."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from everystate.problems import Exit

__all__ = ["main"]

_GARBAGE = 100_000


def main() -> NoReturn:
    """Run the command line of this process, and end it."""
    _open_streams()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing here is linear algebra, and its idle threads spin
    gc.set_threshold(_GARBAGE)  # what a check makes lives to its end: to look for garbage all the time finds none
    try:
        from everystate.command.program import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        code = Exit.INTERRUPTED
    _end(code)


def _open_streams() -> None:
    """What is written to a stream that was closed by who started this process goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def _end(code: Exit) -> NoReturn:
    """End the process at once: taking apart millions of objects, one by one, takes longer than a small check."""
    if processes := sys.modules.get("multiprocessing"):
        for worker in processes.active_children():
            worker.terminate()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
