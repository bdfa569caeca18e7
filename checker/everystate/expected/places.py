"""The lines of the values of a TOML file, which the parser does not give."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from everystate.expected.values import Path
from everystate.problems import Place


class Places:
    """The lines of the keys of a file, computed at the first call.

    A line that is TOML by itself, a header or a key with its value, gives the lines of its keys. Any other key, as in a
    list of several lines, has the line of the nearest key on its path.
    """

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._lines: dict[Path, int] = {}

    def __call__(self, path: Path) -> Place:
        """The line of a key, or of the nearest key on its path."""
        if not self._lines:
            self._find()
        while path and path not in self._lines:
            path = path[:-1]
        return Place(self._file, self._lines.get(path, 0))

    def _find(self) -> None:
        header: Path = ()
        for number, line in enumerate(self._text.split("\n"), 1):
            try:
                found = tomllib.loads(line)
            except (ValueError, RecursionError):
                continue
            is_header = line.lstrip().startswith("[")
            paths = list(_paths(found))
            for path in paths:
                self._lines.setdefault(path if is_header else (*header, *path), number)
            if is_header:
                header = paths[-1]


def _paths(value: Any) -> Iterator[Path]:
    """Every path of keys in a value; a path comes before those that it begins."""
    if isinstance(value, list) and value:
        yield from _paths(value[0])
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (key,)
            yield from ((key, *path) for path in _paths(inner))
