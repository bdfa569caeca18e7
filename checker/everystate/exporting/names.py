"""Identifiers of other languages for the names of a network."""

from __future__ import annotations

import re
from typing import Any

JSON = dict[str, Any]


def shown(value: Any) -> str:
    """A value of the document as text."""
    match value:
        case {"list": items}:
            return f"[{', '.join(map(shown, items))}]"
        case {"set": items}:
            return f"{{{', '.join(map(shown, items))}}}"
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def word(text: object) -> str:
    """The letters and digits of a text, with an underscore for everything between; never empty."""
    return re.sub(r"[^A-Za-z0-9]+", "_", str(text)).strip("_") or "x"


class Identifiers:
    """Identifiers that differ from each other, also where only case does; none is a keyword, since all have a `_`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, *parts: object) -> str:
        """An identifier for these parts; it begins with a small letter."""
        made = "_".join(map(word, parts))
        made = made[0].lower() + made[1:] if made[0].isalpha() else f"n{made}"
        made = made if "_" in made else f"{made}_"
        number, tried = 1, made
        while tried.lower() in self._taken:
            number += 1
            tried = f"{made}_{number}"
        self._taken.add(tried.lower())
        return tried


def field_names(network: JSON, identifiers: Identifiers) -> list[str]:
    """An identifier for each field."""
    return [identifiers.new(field["name"]) for field in network["fields"]]
