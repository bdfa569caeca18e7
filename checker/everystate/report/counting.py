"""How many of so many checks are done, in one line that is written over again."""

from __future__ import annotations

import time
from typing import TextIO

from everystate.report.progress import duration

_CLEAR = "\r\x1b[K"
_BAR = 24


class CountLine:
    """Shows a bar in the last line of a terminal, if it is watched."""

    def __init__(self, stream: TextIO, width: int, watched: bool) -> None:
        self.stream = stream
        self.width = width
        self.watched = watched
        self.started = time.perf_counter()

    def __call__(self, done: int, total: int) -> None:
        if self.watched:
            full = _BAR * done // max(total, 1)
            spent = duration(time.perf_counter() - self.started)
            self._write(f"checking: [{'#' * full}{' ' * (_BAR - full)}] {done:,} of {total:,}, {spent}")

    def clear(self) -> None:
        """Leave an empty line behind."""
        if self.watched:
            self._write("")

    def _write(self, text: str) -> None:
        self.stream.write(_CLEAR + text[: self.width - 1])
        self.stream.flush()
