"""Applies the limits of the exploration to the work for claims about time, and reports its progress."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from everystate.exploring.lasso import UnansweredError
from everystate.exploring.shared.watch import LimitReachedError, Watch

STEPPING, LOOKING = "finding the steps again", "looking for runs that break a claim"
COMPILING = "compiling what judges claims about time, once"
BUDGET = 1 << 21
"""The number of steps between two checks of the limits: some hundredths of a second."""

_FIRST = 0.5


class Pace:
    """Checks the limits from time to time, but not in the first half second."""

    def __init__(self, watch: Watch, states: int, depth: int, doing: str) -> None:
        self.watch = watch
        self.states = states
        self.depth = depth
        self.doing = doing
        self.started = time.perf_counter()
        self.budget = BUDGET
        self.spent = 0

    def spend(self) -> None:
        """Count a budget of steps; raises `LimitReachedError` if a limit is reached."""
        self.spent += self.budget
        self.go_on(self.spent)

    def go_on(self, steps: int) -> None:
        """Check the limits after `steps` steps in all; raises `LimitReachedError` if a limit is reached."""
        if time.perf_counter() > self.started + _FIRST:
            self.tell(steps)

    def tell(self, steps: int) -> None:
        """Report the progress; raises `LimitReachedError` if a limit is reached."""
        self.watch.look(self.states, steps, self.depth, 0, self.doing)


@contextmanager
def answering() -> Generator[None]:
    """A context that turns a reached limit or a lack of memory into an `UnansweredError`."""
    try:
        yield
    except LimitReachedError as reached:
        raise UnansweredError(str(reached)) from reached
    except MemoryError as error:
        raise UnansweredError("out of memory for claims about time") from error
