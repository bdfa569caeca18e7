"""The memory that this process and its workers use and have used."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from everystate.exploring.engines import Engine

_MEGABYTE = 2**20
_ROOM = 1.3
"""What a check of a small spec takes, as a multiple of what is in use before it."""
_MARGIN = 1.05
"""What is named, as a multiple of what was measured: two processes differ by some pages."""


def peak_memory() -> int:
    """The peak in bytes; on a system without that number, the bytes in use."""
    try:
        import resource
    except ImportError:
        return _resident()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def memory_in_use() -> int:
    """The bytes that this process and its workers use now."""
    processes = sys.modules.get("multiprocessing")
    workers = processes.active_children() if processes else []
    return _resident() + sum(_resident(worker.pid) for worker in workers)


def too_little(limit: int, engine: Engine) -> str:
    """The reason why no check is possible within this limit, else empty. The engine is imported for the measurement."""
    _load(engine)
    needed = _resident() * _ROOM
    if limit >= needed:
        return ""
    least = int(needed * _MARGIN / _MEGABYTE) + 1
    return f"--max-memory {limit / _MEGABYTE:,.0f}M is less than it takes to start: the least that works is {least}M"


def _load(engine: Engine) -> None:
    """Import the modules that explore and judge."""
    from everystate.exploring.engines import not_installed

    for module in ("exploring.reference.search", "judging.judge"):
        import_module(f"everystate.{module}")
    if engine != "reference" and not not_installed():
        import_module("everystate.exploring.native.engine")
        from everystate.exploring.native.machine_code import is_kept, loops

        if is_kept(1):
            loops(1)


def _resident(pid: int | None = None) -> int:
    import psutil

    with suppress(psutil.NoSuchProcess):
        return int(psutil.Process(pid).memory_info().rss)
    return 0
