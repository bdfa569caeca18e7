"""The machine, in the words of a report: nothing by which it could be found."""

from __future__ import annotations

import datetime
import os
import platform
from pathlib import Path

import psutil


def described() -> list[tuple[str, str]]:
    """What a time depends on."""
    memory = psutil.virtual_memory()
    return [
        ("date", datetime.datetime.now(datetime.UTC).date().isoformat()),
        ("processor", processor()),
        ("cores", f"{os.cpu_count()}"),
        ("memory", f"{memory.total / 2**30:.1f} GiB, {memory.available / 2**30:.1f} GiB of it free at the start"),
        ("system", f"{platform.system()}, {platform.machine()}"),
        ("load at the start", f"{os.getloadavg()[0]:.2f}"),
    ]


def processor() -> str:
    """The model of the processor, if the system tells."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
