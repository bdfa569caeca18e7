"""The progress of a search or of a number of checks, in one line that is overwritten; and the effort of a check."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from everystate.exploring.space import Progress

_FIRST = 0.5
_EVERY = 0.1
_CLEAR = "\r\x1b[K"
_BAR = 24


class _Line:
    """The last line of a terminal."""

    def __init__(self, stream: TextIO, width: int, watched: bool = True) -> None:
        self.stream = stream
        self.width = width
        self.watched = watched

    def _write(self, text: str) -> None:
        self.stream.write(_CLEAR + text[: self.width - 1])
        self.stream.flush()


class ProgressLine(_Line):
    """Shows each `Progress` in the last line of a terminal; nothing for short searches or other streams."""

    last = 0.0
    doing = ""

    def __call__(self, progress: Progress) -> None:
        is_new = progress.doing not in ("", self.doing)
        if self.watched and (is_new or progress.seconds >= max(_FIRST, self.last + _EVERY)):
            self.last, self.doing = progress.seconds, progress.doing
            self._write(progress_text(progress))

    def turn_to(self, text: str) -> None:
        """Show a text about the next part of the work, if the line was written before."""
        if self.last:
            self._write(text)

    def clear(self) -> None:
        """Clear the line, if it was written."""
        if self.last:
            self._write("")


class CountLine(_Line):
    """Shows the number of finished checks as a bar in the last line of a terminal; nothing for other streams."""

    def __init__(self, stream: TextIO, width: int, watched: bool = True) -> None:
        super().__init__(stream, width, watched)
        self.started = time.perf_counter()

    def __call__(self, done: int, total: int) -> None:
        if self.watched:
            full = _BAR * done // max(total, 1)
            since = duration(time.perf_counter() - self.started)
            self._write(f"checking: [{'#' * full}{' ' * (_BAR - full)}] {done:,} of {total:,}, {since}")

    def clear(self) -> None:
        """Clear the line."""
        if self.watched:
            self._write("")


def progress_text(progress: Progress) -> str:
    """The progress in one line."""
    since = duration(progress.seconds)
    if progress.doing:
        return f"{progress.doing}: {progress.states:,} joint states, {progress.steps:,} steps so far, {since}"
    rate = progress.states / progress.seconds if progress.seconds else 0.0
    return (
        f"exploring: {progress.states:,} joint states, {progress.steps:,} steps, depth {progress.depth:,}, "
        f"{rate:,.0f} states/s, queue {progress.queue:,}, {since}"
    )


def duration(seconds: float) -> str:
    """A duration in words: `0.84 s`, `12.3 s`, `2:05 min`."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60}:{int(seconds) % 60:02} min"


def spent(seconds: float, searched: float, peak: int, engine: str) -> str:
    """The effort of a check in words: its time, that of the search, the engine, and the peak of memory."""
    search = f"{duration(searched)} of it searching by the {engine} engine"
    return f"{duration(seconds)}, {search}; {peak / 2**20:,.0f} MB at the peak"
