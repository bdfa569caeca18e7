"""The errors of the YAML parser as problems. It often notices a mistake only some lines after its place."""

from __future__ import annotations

import re
from typing import Any

from everystate.problems import Place, Problem

_HINTS = (
    ("',' or '", "quote a value that holds [ ] { } , or #"),
    ("expected ':'", "write `key: value`, with a blank after the colon"),
    ("mapping values are not allowed", "quote a value that holds a colon and a blank"),
    ("alphabetic or numeric", 'quote it: "*"'),
    ("cannot start any token", "indent with blanks; quote a value that begins with @, ` or %"),
    ("expected key", "compare how this line and the one before it are indented"),
    ("'-' indicator", "compare how this line and the one before it are indented"),
)
_FROM_THE_START = ("flow mapping", "flow sequence", "quoted scalar", "simple key")
"""What the parser was reading when it failed, where the mistake is where that began."""

_OPENED = {"{": "'{'", "[": "'['", "'": "a single quote", '"': "'\"'"}
_KEY = re.compile(r":(\s|$)")
_BEFORE_A_QUOTE = (" ", "[", "{", ",")
_QUOTE = re.compile(r"\\.|\"|(?:^|\s)#|(?<=[\s\[{,:])'[^']*'")


def explained(error: Any, name: str, text: str) -> Problem:
    """The problem that an error of the parser means, at the line that is most likely wrong."""
    lines = text.split("\n")
    mark, begun = error.problem_mark or error.context_mark, error.context_mark
    said = str(error.problem or error.context)
    hint = next((hint for words, hint in _HINTS if words in said), "")
    if mark is None:
        return Problem(Place(name), f"not YAML: {said}", "", hint)
    place = Place(name, mark.line + 1, mark.column + 1)
    if opened := _open_quote(lines[: mark.line]):
        return Problem(Place(name, *opened), "not YAML: '\"' is not closed", f"that shows in line {mark.line + 1}")
    if begun and begun.line < mark.line and any(words in str(error.context) for words in _FROM_THE_START):
        bracket = lines[begun.line][begun.column : begun.column + 1]
        what = f"{_OPENED[bracket]} is not closed" if bracket in _OPENED else said
        why = f"that shows in line {mark.line + 1}"
        return Problem(Place(name, begun.line + 1, begun.column + 1), f"not YAML: {what}", why, hint)
    if blamed := _line_before(lines, mark.line, said):
        return Problem(Place(name, *blamed), f"not YAML: {said}", "", hint)
    return Problem(place, f"not YAML: {said}", "", hint)


def _line_before(lines: list[str], number: int, said: str) -> tuple[int, int] | None:
    """The line and column of a line before this one that is more likely wrong; None if this line is."""
    before, after = _neighbour(lines, number, -1), _neighbour(lines, number, 1)
    if before is None or number >= len(lines):
        return None
    own, other = _indent(lines[number]), _indent(lines[before])
    if "mapping values" in said:
        blamed = not _KEY.search(lines[before].split("#")[0])
    elif "expected key" in said or "'-' indicator" in said:
        blamed = after is not None and _indent(lines[after]) == own != other
    else:
        return None
    return (before + 1, other + 1) if blamed or own % 2 < other % 2 else None


def _open_quote(lines: list[str]) -> tuple[int, int] | None:
    """The line and column of a double quote that is not closed in these lines."""
    opened: tuple[int, int] | None = None
    for number, line in enumerate(lines, 1):
        for match in _QUOTE.finditer(line):
            if match[0] == '"' and opened:
                opened = None
            elif match[0] == '"' and line[: match.start()].endswith(_BEFORE_A_QUOTE):
                opened = number, match.start() + 1
            elif match[0].endswith("#") and not opened:
                break
    return opened


def _neighbour(lines: list[str], number: int, step: int) -> int | None:
    """The next line in a direction that says something."""
    number += step
    while 0 <= number < len(lines):
        if lines[number].split("#")[0].strip():
            return number
        number += step
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
