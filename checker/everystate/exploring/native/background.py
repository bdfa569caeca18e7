"""Compiles the loops in a separate process, which may outlive its parent: the next run then finds them cached.

It ends when it is killed, and when its parent dies without permitting it to go on.

Numba holds Python's lock while it compiles, so a thread would block the search.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from types import TracebackType

_GO_ON = b"."
_CODE = "import sys; from everystate.exploring.native.background import compile_all; compile_all(int(sys.argv[1]))"


def compile_all(words: int) -> None:
    """Compile the loops for states of `words` words, and those for claims about time, at the lowest priority."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(19)
    from everystate.exploring.native.machine_code import loops, time_loops

    loops(words)
    time_loops()


def _end_with_parent() -> None:
    """End this process if its parent closed the pipe without permitting it to go on."""
    if not sys.stdin.buffer.read(1):
        os._exit(1)


def _compiler(words: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable or "python", "-c", _CODE, str(words)],
        stdin=subprocess.PIPE,
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
        """Start the process, if it was not started."""
        if self._process is None and not self._failed:
            try:
                self._process = _compiler(self.words)
            except OSError:  # no memory for a process, or no Python to start
                self._failed = True

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @property
    def ready(self) -> bool:
        """Whether the loops are cached, or the process failed to cache them."""
        from everystate.exploring.native.machine_code import is_kept

        if self._process is None:
            return self._failed
        return is_kept(self.words) or self._process.poll() is not None

    def __enter__(self) -> Compilation:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            with suppress(OSError):
                process.stdin.write(_GO_ON)
                process.stdin.close()
            if process.poll() is None:
                process.returncode = 0  # it goes on alone, on purpose
