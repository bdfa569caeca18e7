"""YAML text to a tree that knows its lines and columns.

Built from the parser's events, not from its constructors: no tag is honoured, no alias followed, so a file can neither
run code nor unfold into more than it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from everystate.problems import Place, Problem, Problems, SpecError, shortened

MAX_BYTES = 1_000_000
MAX_NESTING = 40

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Text(str):
    """A scalar, and where it stands; `start` is the column of its first character, 0 where it is written otherwise."""

    __slots__ = ("place", "start")
    place: Place
    start: int

    def __new__(cls, text: str, place: Place, start: int = 0) -> Text:
        self = super().__new__(cls, text)
        self.place = place
        self.start = start
        return self

    def __reduce__(self) -> tuple[type[Text], tuple[str, Place, int]]:
        return Text, (str(self), self.place, self.start)

    def at(self, offset: int) -> Place:
        """The place of the character at this offset, as far as it is known."""
        return Place(self.place.file, self.place.line, self.start + offset) if self.start else self.place

    def part(self, text: str, offset: int = 0) -> Text:
        """A piece of this text, which begins at this offset of it."""
        return Text(text, self.at(offset), self.start and self.start + offset)


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
    try:
        root = _Builder(name, yaml.parse(text, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        what = f"not YAML: {error.problem or error.context}"
        hint = "quote a value that holds [ ] { } , or #" if "expected ','" in what else ""
        raise SpecError([Problem(place, what, "", hint)]) from None
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
    """What is in a file, which is no pipe and no device, and not too large.

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
    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name = name
        self.events = events
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
        quoted = event.style in ("'", '"')
        begin, end = event.start_mark, event.end_mark
        verbatim = begin.line == end.line and end.column - begin.column == len(event.value) + 2 * quoted
        return Text(event.value, place, place.column + quoted if verbatim else 0)

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
