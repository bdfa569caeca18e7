"""How long work for claims about time may take: the limits of the exploration hold for it; and how far it is, told."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from everystate.exploring.lasso import UnansweredError
from everystate.exploring.shared.watch import LimitReachedError, Watch

STEPPING, LOOKING = "finding the steps again", "looking for runs that break a claim"
COMPILING = "compiling what judges claims about time, once"
BUDGET = 1 << 21
"""So many steps are looked at before it is asked again whether to go on: some hundredths of a second."""

_FIRST = 0.5


class Pace:
    """Asks now and then whether to go on. What takes less than half a second is never asked about."""

    def __init__(self, watch: Watch, states: int, depth: int, doing: str) -> None:
        self.watch = watch
        self.states = states
        self.depth = depth
        self.doing = doing
        self.started = time.perf_counter()
        self.budget = BUDGET
        self.spent = 0

    def spend(self) -> None:
        """A budget of steps was looked at: whether to go on with the next."""
        self.spent += self.budget
        self.go_on(self.spent)

    def go_on(self, steps: int) -> None:
        """After so many steps; raises `LimitReachedError` if a limit is reached."""
        if time.perf_counter() > self.started + _FIRST:
            self.tell(steps)

    def tell(self, steps: int) -> None:
        """Tell what it is at; raises `LimitReachedError` if a limit is reached."""
        self.watch.look(self.states, steps, self.depth, 0, self.doing)


@contextmanager
def answering() -> Generator[None]:
    """What runs out within is no answer: an `UnansweredError`."""
    try:
        yield
    except LimitReachedError as reached:
        raise UnansweredError(str(reached)) from reached
    except MemoryError as error:
        raise UnansweredError("out of memory for claims about time") from error
