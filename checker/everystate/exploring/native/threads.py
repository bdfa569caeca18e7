"""Threads that are started in advance: one that could not start later would leave the others waiting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from everystate.exploring.native.memory import A_THREAD, addresses_left


class Threads(ThreadPoolExecutor):
    """A pool of `count` threads, all of them started; fewer than asked for where addresses are limited.

    Raises:
        MemoryError: a thread cannot start.
    """

    def __init__(self, most: int) -> None:
        left = addresses_left()
        self.count = most if left is None else max(1, min(most, left // A_THREAD))
        super().__init__(self.count)
        barrier = Barrier(self.count)
        try:
            for _ in range(self.count):
                self.submit(barrier.wait)  # each thread waits for the last one, so there are as many
        except RuntimeError as error:
            barrier.abort()
            self.shutdown(cancel_futures=True)
            raise MemoryError("a thread cannot start") from error
