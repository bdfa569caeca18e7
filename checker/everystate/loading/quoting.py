"""Values that YAML splits because they are not quoted: at a comma, or at a colon and a blank."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from everystate.loading.document import Listing, Mapping, Node, Text
from everystate.problems import Problems, shortened


def whole_entries(
    node: Mapping, problems: Problems, known: Collection[str] | None = None
) -> Iterator[tuple[Text, Node | None]]:
    """The entries of a mapping; the value is None where it was split at a comma, which is noted as a mistake.

    Args:
        node: the mapping.
        problems: where mistakes are noted.
        known: the keys that the mapping may have; None for any.
    """
    entries = list(node.entries)
    while entries:
        key, value = entries.pop(0)
        pieces = [value] if isinstance(value, Text) and not _quoted(value) else []
        while pieces and entries and _continues(pieces, *entries[0], known):
            pieces.append(entries.pop(0)[0])
        _note(pieces, problems)
        yield key, value if len(pieces) < 2 else None


def whole_items(node: Listing, problems: Problems) -> Iterator[Node]:
    """The items of a list, without those that were split at a comma, which is noted as a mistake."""
    items = list(node.items)
    while items:
        item = items.pop(0)
        pieces = [item] if isinstance(item, Text) and not _quoted(item) else []
        while pieces and items and isinstance(rest := items[0], Text) and _open(", ".join(pieces)):
            pieces.append(rest)
            items.pop(0)
        _note(pieces, problems)
        if len(pieces) < 2:
            yield item
        else:
            problems.lose_names()


def unquoted_colon(node: Mapping) -> str:
    """What to write where a value was split at a colon; an empty text where it was not."""
    first = node.entries[0][0] if node.entries else ""
    return "quote a value that holds a colon and a blank" if _open(first) else ""


def _continues(pieces: list[Text], key: Text, value: Node, known: Collection[str] | None) -> bool:
    """Whether a key without a value is the rest of the value before it."""
    if not isinstance(value, Text) or value or key.place.line != pieces[0].place.line:
        return False
    first = re.match(r"\w*", key)
    return _open(", ".join(pieces)) or (known is not None and (first is None or first[0] not in known))


def _quoted(text: Text) -> bool:
    """Whether a text stands in quotes, so that it begins after its place."""
    return text.lines[:1] != ((0, text.place.line, text.place.column),)


def _open(text: str) -> bool:
    """Whether a bracket is opened and not closed."""
    return any(text.count(opened) > text.count(closed) for opened, closed in ("()", "[]", "{}"))


def _note(pieces: list[Text], problems: Problems) -> None:
    if len(pieces) > 1:
        whole = shortened(", ".join(pieces))
        problems.add(pieces[0].place, f"'{shortened(pieces[0])}' ends at a comma", "", f'quote it: "{whole}"')
