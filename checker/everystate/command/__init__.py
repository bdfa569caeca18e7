"""The command line: it reads the options, runs the pipeline, and ends with an exit code."""

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
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra is used, and idle threads of OpenBLAS spin
    gc.set_threshold(_GARBAGE)  # the objects of a check live to its end: frequent garbage collections free nothing
    with supervised(started, ends_process=True) as supervisor:
        _run(supervisor)


def _run(supervisor: Supervisor) -> NoReturn:
    try:
        from everystate.command.program import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt as interrupt:  # during the imports
        sys.stderr.write(f"{interrupt}\n")
        code = Exit.UNDECIDED
    with supervisor.shield():
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        end(code)  # freeing millions of objects one by one takes longer than a small check


def _open_streams() -> None:
    """Replace a closed stdout or stderr with /dev/null."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
