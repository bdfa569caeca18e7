"""The mistakes of a spec or a command line: each with its place, its line, the reason and a remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from rich.text import Text

from everystate.problems import MAX_PROBLEMS, Place, Problem
from everystate.report.layout import FAULT, QUIET, STRONG, line
from everystate.wording.text import counted, one_line, printable

_MOST_BYTES = 1_000_000
_ELLIPSIS = "…"


def complain(problems: Iterable[Problem], width: int) -> Iterator[Text]:
    """The lines of every mistake, and of their number."""
    every = list(problems)
    for problem in every:
        yield line((f"{printable(str(problem.place))}: ", STRONG), (one_line(problem.what), FAULT))
        yield from _quoted(problem.place, width)
        for reason in (problem.why, problem.instead):
            if reason:
                yield line(f"    {one_line(reason)}")
    more = ", and perhaps more" if len(every) >= MAX_PROBLEMS else ""
    yield line((counted(len(every), "mistake") + more, STRONG))


def _quoted(place: Place, width: int) -> Iterator[Text]:
    """The line of the file, and a mark under the character; nothing, if there is no such line."""
    lines = _lines(place.file)
    if not 0 < place.line <= len(lines):
        return
    text = lines[place.line - 1]
    margin = f"{place.line:>6} │ "
    shown, at = _window(text, place.column - 1, width - len(margin))
    yield line((margin, QUIET), shown)
    if place.column:
        yield line((" " * (len(margin) - 2) + "│ ", QUIET), " " * at, ("^", FAULT))


def _window(text: str, at: int, width: int) -> tuple[str, int]:
    """The part of a line around a character that fits the width, and the index of the character in it."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    if len(clean) <= width:
        return clean, at
    start = min(max(at - width // 2, 0), len(clean) - width)
    part = clean[start : start + width]
    if start:
        part = _ELLIPSIS + part[1:]
    if start + width < len(clean):
        part = part[:-1] + _ELLIPSIS
    return part, at - start


@cache
def _lines(file: str) -> tuple[str, ...]:
    path = Path(file)
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return ()
        return tuple(path.read_text(encoding="utf-8-sig", errors="replace").split("\n"))
    except (OSError, ValueError):
        return ()
