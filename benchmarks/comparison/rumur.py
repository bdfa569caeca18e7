"""rumur: Murphi to C, compiled, run; without symmetry, so that the counts agree."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from .cases import Case
from .checker import PEERS, Counts, Outcome, number, outcome
from .timing import Limits, measured

OPTIONS = ["--deadlock-detection=off", "--symmetry-reduction=off", "--colour=off"]
COMPILER = ["gcc", "-std=c11", "-O3", "-mcx16"]


class Rumur:
    """rumur, with one thread and with two."""

    name = "rumur"
    settings = ("one thread", "two threads")

    def missing(self) -> str:
        absent = [tool for tool in ("rumur", "gcc") if not shutil.which(tool)]
        return "the Debian packages rumur and gcc bring it" if absent else ""

    def version(self) -> str:
        shown = subprocess.run(["rumur", "--version"], capture_output=True, text=True, check=False).stdout
        return shown.strip().removeprefix("Rumur version ")

    def check(self, case: Case, settings: str, scratch: Path, limits: Limits) -> Outcome:
        (scratch / "model.m").write_text(with_constants((PEERS / "murphi" / f"{case.model}.m").read_text(), case))
        options = [*OPTIONS, "--threads", "2" if settings == "two threads" else "1"]
        translated = measured(["rumur", *options, "--output", "model.c", "model.m"], scratch, limits)
        compiled = measured([*COMPILER, "-o", "model", "model.c", "-lpthread"], scratch, limits)
        compiling = translated.seconds + compiled.seconds
        if not (scratch / "model").exists():
            return outcome(compiled, Counts(), complaint="the model was not compiled")
        search = measured([scratch / "model"], scratch, limits)
        return outcome(search, counts(search.output), compiling=compiling, complaint=complaint(search.output))


def with_constants(text: str, case: Case) -> str:
    """The model with the constants of the case: lines like `N: 3;`."""
    for name, value in case.constants.items():
        text = re.sub(rf"^(\s*{name}: )\d+;", rf"\g<1>{value};", text, count=1, flags=re.MULTILINE)
    return text


def counts(output: str) -> Counts:
    """The counts at the end of what the verifier prints."""
    found = re.search(r"([\d,]+) states, ([\d,]+) rules fired", output)
    return Counts(number(found[1]), number(found[2])) if found else Counts()


def complaint(output: str) -> str:
    """Why the search was not a whole one."""
    return "" if "No error found." in output else "it found an error, or did not end"
