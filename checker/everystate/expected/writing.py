"""The printer of `expected.toml`, which keeps the comments in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AbstractTable, Comment, Item, Whitespace

_FIRST = "What `everystate check` finds here; where that changes for a reason, `--accept` writes it anew."

_Table = Container | AbstractTable
_Blank = Comment | Whitespace


def written(text: str, data: Mapping[str, Any]) -> str:
    """The text of a file with this data for `declared`, `worlds` and `layers`, in this order.

    A comment stays with the key before or behind which it stands, and is removed with it. Other keys of the file come
    last, unchanged.
    """
    old = tomlkit.parse(text)
    document = tomlkit.document()
    if not text.strip():
        document.add(tomlkit.comment(_FIRST))
    others = {str(key): item for key, item in old.items() if key not in ("declared", "worlds", "layers")}
    scalars = {key: item for key, item in others.items() if not isinstance(item, (AbstractTable, list))}
    return tomlkit.dumps(_merged(old, {**scalars, **data, **others}, document))


def _merged(old: _Table | None, new: Mapping[str, Any], made: _Table) -> _Table:
    """The new data as a table, with the comments and blank lines around the keys of the old one."""
    around, last = _around(old)
    for key, value in new.items():
        for item in around.get(key, []):
            made.add(item)
        made.add(key, _item(old.get(key) if old is not None else None, value))
    for item in last:
        made.add(item)
    return made


def _item(before: Any, value: Any) -> Item:
    if isinstance(value, Item):
        return value
    if isinstance(value, Mapping):
        table = tomlkit.table(is_super_table=all(isinstance(inner, Mapping) for inner in value.values()))
        _merged(before if isinstance(before, AbstractTable) else None, value, table)
        return table
    item: Item = tomlkit.item(value)
    if isinstance(before, Item) and before.trivia.comment:
        item.comment(before.trivia.comment)
    return item


def _around(old: _Table | None) -> tuple[dict[str, list[_Blank]], list[_Blank]]:
    """The comments before each key, and the comments and blank lines behind the last."""
    found: dict[str, list[_Blank]] = {}
    pending: list[_Blank] = []
    body = [] if old is None else old.body if isinstance(old, Container) else old.value.body
    for key, item in body:
        if key is not None:
            found[key.key] = [item for item in pending if isinstance(item, Comment)]
            pending = []
        elif isinstance(item, (Comment, Whitespace)):
            pending.append(item)
    while pending and isinstance(pending[-1], Whitespace):
        pending.pop()
    return found, pending
