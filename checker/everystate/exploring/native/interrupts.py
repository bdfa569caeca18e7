"""Signals, put off while a library calls back: an exception that is raised in such a call is printed and lost."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Any

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def put_off() -> Generator[Callable[[], None]]:
    """A context in which signal handlers run only when the yielded function is called, and at the end."""
    came: list[tuple[int, FrameType | None]] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append((number, frame))

    def look() -> None:
        while came:
            number, frame = came.pop(0)
            before[number](number, frame)

    before = _handlers() if current_thread() is main_thread() else {}
    for number in before:
        signal.signal(number, note)
    try:
        yield look
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    look()


def _handlers() -> dict[int, Callable[[int, FrameType | None], Any]]:
    """The handlers of termination signals, by the number of the signal."""
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    found = {number: signal.getsignal(number) for number in numbers}
    return {number: handler for number, handler in found.items() if callable(handler)}
