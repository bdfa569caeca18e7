"""Ctrl-C, put off while a library calls back: an exception that is raised in such a call is printed and lost."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import current_thread, main_thread


@contextmanager
def put_off() -> Generator[Callable[[], None]]:
    """Ctrl-C comes where what is given is called, or at the end."""
    came = False

    def note(_signal: int, _frame: object) -> None:
        nonlocal came
        came = True

    def look() -> None:
        if came:
            raise KeyboardInterrupt

    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield look
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield look
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    look()
