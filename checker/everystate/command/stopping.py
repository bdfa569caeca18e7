"""The interruption of a command by signals and by its limits of time and memory.

SIGINT, SIGTERM, SIGHUP and a limit all raise `KeyboardInterrupt` in the main thread, with the reason as its text. The
search and the judgement keep their results up to then. A thread watches the limits. It raises a second time if the
first did not end the work, so that the judgement ends, too. At last, it ends the process.

`--max-seconds` counts from the start of the process. A search ends before the limit, so that time is left to judge its
result.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from everystate.problems import Exit

if TYPE_CHECKING:
    from everystate.exploring.engines import Engine

_LOOK_EVERY = 0.05
_TIME_TO_JUDGE = 1.0
_LAST = 3
_TWICE = 1.0
"""Seconds after which a second signal is meant; `timeout` sends the first one twice."""

INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class _Bound:
    """A limit, and the amounts at which it is enforced: twice by an exception, then by the end of the process."""

    reason: str
    amounts: tuple[float, float, float]
    used: Callable[[], float]

    def level(self) -> int:
        """The number of these amounts that are exceeded."""
        used = self.used()
        return sum(used >= amount for amount in self.amounts)


class Supervisor:
    """Interrupts the main thread; `reason` is empty until there is a reason to end."""

    def __init__(self, started: float, ends_process: bool) -> None:
        self.started = started
        self.ends_process = ends_process
        self.reason = ""
        self.seconds: float | None = None
        self._bounds: list[_Bound] = []
        self._level = 0
        self._due = ""
        self._signalled = 0.0
        self._shielded = False
        self._checking = False
        self._done = threading.Event()
        self._watching: threading.Thread | None = None
        self._handlers: dict[int, Any] = {}
        self._lost = False
        self._unraisable = sys.unraisablehook

    # -- signals --------------------------------------------------------------------------------------------------

    def listen(self) -> None:
        """Handle the signals that request the end, except those that are ignored, as SIGHUP under `nohup`."""
        if threading.current_thread() is not threading.main_thread():
            return
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
                self._handlers[number] = signal.signal(number, self._on_signal)
        sys.unraisablehook = self._on_unraisable
        self._watch()  # not in the handler, which may come while a thread is being started

    def close(self) -> None:
        """Restore the previous signal handlers, and stop the watching thread."""
        self._done.set()
        if self._watching is not None:
            self._watching.join()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if sys.unraisablehook == self._on_unraisable:
            sys.unraisablehook = self._unraisable

    def _on_unraisable(self, ignored: sys.UnraisableHookArgs) -> None:
        """An interrupt that Python cannot pass on, as in a callback of a weak reference, is soon raised again."""
        if isinstance(ignored.exc_value, KeyboardInterrupt) and self.reason:
            self._lost = True
        else:
            self._unraisable(ignored)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        due, self._due = self._due, ""
        if not due and not self._is_first_signal():
            return
        self.reason = self.reason or due or INTERRUPTED
        if not self._shielded:
            raise KeyboardInterrupt(self.reason)

    def _is_first_signal(self) -> bool:
        """Whether this is the first signal; ends the process at once if one came some time ago."""
        before, now = self._signalled, time.monotonic()
        if before and now - before >= _TWICE and self.ends_process:
            end(Exit.UNDECIDED)
        self._signalled = before or now
        return not before

    # -- limits ---------------------------------------------------------------------------------------------------

    def limit_time(self, seconds: float) -> None:
        """End the command after this many seconds."""
        self.seconds = seconds
        amounts = (1.05 * seconds + 0.1, 1.15 * seconds + 0.3, 1.2 * seconds + 0.45)
        self._bounds.append(_Bound(f"--max-seconds {seconds:g} reached", amounts, self.elapsed))
        self._watch()

    def limit_memory(self, memory: int, engine: Engine) -> None:
        """End the command when this many bytes are in use.

        Raises:
            KeyboardInterrupt: the engine needs more to start.
        """
        from everystate.command.memory import memory_in_use, too_little

        if reason := too_little(memory, engine):
            raise KeyboardInterrupt(reason)
        amounts = (1.05 * memory, 1.12 * memory, 1.2 * memory)
        self._bounds.append(_Bound(f"--max-memory {memory / 2**20:,.0f}M reached", amounts, memory_in_use))
        self._watch()

    def elapsed(self) -> float:
        """Seconds since the start of the process."""
        return time.monotonic() - self.started

    def look(self, share: float) -> None:
        """Raise `KeyboardInterrupt` if the command has to end, or this fraction of its time is used up."""
        if not self.reason and self.seconds is not None and self.elapsed() >= share * self.seconds:
            self.reason = f"--max-seconds {self.seconds:g} reached"
        if self.reason:
            raise KeyboardInterrupt(self.reason)

    @contextmanager
    def checking(self) -> Generator[None]:
        """A context for a check, which is interrupted again a second after a signal if it does not end by itself."""
        self._checking = True
        try:
            yield
        finally:
            self._checking = False

    @contextmanager
    def shield(self) -> Generator[None]:
        """A context for writing results, which only a second signal ends."""
        self._shielded = True
        try:
            yield
        finally:
            self._shielded = False

    def _watch(self) -> None:
        if self._watching is None:
            self._watching = threading.Thread(target=self._look_on, name="limits", daemon=True)
            self._watching.start()

    def _look_on(self) -> None:
        while not self._done.wait(_LOOK_EVERY):
            level, reason = self._worst()
            if self._lost and not self._shielded:
                self._lost, self._due = False, self.reason
                _wake_main_thread()
                continue
            if level > self._level and not self._shielded:
                self._level += 1  # so that there is always time to report between two
                if self._level == _LAST:
                    self._give_up(reason)
                self._due = reason
                _wake_main_thread()

    def _worst(self) -> tuple[int, str]:
        """The highest level that a limit has reached, with its reason; a signal counts again while a check runs."""
        found = [(bound.level(), bound.reason) for bound in self._bounds]
        if self._checking and self._signalled and time.monotonic() - self._signalled >= _TIME_TO_JUDGE:
            found.append((2, self.reason))
        return max(found, default=(0, ""))

    def _give_up(self, reason: str) -> None:
        if self.ends_process:
            sys.stderr.write(f"{reason}: it could not end in time to say what is known\n")
            end(Exit.UNDECIDED)


def _wake_main_thread() -> None:
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        import _thread

        _thread.interrupt_main()


def end(code: Exit) -> NoReturn:
    """End the process and its child processes at once."""
    if processes := sys.modules.get("multiprocessing"):
        for worker in processes.active_children():
            worker.kill()
    os._exit(code)


_NOBODY = Supervisor(time.monotonic(), ends_process=False)
_current = [_NOBODY]


def supervisor() -> Supervisor:
    """The supervisor of the running command; one without effect if there is none."""
    return _current[-1]


@contextmanager
def supervised(started: float | None = None, ends_process: bool = False) -> Generator[Supervisor]:
    """A context with a supervisor; inside a supervised context, that supervisor is used."""
    if supervisor() is not _NOBODY:
        yield supervisor()
        return
    made = Supervisor(time.monotonic() if started is None else started, ends_process)
    _current.append(made)
    try:
        made.listen()
        yield made
    finally:
        made.close()
        _current.remove(made)
