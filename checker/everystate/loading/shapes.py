"""The shape of the files, as data for both the reader and the JSON Schema.

A shape is data. `read` turns a node into plain Python values (`Text`, lists, dictionaries) and collects every mistake.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from everystate.loading.document import Listing, Mapping, Node, Text
from everystate.loading.quoting import unquoted_colon, whole_entries, whole_items
from everystate.problems import MAX_NAME, Place, Problems, closest, nearest, shortened

MAX_ENTRIES = 1_000
"""How many entries a list or a mapping may have."""

MAX_TEXT = 10_000
"""How long a text may be, in characters."""

RESERVED = frozenset(["none", "true", "false", "phase", "any", "all"])
"""Words that mean something wherever an expression names something. `start` is a phase only beside `phase`, and `count`
a function only before a parenthesis: both are names elsewhere."""


@dataclass(frozen=True)
class Scalar:
    """A word, a number or a text. `kind`: name, number, flag, text, expression, or what it is called in an error."""

    kind: str
    words: tuple[str, ...] = ()
    collects: bool = False
    """Whether a list or a set may stand there: `[a, b]` and `{a, b}` are read as their text."""


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
    """A mapping with declared keys: just one of `one_of`, if there are any, and with a key what it `needs`."""

    name: str
    keys: dict[str, Key] = field(hash=False)
    one_of: tuple[str, ...] = ()
    needs: dict[str, str] = field(default_factory=dict[str, str], hash=False)
    instead: dict[str, str] = field(default_factory=dict[str, str], hash=False)
    """What to write for keys that it does not have, and that people expect."""

    def required(self, present: Collection[str]) -> set[str]:
        """The keys that a mapping with these keys must have."""
        always = {name for name, key in self.keys.items() if key.required}
        found = {*self.one_of}.intersection(present)
        needed = {need for name, need in self.needs.items() if name in present} - {*self.one_of}
        return always | needed | (set() if found else {*self.one_of[:1]})


@dataclass(frozen=True)
class Either:
    """A mapping or a list read by one shape, anything else by the other."""

    plain: Scalar | Items
    record: Record | Table


Shape = Scalar | Items | Table | Record | Either


class Entries(dict[str, Any]):
    """A record that was read, and where it stands.

    It is `asked` where it stands in no file. It is not `whole` where a required key is missing or wrong, and not
    `clean` where anything in it is wrong.
    """

    place: Place
    whole: bool = True
    clean: bool = True
    asked: bool = False


def names_in(node: Node) -> Iterator[str]:
    """What a node that is wrong may have been meant to declare: a name, a list of names, the keys of a mapping."""
    match node:
        case Text():
            yield from re.findall(r"\w+", node)[:1]
        case Listing(items):
            yield from (name for item in items if isinstance(item, Text) for name in names_in(item))
        case Mapping(entries):
            yield from (name for key, _ in entries for name in names_in(key))


def declares(shape: Shape) -> bool:
    """Whether what has this shape may declare names, which are unknown where it cannot be read."""
    match shape:
        case Scalar(kind):
            return kind in ("name", "value of a domain", "message", "number or parameter")
        case Items(of):
            return declares(of)
        case Table():
            return True
        case Record(_, keys):
            return any(declares(key.shape) for key in keys.values())
        case Either(plain, record):
            return declares(plain) or declares(record)


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


def _misfit(node: Node, shape: Shape, expected: str, instead: str, problems: Problems) -> None:
    """Note a node that is not of the kind that its shape needs."""
    if isinstance(node, Mapping) and (hint := unquoted_colon(node)):
        instead = hint
    problems.add(node.place, f"{_a(node)} where {expected} is expected", "", instead)
    if declares(shape):
        problems.lose_names()


def _read_scalar(node: Node, shape: Scalar, problems: Problems) -> Text | None:
    if shape.collects:
        node = _collected(node)
    if not isinstance(node, Text):
        _misfit(node, shape, _called(shape), "", problems)
        return None
    if wrong := _scalar_problem(node, shape):
        problems.add(node.place, *wrong)
        return None
    return node


def _collected(node: Node) -> Node:
    """A list or a set as its text; anything else as it is."""
    match node:
        case Listing(items) if all(isinstance(item, Text) for item in items):
            return Text(f"[{', '.join(map(str, items))}]", node.place)
        case Mapping(entries) if all(value in ("", "~", "null") for _, value in entries):
            return Text(f"{{{', '.join(key for key, _ in entries)}}}", node.place)
        case _:
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
    """Why a text is not a name, as a problem has it; None if it is one: an identifier, no keyword, not reserved."""
    if len(text) > MAX_NAME:
        return f"'{shortened(text)}' is not a name", f"a name has at most {MAX_NAME} characters", ""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text):
        return f"'{text}' is not a name", "a name has letters, digits and underscores", ""
    if keyword.iskeyword(text) or text in RESERVED:
        return f"'{text}' cannot be a name", "expressions have this word", f"write {text}_"
    return None


def _read_items(node: Node, shape: Items, problems: Problems) -> list[Any] | None:
    if not isinstance(node, Listing):
        if shape.one:
            return None if (value := read(node, shape.of, problems)) is None else [value]
        _misfit(node, shape, "a list", "write [a, b]", problems)
        return None
    if not _fits(node, len(node.items), problems):
        return None
    values: list[Any] = []
    for item in whole_items(node, problems):
        value = read(item, shape.of, problems)
        if value is not None:
            values.append(value)
        elif isinstance(item, Text):
            problems.overlook(names_in(item))
    return values


def _read_table(node: Node, shape: Table, problems: Problems) -> dict[Text, Any] | None:
    if not isinstance(node, Mapping):
        _misfit(node, shape, "a mapping", "write {name: ...}", problems)
        return None
    if not _fits(node, len(node.entries), problems):
        return None
    table: dict[Text, Any] = {}
    for key, item in whole_entries(node, problems):
        name = None if item is None else _read_scalar(key, shape.keys, problems)
        value = None if item is None or (name is None and not item) else read(item, shape.of, problems)
        if name is not None and value is not None:
            table[name] = value
        else:
            problems.overlook(names_in(key))
    return table


def _fits(node: Node, number: int, problems: Problems) -> bool:
    if number > MAX_ENTRIES:
        problems.add(node.place, f"{number:,} entries do not fit", f"the limit is {MAX_ENTRIES:,}")
        problems.lose_names()
    return number <= MAX_ENTRIES


def _read_record(node: Node, shape: Record, problems: Problems) -> Entries | None:
    if not isinstance(node, Mapping):
        _misfit(node, shape, shape.name, f"keys: {', '.join(shape.keys)}", problems)
        return None
    if not _fits(node, len(node.entries), problems):
        return None
    before = len(problems.found)
    record = Entries()
    record.place = node.place
    for key, item in whole_entries(node, problems, shape.keys):
        name, value = str(key), None
        if key in shape.keys and item is not None:
            value = read(item, shape.keys[key].shape, problems)
        elif item is not None:
            name, value = _meant(key, item, node, shape, problems)
        if value is None:
            problems.overlook(() if isinstance(item, Text | None) else names_in(item))
        else:
            record[name] = value
    record.clean = len(problems.found) == before
    _check_whole(node, shape, record, problems)
    return record


def _meant(key: Text, item: Node, record: Mapping, shape: Record, problems: Problems) -> tuple[str, Any]:
    """The key that an unknown one was meant to be, and its value; none where that cannot be guessed."""
    rest = {*shape.keys} - {str(key) for key, _ in record.entries}
    said = re.match(r"(\w++)(?:\s*+[:=]|\s)\s*+(.+)", key[:MAX_NAME], re.DOTALL)
    if said and said[1] in rest:
        problems.add(key.place, f"unknown key '{shortened(key)}' in {shape.name}", "", f"write `{said[1]}: {said[2]}`")
        return said[1], None
    what = f"unknown key '{shortened(key)}' in {shape.name}"
    if key in shape.instead:
        problems.add(key.place, what, "", shape.instead[key])
        return str(key), None
    problems.add(key.place, what, "", nearest(key, rest, shape.keys))
    meant = closest(key, rest)
    return meant, read(item, shape.keys[meant].shape, Problems()) if meant else None


def _check_whole(node: Mapping, shape: Record, record: Entries, problems: Problems) -> None:
    present = {key for key, _ in node.entries}
    _check_together(node, shape, record, problems)
    required = shape.required(present)
    for name, key in shape.keys.items():
        if name in required and name not in record:
            if record.clean and name not in present:
                problems.add(node.place, f"{shape.name} without '{name}'", "", f"add `{name}:`")
                if declares(key.shape):
                    problems.lose_names()
            record.whole = False
    record.clean &= record.whole


def _check_together(node: Mapping, shape: Record, record: Entries, problems: Problems) -> None:
    """Refuse a second one of those keys of which a record has just one, or what goes with another one."""
    first = next((key for key, _ in node.entries if key in shape.one_of), "")
    others = {*shape.one_of} - {first} if first else set[str]()
    for key, _ in node.entries:
        if key in others or shape.needs.get(key) in others:
            why = f"{shape.name} has one of {', '.join(shape.one_of)}"
            problems.add(key.place, f"'{key}' beside '{first}'", why, f"leave `{key}` out")
            record.clean = False
            return


def _a(node: Node) -> str:
    return {Text: "a single value", Listing: "a list", Mapping: "a mapping"}[type(node)]


def _called(shape: Scalar) -> str:
    return f"{'an' if shape.kind[0] in 'aeiou' else 'a'} {shape.kind}"
