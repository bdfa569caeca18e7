"""everystate itself, as a user runs it: with the claims that the other checkers check, and with every claim."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from .cases import Case
from .checker import PROJECT, Counts, Outcome, outcome
from .timing import Limits, measured

SAME, EVERY = "the same claims", "every claim"
MODELS = PROJECT / "tests" / "models"


class Everystate:
    """One engine of everystate."""

    settings = (SAME, EVERY)

    def __init__(self, engine: str) -> None:
        self.engine, self.program = engine, program()
        self.name = f"everystate, {engine}"

    def missing(self) -> str:
        there = engines(self.program)
        return "" if self.engine in there else f"the engines there are: {', '.join(there) or 'none; does it start?'}"

    def version(self) -> str:
        shown = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=False).stdout
        return shown.strip().removeprefix("everystate, ").removeprefix("version ").removeprefix("everystate ")

    def check(self, case: Case, settings: str, scratch: Path, limits: Limits) -> Outcome:
        self.compile(case, scratch, limits)
        return self.run(case, settings, scratch, limits, {})

    def compile(self, case: Case, scratch: Path, limits: Limits) -> None:
        """Once and for all checks of states of that many words; what it takes is told apart, see `first_ever`."""
        if self.engine != "reference":
            options = ["--engine", "native", "--max-depth", "0", "--quiet"]
            measured([self.program, "check", MODELS / case.spec, *options, *setting(case)], scratch, limits)

    def run(self, case: Case, settings: str, scratch: Path, limits: Limits, environment: dict[str, str]) -> Outcome:
        """One check, in an environment."""
        report = scratch / "report.json"
        report.unlink(missing_ok=True)
        options: list[str | Path] = ["--engine", self.engine, "--format", "json", "--output", report, "--quiet"]
        claims = [word for name in case.claims for word in ("--claim", name)] if settings == SAME else []
        search = measured(
            [self.program, "check", MODELS / case.spec, *options, *setting(case), *claims], scratch, limits, environment
        )
        if not report.exists():
            return outcome(search, Counts())
        text = report.read_text()
        return outcome(search, counts(text), complaint=complaint(text))

    def first_ever(self, case: Case, scratch: Path, limits: Limits) -> tuple[Outcome, Outcome]:
        """Two checks, nothing having been compiled before the first: as after an installation."""
        cache = str(scratch)
        environment = {"XDG_CACHE_HOME": cache}
        cold, warm = (self.run(case, EVERY, scratch, limits, environment) for _ in range(2))
        return cold, warm


def setting(case: Case) -> list[str]:
    """The parameters of a case, as options."""
    return [word for name, value in case.settings.items() for word in ("--set", f"{name}={value}")]


def program() -> Path:
    """The program beside this Python, or the clone's own command, which sets itself up."""
    beside = Path(sys.executable).with_name("everystate")
    return beside if beside.exists() else PROJECT / "everystate"


def engines(command: Path) -> list[str]:
    """The engines there are: `auto` first, if there is one."""
    shown = subprocess.run([command, "check", "--help"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"--engine\s+\[([^\]]+)\]", shown)
    names = re.split(r"[|\s]+", found[1]) if found else []
    return sorted((name for name in names if name), key=lambda name: name != "auto")


def counts(report: str) -> Counts:
    """The counts in a report as JSON."""
    space = json.loads(report)["space"]
    return Counts(space["states"], space["steps"], space["depth"])


def complaint(report: str) -> str:
    """Why the search was not a whole one."""
    space = json.loads(report)["space"]
    return "" if space["complete"] else f"it stopped: {space['stopped']}"
