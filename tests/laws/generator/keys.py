"""Which keys of the language a system uses, by the schema that editors have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parents[3] / "docs" / "spec.schema.json"


@cache
def _definitions() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    return made


def all_keys() -> set[str]:
    """Every key of every record: `action.cause`."""
    return {f"{name}.{key}" for name, shape in _definitions().items() for key in shape.get("properties", ())}


def keys_of(files: dict[str, Any]) -> set[str]:
    """The keys that occur in the files of a system."""
    return {
        key
        for name, content in files.items()
        for key in _keys("system_file" if name == "system" else "party_file", content)
    }


def layer_keys_of(layer: dict[str, Any]) -> set[str]:
    """The keys that occur in a layer."""
    return set(_keys("layer_file", layer))


def _keys(record: str, content: dict[str, Any]) -> Iterator[str]:
    properties = _definitions()[record]["properties"]
    for key, value in content.items():
        yield f"{record}.{key}"
        yield from _inside(properties[key], value)


def _inside(shape: dict[str, Any], value: Any) -> Iterator[str]:
    if "$ref" in shape:
        name = shape["$ref"].rsplit("/", 1)[-1]
        if isinstance(value, dict) and "properties" in _definitions()[name]:
            yield from _keys(name, value)
    for one in shape.get("anyOf", ()):
        yield from _inside(one, value)
    if isinstance(value, dict) and isinstance(more := shape.get("additionalProperties"), dict):
        for item in value.values():
            yield from _inside(more, item)
    if isinstance(value, list) and "items" in shape:
        for item in value:
            yield from _inside(shape["items"], item)
