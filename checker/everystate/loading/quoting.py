"""Values that YAML splits because they are not quoted: at a comma, or at a colon and a blank."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from everystate.loading.document import Listing, Mapping, Node, Text
from everystate.problems import Problems, shortened

_BRACKETS = ("()", "[]", "{}")


def whole_entries(
    node: Mapping, problems: Problems, known: Collection[str] | None = None
) -> Iterator[tuple[Text, Node | None]]:
    """The entries of a mapping; the value is None where it or its key was split at a comma, which is a mistake.

    Args:
        node: the mapping.
        problems: where mistakes are noted.
        known: the keys that the mapping may have; None for any.
    """
    entries = list(node.entries)
    while entries:
        key, value = entries.pop(0)
        head = value == "" and "(" in key
        split = _Split(key if head else value)
        while entries and (split.opened if head else split.goes_on(*entries[0], known)):
            split.add(entries.pop(0)[0])
        split.note(problems)
        yield key, None if split.pieces[1:] else value


def whole_items(node: Listing, problems: Problems) -> Iterator[Node]:
    """The items of a list, without those that were split at a comma, which is noted as a mistake."""
    items = list(node.items)
    while items:
        split = _Split(item := items.pop(0))
        while items and split.opened and isinstance(piece := items[0], Text):
            split.add(piece)
            items.pop(0)
        split.note(problems)
        if split.pieces[1:]:
            problems.lose_names()
        else:
            yield item


def unquoted_colon(node: Mapping) -> str:
    """What to write where a value was split at a colon; an empty text where it was not."""
    first = node.entries[0][0] if node.entries else ""
    return "quote a value that holds a colon and a blank" if any(_depth(first, pair) > 0 for pair in _BRACKETS) else ""


class _Split:
    """A value, and the pieces of text that YAML split from it; a value in quotes is never split."""

    def __init__(self, value: Node) -> None:
        self.pieces: list[Text] = []
        self.depths = [0] * len(_BRACKETS)
        if isinstance(value, Text) and value.lines[:1] == ((0, value.place.line, value.place.column),):
            self.add(value)

    @property
    def opened(self) -> bool:
        """Whether a bracket is opened and not closed."""
        return any(depth > 0 for depth in self.depths)

    def add(self, piece: Text) -> None:
        """One more piece."""
        self.pieces.append(piece)
        self.depths = [depth + _depth(piece, pair) for depth, pair in zip(self.depths, _BRACKETS, strict=True)]

    def goes_on(self, key: Text, value: Node, known: Collection[str] | None) -> bool:
        """Whether a key without a value is the next piece."""
        if not self.pieces or value != "" or key.place.line != self.pieces[0].place.line:
            return False
        first = re.match(r"\w*", key)
        return self.opened or (known is not None and first is not None and first[0] not in known)

    def note(self, problems: Problems) -> None:
        """Note that the value was split, if it was."""
        if self.pieces[1:]:
            first, whole = shortened(self.pieces[0]), shortened(", ".join(self.pieces))
            problems.add(self.pieces[0].place, f"'{first}' ends at a comma", "", f'quote it: "{whole}"')


def _depth(text: str, pair: str) -> int:
    return text.count(pair[0]) - text.count(pair[1])
