"""Sections of a report: a title, and entries with their places below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.text import Text

from everystate.report.layout import STRONG, line, paragraph, with_margin


@dataclass(frozen=True)
class Entry:
    """One entry: a text, its place in the spec, and its level of indentation."""

    text: str
    place: str = ""
    depth: int = 0
    strong: str = ""


@dataclass(frozen=True)
class Section:
    """A title with its entries."""

    title: str
    entries: tuple[Entry, ...]


def section_lines(section: Section, width: int) -> Iterator[Text]:
    """The lines of a section: the title, and the entries wrapped to the width."""
    yield line((section.title, STRONG))
    for entry in section.entries:
        indent = 2 + 4 * entry.depth
        text = f"{entry.strong}: {entry.text}" if entry.strong else entry.text
        wrapped = list(paragraph(text, width - (len(entry.place) + 2 if entry.place else 0), indent, "", 4))
        for number, part in enumerate(wrapped):
            if entry.strong and not number:
                part.stylize(STRONG, indent, indent + len(entry.strong))
            if entry.place and number == 0:
                yield from with_margin(part, entry.place, width)
            else:
                yield part
