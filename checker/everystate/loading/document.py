"""YAML text to a tree that knows its lines and columns.

Built from the parser's events, not from its constructors: no tag is honoured and no alias followed. So a file can
neither run code nor expand beyond its size.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import yaml

from everystate.loading.yaml_errors import explained
from everystate.problems import Place, Problem, Problems, SpecError, shortened

MAX_BYTES = 1_000_000
MAX_NESTING = 40

Lines = tuple[tuple[int, int, int], ...]

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Text(str):
    """A scalar, and where it stands.

    `lines` has the offset in the text of each line of the file, with that line and column; it is empty where the text
    is written otherwise than it reads, as with escapes.
    """

    __slots__ = ("lines", "place")
    place: Place
    lines: Lines

    def __new__(cls, text: str, place: Place, lines: Lines = ()) -> Text:
        self = super().__new__(cls, text)
        self.place = place
        self.lines = lines
        return self

    def __reduce__(self) -> tuple[type[Text], tuple[str, Place, Lines]]:
        return Text, (str(self), self.place, self.lines)

    def at(self, offset: int) -> Place:
        """The place of the character at this offset, as far as it is known."""
        if not self.lines:
            return self.place
        start, line, column = self.lines[max(bisect_right(self.lines, offset, key=itemgetter(0)) - 1, 0)]
        return Place(self.place.file, line, column + offset - start)

    def part(self, text: str, offset: int = 0) -> Text:
        """A piece of this text, which begins at this offset of it."""
        place = self.at(offset)
        first = ((0, place.line, place.column),) if self.lines else ()
        later = tuple((start - offset, line, column) for start, line, column in self.lines if start > offset)
        return Text(text, place, first + later)


@dataclass(frozen=True)
class Listing:
    """A YAML sequence."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Mapping:
    """A YAML mapping; its keys are texts, each once."""

    entries: tuple[tuple[Text, Node], ...]
    place: Place


Node = Text | Listing | Mapping


def read_document(path: Path, name: str) -> Mapping:
    """The mapping in a file; `name` is how places call it. Raises `SpecError` for anything else than one mapping."""
    return parse_document(_read_text(path, name), name)


def parse_document(text: str, name: str) -> Mapping:
    """The mapping that a YAML text says."""
    builder = _Builder(name, text)
    try:
        root = builder.document()
    except yaml.MarkedYAMLError as error:
        raise SpecError([explained(error, name, text)]) from None
    except yaml.YAMLError as error:
        raise SpecError([Problem(Place(name), f"not YAML: {str(error).splitlines()[0]}")]) from None
    if not isinstance(root, Mapping):
        raise SpecError([Problem(Place(name, 1, 1), "the file is not a mapping", "", "write `key: value` lines")])
    return root


def inside(file: Path, folder: Path) -> bool:
    """Whether a file of a folder is in it, and no link to elsewhere; one that leads to itself leads nowhere."""
    try:
        return file.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def read_bytes(path: Path, name: str) -> bytes:
    """The content of a file. Pipes, devices and large files are refused.

    Raises:
        SpecError: it is, or it cannot be read.
        OSError: it is a folder, or may not be read.
    """
    if not (path.is_file() or path.is_dir()):
        raise SpecError([Problem(Place(name), "cannot be read: not a file")])  # a pipe would never end
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        what = f"too large: {path.stat().st_size:,} bytes"
        raise SpecError([Problem(Place(name), what, f"the limit is {MAX_BYTES:,}")])
    return data


def _read_text(path: Path, name: str) -> str:
    try:
        return read_bytes(path, name).decode("utf-8-sig")
    except OSError as error:
        raise SpecError([Problem(Place(name), f"cannot be read: {error.strerror or error}")]) from None
    except UnicodeDecodeError:
        raise SpecError([Problem(Place(name), "not text", "a spec file is UTF-8")]) from None


class _Builder:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.lines = text.split("\n")
        self.depth = 0
        self.problems = Problems()

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise SpecError([Problem(self.place(event), "a second document", "one file holds one document")])
            if isinstance(event, yaml.NodeEvent):
                root = self.node(event)
        self.problems.stop_if_any()
        return root

    def place(self, event: Any) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def node(self, event: Any) -> Node:
        place = self.place(event)
        if isinstance(event, yaml.AliasEvent):
            raise SpecError([Problem(place, f"alias '*{event.anchor}'", "aliases are refused", "write it out")])
        if event.tag is not None and event.tag != "!":
            raise SpecError([Problem(place, f"tag '{event.tag}'", "tags are refused", "leave it out")])
        if isinstance(event, yaml.ScalarEvent):
            return self.text(event, place)
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise SpecError([Problem(place, "nested too deeply", f"the limit is {MAX_NESTING} levels")])
        made = self.listing(place) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(place)
        self.depth -= 1
        return made

    def text(self, event: Any, place: Place) -> Text:
        if any(not (c.isprintable() or c in "\n\t") for c in event.value):
            self.problems.add(place, "a control character", "texts are printable")
        return Text(event.value, place, _lines_of(event, self.lines))

    def listing(self, place: Place) -> Listing:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event))
        return Listing(tuple(items), place)

    def mapping(self, place: Place) -> Mapping:
        entries: dict[Text, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event)
            value = self.node(next(self.events))
            if not isinstance(key, Text):
                self.problems.add(self.place(event), "a key that is not a word")
            elif key in entries:
                self.problems.add(key.place, f"duplicate key '{shortened(key)}'", f"first in line {lines[key]}")
            else:
                entries[key] = value
                lines[key] = key.place.line
        return Mapping(tuple(entries.items()), place)


def _lines_of(event: Any, lines: list[str]) -> Lines:
    """Where each line of a scalar stands in the file: (offset in its value, line, column); none if it has escapes."""
    begin, end = event.start_mark, event.end_mark
    quoted = event.style in ("'", '"')
    if begin.line == end.line:
        verbatim = end.column - begin.column == len(event.value) + 2 * quoted
        return ((0, begin.line + 1, begin.column + 1 + quoted),) if verbatim else ()
    found: list[tuple[int, int, int]] = []
    done = 0
    for number in range(begin.line + (event.style in ("|", ">")), min(end.line + 1, len(lines))):
        line = lines[number][: end.column - quoted] if number == end.line else lines[number]
        first = begin.column + quoted if number == begin.line else 0
        if piece := line[first:].strip():
            start = event.value.find(piece, done)
            if start < 0 or event.value[done:start].strip():
                return ()
            found.append((start, number + 1, line.index(piece, first) + 1))
            done = start + len(piece)
    return tuple(found)
