"""Styled text for a stream: with colours or without, in characters that the stream can encode."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterable
from typing import Literal, TextIO

from rich.console import Console
from rich.text import Text

Colour = Literal["auto", "always", "never"]

WIDTH_OF_FILES = 100
_NARROWEST = 40
_WIDEST = 160

_PLAIN = str.maketrans("─═╌│┼●✓✗→…", "-=-|+*+X>~")


def is_terminal(stream: TextIO) -> bool:
    """Whether the stream is a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def is_coloured(stream: TextIO, colour: Colour) -> bool:
    """Whether to use colours: on a terminal, unless NO_COLOR is set (no-color.org)."""
    if colour == "auto":
        return is_terminal(stream) and not os.environ.get("NO_COLOR")
    return colour == "always"


def width_of(stream: TextIO) -> int:
    """The number of columns: that of the terminal, or a fixed one for other streams."""
    if not stream.isatty() and "COLUMNS" not in os.environ:
        return WIDTH_OF_FILES
    columns = shutil.get_terminal_size((WIDTH_OF_FILES, 24)).columns
    return min(max(columns, _NARROWEST), _WIDEST)


def painted(lines: Iterable[Text], coloured: bool) -> str:
    """The lines as one text, with escape sequences if coloured."""
    buffer = io.StringIO()
    colours: Literal["standard"] | None = "standard" if coloured else None
    console = Console(
        file=buffer, force_terminal=coloured, color_system=colours, highlight=False, legacy_windows=False, width=_WIDEST
    )
    for line in lines:
        console.print(line, soft_wrap=True)
    return buffer.getvalue()


def writable(text: str, encoding: str | None) -> str:
    """The text, with substitutes for characters that the encoding lacks."""
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")
    return text
