"""The loops compiled by a process of its own, which goes on when nobody waits for it: the next run finds them.

Numba holds Python's lock while it compiles, so a thread would stand in the way of the search beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from types import TracebackType

_CODE = "import sys; from everystate.exploring.native.background import compile_all; compile_all(int(sys.argv[1]))"


def compile_all(words: int) -> None:
    """Compile the loops for states of `words` words, and those for claims about time, with what time others leave."""
    if hasattr(os, "nice"):
        os.nice(19)
    from everystate.exploring.native.machine_code import loops, time_loops

    loops(words)
    time_loops()


def _compiler(words: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable or "python", "-c", _CODE, str(words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        start_new_session=True,
    )


class Compilation:
    """Compiles the loops for states of `words` words, from `start` on."""

    def __init__(self, words: int) -> None:
        self.words = words
        self._process: subprocess.Popen[bytes] | None = None
        self._failed = False

    def start(self) -> None:
        """Begin, unless it was begun."""
        if self._process is None and not self._failed:
            try:
                self._process = _compiler(self.words)
            except OSError:  # no memory for a process, or no Python to start
                self._failed = True

    @property
    def ready(self) -> bool:
        """Whether the loops are kept; or never will be by a process of its own."""
        from everystate.exploring.native.machine_code import is_kept

        if self._process is None:
            return self._failed
        return is_kept(self.words) or self._process.poll() is not None

    def __enter__(self) -> Compilation:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.returncode = 0  # it is left to itself, on purpose
