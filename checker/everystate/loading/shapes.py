"""The shape of the files, said once: what the reader accepts and what the JSON Schema tells editors.

A shape is data. `read` turns a node into plain Python values (`Text`, lists, dictionaries) and collects every mistake.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from everystate.loading.document import Listing, Mapping, Node, Text
from everystate.problems import MAX_NAME, Place, Problems, nearest, shortened

MAX_ENTRIES = 1_000
"""How many entries a list or a mapping may have."""

MAX_TEXT = 10_000
"""How long a text may be, in characters."""

RESERVED = frozenset(["none", "true", "false", "phase", "start", "any", "all", "count"])


@dataclass(frozen=True)
class Scalar:
    """A word, a number or a text. `kind`: name, number, flag, text, expression, or what it is called in an error."""

    kind: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Items:
    """A list; with `one`, a single item stands for a list of one."""

    of: Shape
    one: bool = False


@dataclass(frozen=True)
class Table:
    """A mapping from names (or texts) to values of one shape."""

    of: Shape
    keys: Scalar = Scalar("name")


@dataclass(frozen=True)
class Key:
    """One key of a record."""

    shape: Shape
    doc: str
    required: bool = False


@dataclass(frozen=True)
class Record:
    """A mapping with declared keys."""

    name: str
    keys: dict[str, Key] = field(hash=False)


@dataclass(frozen=True)
class Either:
    """A mapping or a list read by one shape, anything else by the other."""

    plain: Scalar | Items
    record: Record | Table


Shape = Scalar | Items | Table | Record | Either


class Entries(dict[str, Any]):
    """A record that was read, and where it stands; it is not `whole` where a required key is missing or wrong."""

    place: Place
    whole: bool = True


def names_in(node: Node) -> Iterator[str]:
    """What a node that is wrong may have been meant to declare: a name, a list of names, the keys of a mapping."""
    match node:
        case Text():
            yield from re.findall(r"\w+", node)[:1]
        case Listing(items):
            yield from (name for item in items if isinstance(item, Text) for name in names_in(item))
        case Mapping(entries):
            yield from (name for key, _ in entries for name in names_in(key))


def read(node: Node, shape: Shape, problems: Problems) -> Any:
    """The value a node says, or None where it is wrong (and a problem was added)."""
    match shape:
        case Scalar():
            return _read_scalar(node, shape, problems)
        case Items():
            return _read_items(node, shape, problems)
        case Table():
            return _read_table(node, shape, problems)
        case Record():
            return _read_record(node, shape, problems)
        case Either():
            return read(node, shape.record if isinstance(node, Mapping) else shape.plain, problems)


def _read_scalar(node: Node, shape: Scalar, problems: Problems) -> Text | None:
    if not isinstance(node, Text):
        problems.add(node.place, f"{_a(node)} where {_called(shape)} is expected")
        return None
    if wrong := _scalar_problem(node, shape):
        problems.add(node.place, *wrong)
        return None
    return node


def _scalar_problem(text: Text, shape: Scalar) -> tuple[str, ...] | None:
    if len(text) > MAX_TEXT:
        return f"a text of {len(text):,} characters", f"the limit is {MAX_TEXT:,}", ""
    if shape.words and text not in shape.words:
        return f"unknown {shape.kind} '{text}'", "", nearest(text, shape.words)
    if shape.kind == "name":
        return name_problem(text)
    if not text.strip():
        return f"empty where {_called(shape)} is expected", "", ""
    return None


def name_problem(text: str) -> tuple[str, ...] | None:
    """Why this is no name: names are identifiers, no keywords, not reserved."""
    if len(text) > MAX_NAME:
        return f"'{shortened(text)}' is no name", f"a name has at most {MAX_NAME} characters", ""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text):
        return f"'{text}' is not a name", "a name has letters, digits and underscores", ""
    if keyword.iskeyword(text) or text in RESERVED:
        return f"'{text}' cannot be a name", "the word is reserved", ""
    return None


def _read_items(node: Node, shape: Items, problems: Problems) -> list[Any] | None:
    if isinstance(node, Listing) and _fits(node, len(node.items), problems):
        values = [read(item, shape.of, problems) for item in node.items]
        for item, value in zip(node.items, values, strict=True):
            if value is None and isinstance(item, Text):
                problems.overlook(names_in(item))
        return [value for value in values if value is not None]
    if isinstance(node, Listing):
        return None
    if shape.one:
        return None if (value := read(node, shape.of, problems)) is None else [value]
    problems.add(node.place, f"{_a(node)} where a list is expected", "", "write [a, b]")
    return None


def _read_table(node: Node, shape: Table, problems: Problems) -> dict[Text, Any] | None:
    if not isinstance(node, Mapping):
        problems.add(node.place, f"{_a(node)} where a mapping is expected", "", "write {name: ...}")
        return None
    if not _fits(node, len(node.entries), problems):
        return None
    table: dict[Text, Any] = {}
    for key, item in node.entries:
        name = _read_scalar(key, shape.keys, problems)
        value = read(item, shape.of, problems)
        if name is not None and value is not None:
            table[name] = value
        else:
            problems.overlook(names_in(key))
    return table


def _fits(node: Node, number: int, problems: Problems) -> bool:
    if number > MAX_ENTRIES:
        problems.add(node.place, f"{number:,} entries do not fit", f"the limit is {MAX_ENTRIES:,}")
    return number <= MAX_ENTRIES


def _read_record(node: Node, shape: Record, problems: Problems) -> Entries | None:
    if not isinstance(node, Mapping):
        problems.add(node.place, f"{_a(node)} where {shape.name} is expected", "", f"keys: {', '.join(shape.keys)}")
        return None
    if not _fits(node, len(node.entries), problems):
        return None
    record = Entries()
    record.place = node.place
    for key, item in node.entries:
        value = read(item, shape.keys[key].shape, problems) if key in shape.keys else None
        if key not in shape.keys:
            problems.add(key.place, f"unknown key '{key}' in {shape.name}", "", nearest(key, shape.keys))
        if value is None:
            problems.overlook(() if isinstance(item, Text) else names_in(item))
        else:
            record[str(key)] = value
    _check_whole(node, shape, record, problems)
    return record


def _check_whole(node: Mapping, shape: Record, record: Entries, problems: Problems) -> None:
    present = {key for key, _ in node.entries}
    for name, key in shape.keys.items():
        if key.required and name not in record:
            record.whole = False
            if name not in present:
                problems.add(node.place, f"{shape.name} without '{name}'", "", f"add `{name}:`")


def _a(node: Node) -> str:
    return {Text: "a single value", Listing: "a list", Mapping: "a mapping"}[type(node)]


def _called(shape: Scalar) -> str:
    return f"{'an' if shape.kind[0] in 'aeiou' else 'a'} {shape.kind}"
