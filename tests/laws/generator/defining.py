"""Gives names to some expressions of a random system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.laws.generator.draw import Draw

Entry = dict[str, Any]

_CLAIMED = ("always", "never", "possible", "holds", "recoverable")


def define(draw: Draw, files: Entry) -> None:
    """Move some guards and claims into definitions, some of them with a parameter."""
    for name, content in files.items():
        defined: dict[str, str] = {}
        for entry, key in _of_claims(content) if name == "system" else _of_rows(content):
            if draw.chance(30):
                entry[key] = _moved(draw, entry[key], [*entry.get("for", ())], defined, name)
        if defined:
            content["define"] = defined


def _of_claims(system: Entry) -> Iterator[tuple[Entry, str]]:
    for claim in system.get("claims", {}).values():
        yield from ((claim, key) for key in _CLAIMED if key in claim)


def _of_rows(party: Entry) -> Iterator[tuple[Entry, str]]:
    for machine in party.get("machines", {}).values():
        yield from ((row, "when") for row in machine["transitions"] if "when" in row)


def _moved(draw: Draw, text: str, bound: list[str], defined: dict[str, str], file: str) -> str:
    """What stands where the expression stood."""
    name = f"{file}_defined_{len(defined)}"
    used = [one for one in bound if re.search(rf"\b{one}\b(?!\[)", text)]
    if not used:
        defined[name] = text
        return name
    one = draw.pick(used)
    defined[f"{name}(it)"] = re.sub(rf"\b{one}\b(?!\[)", "it", text)
    return f"{name}({one})"
