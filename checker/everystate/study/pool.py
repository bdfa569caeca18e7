"""A parallel map over variants of a check, in processes of their own.

Each worker has a pipe of its own and one variant at a time. So it is known which variant a worker was at when it
crashed; another worker takes its place, and the other variants go on. Workers are spawned, not forked, on every system.
What they get is pickled, and a script that starts workers guards its main part with `if __name__ == "__main__"`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar, cast

from everystate.exploring.space import Limits

Variant = TypeVar("Variant")
Found = TypeVar("Found")

_LOOK_EVERY = 0.2  # seconds; on Windows, Ctrl-C does not end a wait
_TIME_TO_END = 5.0  # seconds


@dataclass(frozen=True)
class Lost:
    """A missing result, and the reason."""

    reason: str

    @property
    def summary(self) -> str:
        """The last line of the reason: of a traceback, the exception."""
        return self.reason.strip().splitlines()[-1]


INTERRUPTED = Lost("interrupted")
"""Ctrl-C came before the variant was done."""

OUT_OF_MEMORY = Lost("out of memory")


def parallel(
    task: Callable[[Variant], Found],
    variants: Sequence[Variant],
    *,
    jobs: int | None = None,
    on_result: Callable[[int, Found | Lost], None] | None = None,
) -> list[Found | Lost]:
    """The result of a task for each variant, in the order of the variants.

    Ctrl-C stops the workers and keeps what is known: the rest is `INTERRUPTED`. A variant whose worker dies or raises
    is `Lost`, with the reason, and the others go on.

    Args:
        task: a function of a module, or a `functools.partial` of one; pickled once for each worker.
        variants: what it is called with, each pickled.
        jobs: how many workers; one for each processor, if None; 0: no worker, all is done in this process.
        on_result: called in this process with the number of a variant and its result, as they come.
    """
    results: list[Found | Lost] = [INTERRUPTED] * len(variants)

    def note(number: int, found: Found | Lost) -> None:
        results[number] = found
        if on_result is not None:
            on_result(number, found)

    workers = min(processors() if jobs is None else jobs, len(variants))
    try:
        if workers:
            _share_out(task, variants, workers, note)
        else:
            for number, variant in enumerate(variants):
                note(number, _attempt(task, variant))
    except KeyboardInterrupt:
        pass
    return results


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def shared(limits: Limits, jobs: int | None) -> Limits:
    """The limits of one of `jobs` workers: each may take an equal part of the memory."""
    workers = max(processors() if jobs is None else jobs, 1)
    return limits if limits.memory is None else replace(limits, memory=limits.memory // workers)


def _share_out(
    task: Callable[[Variant], Found],
    variants: Sequence[Variant],
    count: int,
    note: Callable[[int, Found | Lost], None],
) -> None:
    """Give each idle worker the next variant, until there is none."""
    waiting = iter(enumerate(variants))
    workers: list[_Worker[Variant, Found]] = []
    try:
        for number, variant in waiting:
            workers.append(_Worker(task, number, variant))
            if len(workers) == count:
                break
        while workers:
            for worker in _ready(workers):
                note(worker.number, worker.result())
                workers.remove(worker)
                following = next(waiting, None)
                if following is None:
                    worker.end()
                else:
                    workers.append(worker.at(*following))
    finally:
        for worker in workers:
            worker.stop()


def _ready(workers: Sequence[_Worker[Variant, Found]]) -> list[_Worker[Variant, Found]]:
    """The workers whose result can be read, or that have died."""
    heard = wait([worker.pipe for worker in workers], _LOOK_EVERY)
    return [worker for worker in workers if worker.pipe in heard]


class _Worker(Generic[Variant, Found]):
    """A process that works on one variant."""

    def __init__(self, task: Callable[[Variant], Found], number: int, variant: Variant) -> None:
        context = multiprocessing.get_context("spawn")
        self.task = task
        self.dead = False
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, task), daemon=True)
        with _signals_blocked():
            self.process.start()
        theirs.close()
        self._give(number, variant)

    def at(self, number: int, variant: Variant) -> _Worker[Variant, Found]:
        """This worker with another variant, or a new worker in its place if it has died."""
        if self.dead:
            return _Worker(self.task, number, variant)
        self._give(number, variant)
        return self

    def _give(self, number: int, variant: Variant) -> None:
        self.number = number
        try:
            self.pipe.send(variant)
        except OSError:
            self.dead = True  # reported when its result is read

    def result(self) -> Found | Lost:
        """The result of its variant; `Lost` if the process died."""
        try:
            return cast("Found | Lost", self.pipe.recv())
        except (EOFError, OSError):
            self.dead = True
        self.stop()
        return Lost(_ending(self.process.exitcode))

    def end(self) -> None:
        """Close the pipe and wait for the process to end."""
        self.pipe.close()
        self.process.join(_TIME_TO_END)

    def stop(self) -> None:
        """Kill the process."""
        if self.dead:
            self.process.join(_TIME_TO_END)
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _ending(exit_code: int | None) -> str:
    """How a process ended, in words."""
    if exit_code is None or exit_code >= 0:
        return f"a worker process ended, with exit code {exit_code}"
    known = {int(known): known.name for known in signal.Signals}
    name = known.get(-exit_code, f"signal {-exit_code}")
    return f"a worker process was ended by {name}" + (" (out of memory?)" if name == "SIGKILL" else "")


@contextmanager
def _signals_blocked() -> Generator[None]:
    """A context that delays termination signals to its end; a process that is started in it never gets them.

    Only the parent process handles these signals, and ends the workers.
    """
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # it would unblock them
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# -- in a worker ------------------------------------------------------------------------------------------------------


def _serve(pipe: Connection[Any, Any], task: Callable[[Variant], Found]) -> None:
    """Do one variant after the other, until the parent process closes the pipe or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})  # by which Python ends the remaining workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            variant = pipe.recv()
            pipe.send(_attempt(task, variant))
        except (EOFError, OSError):
            return


def _end_with_parent() -> None:
    """End this process when the one that started it has ended, in whatever way."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _attempt(task: Callable[[Variant], Found], variant: Variant) -> Found | Lost:
    try:
        return task(variant)
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception:  # noqa: BLE001
        return Lost(traceback.format_exc())
