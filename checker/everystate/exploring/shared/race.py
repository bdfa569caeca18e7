"""A search that races a rival: another engine, which is compiled in the background."""

from __future__ import annotations

import time
from typing import Protocol

from everystate.exploring.shared.watch import LimitReachedError, TimeIsUpError, Watch
from everystate.exploring.system import Limits, OnProgress

LARGE = 20_000
"""The number of joint states at which the rival is started."""

MOST = 300_000
"""The number of joint states after which the search waits for its rival, which needs the memory as well."""

_A_WHILE = 0.1


class Rival(Protocol):
    """An engine that becomes ready in the background."""

    def start(self) -> None:
        """Start, if it was not started."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it can take over, or will never be able to."""
        ...


class OvertakenError(LimitReachedError):
    """The rival is ready, or the search must not take more memory."""


class Race(Watch):
    """Watches a search that gives up as soon as the rival is ready; `lost` says whether it did."""

    def __init__(self, limits: Limits, on_progress: OnProgress | None, doing: str) -> None:
        super().__init__(limits, on_progress)
        self.meanwhile = doing
        self.rival: Rival | None = None
        self.lost = False
        self.started_rival = False

    def look(self, states: int, steps: int, depth: int, queue: int, doing: str = "") -> None:
        if states <= LARGE or self.rival is None:
            super().look(states, steps, depth, queue, doing)
            return
        self.rival.start()
        self.started_rival = True
        self.lost = self.rival.ready or states > MOST
        try:
            super().look(states, steps, depth, queue, self.meanwhile)
        except TimeIsUpError:
            self.lost = False
            raise
        except LimitReachedError:
            self.lost = True
        if self.lost:
            raise OvertakenError("another engine goes on")

    def wait(self, states: int, steps: int, depth: int) -> None:
        """Wait for the rival; raises `LimitReachedError` if there is no time left."""
        while self.rival is not None and not self.rival.ready:
            super().look(states, steps, depth, 0, self.meanwhile)
            time.sleep(_A_WHILE)
