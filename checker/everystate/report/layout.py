"""Lines of styled text, wrapped to a width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from everystate.wording.text import one_line

if TYPE_CHECKING:
    from everystate.judging.verdict import Answer

QUIET = "dim"
STRONG = "bold"
FAULT = "bold red"

MARKS: dict[Answer, tuple[str, str]] = {
    "holds": ("✓", "green"),
    "violated": ("✗", "bold red"),
    "undecided": ("?", "bold yellow"),
    "known": ("~", "cyan"),
}


def line(*parts: str | tuple[str, str]) -> Text:
    """A line of plain and styled parts."""
    return Text.assemble(*parts, no_wrap=True, end="\n")


def indented(text: Text, indent: int) -> Text:
    """The line, moved to the right by `indent` columns."""
    return line(" " * indent) + text


def with_margin(left: Text, right: str, width: int) -> Iterator[Text]:
    """A line with a quiet text at its right end; if that does not fit, the text has a line of its own."""
    room = width - left.cell_len - cell_len(right)
    if room < 2:
        yield left
        left, room = line(), width - cell_len(right)
    yield left + line(" " * max(room, 0), (right, QUIET))


def paragraph(text: str, width: int, indent: int = 0, style: str = "", hang: int = 0) -> Iterator[Text]:
    """The lines of a text wrapped at words; lines after the first are indented by `hang` more columns."""
    margin = " " * indent
    wrapped = textwrap.wrap(
        one_line(text), max(width, indent + 20), initial_indent=margin, subsequent_indent=margin + " " * hang,
        break_on_hyphens=False,
    )  # fmt: skip
    for part in wrapped:
        yield line((part, style))


def rule(text: str, width: int, style: str = QUIET) -> Text:
    """A horizontal line that begins with a text."""
    head = f"── {text} "
    return line((head + "─" * max(width - cell_len(head), 2), style))
