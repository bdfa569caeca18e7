"""Texts that fit where they are printed: in one line, in a width, with the right noun, without control characters."""

from __future__ import annotations

from pathlib import PurePath

from everystate.problems import Place

_FEWEST = 6


def printable(text: str) -> str:
    """The text in one line, with everything escaped that a terminal would take for a command."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def one_line(text: str) -> str:
    """A text of several lines as one."""
    return printable(" ".join(text.split()))


def counted(number: int, noun: str) -> str:
    """`1 step`, `2,000 steps`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(text: str, width: int) -> str:
    """The text, cut to a width."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def contracted(text: str, width: int) -> str:
    """The text with its middle left out: names that begin alike often end otherwise, as do copies.

    What stands in brackets goes first.
    """
    if len(text) <= width:
        return text
    name, bracket, inside = text.partition("(")
    if bracket:
        room = width - len(name) - 2
        return f"{name}({contracted(inside[:-1], room)})" if room >= _FEWEST else contracted(name, width)
    tail = width // 2
    return shortened(text, width - tail) + text[len(text) - tail :]


def where(place: Place, folder: str) -> str:
    """`agent.yaml:12`: a line of a file, without the folder of the spec."""
    file = PurePath(place.file)
    inside = file.relative_to(folder) if file.is_relative_to(folder) else file
    return f"{inside}:{place.line}"
