"""The checkers written in Python: minicheck, musil, and a plain breadth-first search beside them.

All are given the same functions (peers/python): the successors of a state, and the claims. That is what the interfaces
of both take. Neither has channels or connections of its own; and the JSON format of minicheck, which compares fields
with constants only, cannot say these models. The search of musil by several processes took longer than that by one in
trials, and is left out.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from .cases import Case
from .checker import PEERS, Counts, Outcome, number, outcome
from .timing import Limits, measured

NEEDS = {"minicheck": "Python 3.9", "musil": "Python 3.12"}


class PythonChecker:
    """One of the checkers in peers/python/search.py; what is not in NEEDS needs no package."""

    settings = ("",)

    def __init__(self, name: str, pythons: list[str]) -> None:
        self.name, self.package = name, name if name in NEEDS else ""
        self.interpreter = found_with(pythons, f"import sys, {self.package or 'sys'}; print(sys.executable)")

    def missing(self) -> str:
        if self.interpreter:
            return ""
        return f"install it from PyPI in {NEEDS[self.package]} or newer, and name that Python by --python"

    def version(self) -> str:
        own = f"m.version({self.package!r}) + ', '" if self.package else "''"
        asked = f"import importlib.metadata as m, platform as p; print({own} + 'Python ' + p.python_version())"
        shown = subprocess.run([self.interpreter, "-c", asked], capture_output=True, text=True, check=False)
        return shown.stdout.strip()

    def check(self, case: Case, settings: str, scratch: Path, limits: Limits) -> Outcome:
        constants = [str(value) for value in case.constants.values()]
        script = PEERS / "python" / "search.py"
        search = measured(
            [self.interpreter, "-B", script, self.package or "plain", case.model, *constants], scratch, limits
        )
        return outcome(search, counts(search.output), complaint=complaint(search.output))


def found_with(pythons: list[str], asked: str) -> str:
    """What the first Python says that can run a line of Python; empty, if none can."""
    for python in pythons:
        told = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False)
        if told.returncode == 0:
            return told.stdout.strip()
    return ""


def counts(output: str) -> Counts:
    """The counts in the one line that search.py prints."""
    found = re.search(r"states=(\d+) steps=(\d+)", output)
    return Counts(number(found[1]), number(found[2])) if found else Counts()


def complaint(output: str) -> str:
    """Why the result cannot be used."""
    return "a claim was violated" if "holds=False" in output else ""
