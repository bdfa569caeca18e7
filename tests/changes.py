"""Changed specifications: layers over spec/failover, as files, with what comes of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import everystate
from everystate.judging.verdict import Result
from everystate.loading import load
from everystate.loading.expression import Value

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "spec" / "failover"
IN_TIME = [claim.name for claim in load(SPEC).claims if claim.timing is not None]


def described(folder: str) -> dict[str, dict[str, Any]]:
    """The changes of a folder of `tests/` by name, in the order of a reader: B2 before B11.

    Each has the layers of the spec that it is over, `layers`, and the path of its own layer, `layer`, if it has one.
    """
    files = sorted((ROOT / "tests" / folder).glob("*.toml"), key=lambda file: (len(file.stem), file.stem))
    return {file.stem: _described(file) for file in files}


def _described(file: Path) -> dict[str, Any]:
    own = file.with_suffix(".yaml")
    layer = [str(own)] if own.exists() else []
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    return {"title": _title(file), "set": {}, "layers": [], "layer": layer, **said}


def _title(file: Path) -> str:
    """The first line, without the name: what it is about."""
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("# "), f"{file.name} does not say what it is about"
    return re.sub(r"^# (\w+[:,] )?", "", first)


def falls(
    parameters: dict[str, Value] | None = None, world: str | None = None, layers: list[str] | None = None
) -> dict[str, int]:
    """The claims that fall, known or not, and after how many steps."""
    return fallen(everystate.check(SPEC, parameters, world=world, layers=layers or ()))


def fallen(result: Result) -> dict[str, int]:
    """The claims with a counterexample, and how long that is.

    A violation that is said to be known and does not come about is none here: a change may well mend it.
    """
    return {
        verdict.name: verdict.trace.length for verdict in result.verdicts if verdict.answer != "holds" and verdict.trace
    }


def arrives_where_told(fallen: dict[str, int]) -> bool:
    """Whether EventAgentLogout never is told out of turn without arriving where it should not, too."""
    told = "EventAgentLogout only after a login was told"
    return told not in fallen or "EventAgentLogout arrives only for an agent known to be logged in" in fallen
