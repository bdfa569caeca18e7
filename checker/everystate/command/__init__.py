"""The command line: it reads what is asked for, runs the pipeline, and says how it ended."""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import suppress
from typing import NoReturn

from everystate.command.stopping import Supervisor, end, supervised
from everystate.problems import Exit

__all__ = ["main"]

_GARBAGE = 100_000


def main() -> NoReturn:
    """Run the command line of this process, and end it."""
    started = time.monotonic() - time.process_time()
    _open_streams()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing here is linear algebra, and its idle threads spin
    gc.set_threshold(_GARBAGE)  # what a check makes lives to its end: to look for garbage all the time finds none
    with supervised(started, ends_process=True) as supervisor:
        _run(supervisor)


def _run(supervisor: Supervisor) -> NoReturn:
    try:
        from everystate.command.program import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt as interrupt:  # while this was imported
        sys.stderr.write(f"{interrupt}\n")
        code = Exit.UNDECIDED
    with supervisor.shield():
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        end(code)  # taking apart millions of objects, one by one, takes longer than a small check


def _open_streams() -> None:
    """Replace a closed stdout or stderr by one that keeps nothing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
