"""SPIN: Promela to C, compiled, run.

Exact settings only. Bit-state search and hash compaction are not exact, and the parallel breadth-first search
(-DBFS_PAR) compacts. Partial-order reduction is off, since the counts must agree; it finds nothing to reduce in these
models and takes time. What all settings share was the fastest in trials: the other hash function, a hash table three
times as large as the space, no support for liveness.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from .cases import Case
from .checker import PEERS, Counts, Outcome, outcome
from .timing import Limits, measured

SHARED = ["-DSAFETY", "-DNOREDUCE", "-DSFH"]
SETTINGS = {
    "-O1": ["-O1"],
    "-O2": ["-O2"],
    "-O3": ["-O3"],
    "-O2, breadth first": ["-O2", "-DBFS"],
    "-O2, two cores": ["-O2", "-DNCORE=2"],
}
DEEP = {"philosophers"}  # a search in depth goes through most of the space before it turns


class Spin:
    """SPIN, with the settings that can be the fastest."""

    name = "SPIN"
    settings = tuple(SETTINGS)

    def missing(self) -> str:
        absent = [tool for tool in ("spin", "gcc") if not shutil.which(tool)]
        return "the Debian packages spin and gcc bring it" if absent else ""

    def version(self) -> str:
        shown = subprocess.run(["spin", "-V"], capture_output=True, text=True, check=False).stdout
        compiler = subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True, check=False).stdout
        return f"{shown.strip().removeprefix('Spin Version ')}, gcc {compiler.strip()}"

    def check(self, case: Case, settings: str, scratch: Path, limits: Limits) -> Outcome:
        constants = [f"-D{name}={value}" for name, value in case.constants.items()]
        options = [*SETTINGS[settings], *SHARED, *shared_memory(settings, limits)]
        translated = measured(["spin", *constants, "-a", PEERS / "promela" / f"{case.model}.pml"], scratch, limits)
        compiled = measured(["gcc", *options, "-o", "pan", "pan.c"], scratch, limits)
        compiling = translated.seconds + compiled.seconds
        if not (scratch / "pan").exists():
            return outcome(compiled, Counts(), complaint="pan.c was not compiled")
        search = measured([scratch / "pan", *search_options(case, settings)], scratch, limits)
        return outcome(search, counts(search.output), compiling=compiling, complaint=complaint(search.output))


def shared_memory(settings: str, limits: Limits) -> list[str]:
    """Several cores share memory that is set aside at the start: up to what is allowed, in megabytes."""
    return [f"-DMEMLIM={limits.memory >> 20}"] if "cores" in settings else []


def search_options(case: Case, settings: str) -> list[str]:
    """The sizes of the hash table and of the stack."""
    table = f"-w{(3 * case.states).bit_length()}"
    if "breadth" in settings:
        return [table]
    return [table, f"-m{case.states if case.model in DEEP else 10_000}"]


def counts(output: str) -> Counts:
    """The counts in what pan prints: the start is one of its transitions, and it shows eight digits of a number."""
    states = re.search(r"^\s*([\de+.]+) states, stored", output, re.MULTILINE)
    steps = re.search(r"^\s*([\de+.]+) transitions \(", output, re.MULTILINE)
    if not states or not steps:
        return Counts()
    made = int(float(steps[1]))
    digits = len(str(made))
    return Counts(int(float(states[1])), made - 1, rounded=10 ** (digits - 8) if digits > 8 else 0)


def complaint(output: str) -> str:
    """Why the search was not a whole one."""
    if "max search depth too small" in output:
        return "the stack was too small for the search"
    errors = re.search(r"errors: (\d+)", output)
    return f"{errors[1]} errors found" if errors and errors[1] != "0" else ""
