"""Checks the limits of an exploration, and reports its progress."""

from __future__ import annotations

import time
from collections.abc import Callable

from everystate.exploring.system import Limits, OnProgress, Outcome, Progress
from everystate.problems import reason_of


class LimitReachedError(Exception):
    """A limit is reached; the text says which."""


class TooManyStatesError(LimitReachedError):
    """There are more joint states than the limit allows."""


class TimeIsUpError(LimitReachedError):
    """There is no time left."""


class Watch:
    """Checks time and memory, and reports the progress of an exploration."""

    def __init__(
        self, limits: Limits, on_progress: OnProgress | None, started: float | None = None, doing: str = ""
    ) -> None:
        self.limits = limits
        self.on_progress = on_progress
        self.doing = doing
        self.started = time.perf_counter() if started is None else started

    @property
    def seconds(self) -> float:
        """The seconds since the start."""
        return time.perf_counter() - self.started

    def outcome_of(self, search: Callable[[], None]) -> Outcome:
        """Run a search until it ends, a limit is reached, memory is used up, or Ctrl-C comes; its outcome."""
        try:
            search()
        except LimitReachedError as reached:
            by_states = isinstance(reached, TooManyStatesError)
            return Outcome(str(reached), isinstance(reached, TimeIsUpError), self.seconds, by_states=by_states)
        except MemoryError:
            return Outcome("out of memory", False, self.seconds)
        except KeyboardInterrupt as interrupt:
            return Outcome(reason_of(interrupt), True, self.seconds, interrupted=True)
        return Outcome("", False, self.seconds)

    def count(self, states: int, depth: int) -> None:
        """Raise `LimitReachedError` if this is too many states, or a state at this depth may not be expanded."""
        if self.limits.states is not None and states > self.limits.states:
            raise TooManyStatesError(f"--max-states {self.limits.states:,} reached")
        if self.limits.depth is not None and depth >= self.limits.depth:
            raise LimitReachedError(f"--max-depth {self.limits.depth:,} reached")

    def look(self, states: int, steps: int, depth: int, queue: int, doing: str = "") -> None:
        """Raise `LimitReachedError` if time or memory is used up; report the progress, and what is done."""
        limits, seconds = self.limits, self.seconds
        if limits.seconds is not None and seconds >= limits.seconds:
            raise TimeIsUpError(f"--max-seconds {limits.seconds:g} reached")
        if limits.memory is not None and _memory() >= limits.memory:
            raise LimitReachedError(f"--max-memory {limits.memory / 2**20:,.0f}M reached")
        if self.on_progress is not None:
            self.on_progress(Progress(states, steps, depth, queue, seconds, doing or self.doing))


def _memory() -> int:
    """Bytes of memory that this process takes."""
    import psutil

    return int(psutil.Process().memory_info().rss)
