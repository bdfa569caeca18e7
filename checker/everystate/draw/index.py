"""The index page of a folder of pictures, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~-])")


@dataclass(frozen=True)
class Entry:
    """A picture with its caption."""

    title: str
    file: str
    note: str


@dataclass(frozen=True)
class Section:
    """Pictures under one heading."""

    title: str
    entries: tuple[Entry, ...]


def index(title: str, about: str, sections: tuple[Section, ...], notes: tuple[str, ...]) -> str:
    """The text of the page."""
    lines = [f"# {_plain(title)}: pictures", "", about, "", "Made by `everystate draw`; do not edit. " + _LEGEND, ""]
    lines += [line for section in sections if section.entries for line in _section(section)]
    lines += [line for note in notes for line in (f"> {_plain(note)}", "")]
    return "\n".join(lines)


_LEGEND = (
    "Beside each picture lies its source, for places that render it themselves: DOT (`.gv`), or for the phases Mermaid "
    "(`.mmd`) and PlantUML (`.puml`). Solid is what the protocol does, dashed what people do (*environment*), dotted "
    "what goes wrong (*fault*)."
)


def _section(section: Section) -> Iterator[str]:
    yield f"## {_plain(section.title)}"
    yield ""
    for entry in section.entries:
        yield f"### {_plain(entry.title)}"
        yield ""
        if entry.note:
            yield f"{_plain(entry.note[0].upper() + entry.note[1:])}."
            yield ""
        file = quote(entry.file)
        yield f"[![{_plain(entry.title)}]({file})]({file})"
        yield ""


def _plain(text: str) -> str:
    """The text with Markdown's markup and HTML escaped."""
    return _MARKUP.sub(r"\\\1", escape(" ".join(text.split()), quote=False))
