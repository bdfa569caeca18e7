"""What something of a spec says, apart from where and how it is written."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from typing import Any

_WRITTEN = frozenset(["place", "description", "text", "number"])
"""Where it stands, what is said about it, how it is spelt: the same content may be written otherwise."""


def content(item: Any) -> Hashable:
    """A value that is equal for two things of a spec if and only if they say the same.

    Spaces, comments, descriptions, the order of rows and the file do not count.
    """
    if isinstance(item, tuple):
        return tuple(content(part) for part in item)
    if is_dataclass(item):
        parts = (content(getattr(item, field.name)) for field in fields(item) if field.name not in _WRITTEN)
        return (type(item).__name__, *parts)
    return (type(item).__name__, item)  # True is not 1 here
