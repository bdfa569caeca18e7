"""JSON Schemas of the spec files, made from the same shapes that read them. Editors complete and complain by them."""

from __future__ import annotations

import keyword
from typing import Any, Literal

from everystate.loading.files import PARTY_FILE, SYSTEM_FILE
from everystate.loading.layering.grammar import LAYER_FILE
from everystate.loading.shapes import RESERVED, Either, Items, Key, Record, Scalar, Shape, Table

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Kind = Literal["spec", "party", "system", "layer"]
Schema = dict[str, Any]

_NAME = {
    "type": "string",
    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
    "not": {"enum": sorted(RESERVED | set(keyword.kwlist))},
}


def schema_for(kind: Kind) -> Schema:
    """The schema of a party file, of the system file, of a layer file, or of any of them (`spec`)."""
    schemas = _Schemas()
    party, system, layer = (schemas.of(shape) for shape in (PARTY_FILE, SYSTEM_FILE, LAYER_FILE))
    head = {"$schema": DIALECT, "title": f"everystate {kind} file"}
    if kind == "spec":
        other = {"if": {"required": ["layer"]}, "then": layer, "else": party}
        choice = {"if": {"required": ["system"]}, "then": system, "else": other}
        return {**head, "type": "object", **choice, "$defs": schemas.named}
    wanted = {"party": party, "system": system, "layer": layer}[kind]
    return {**head, **wanted, "$defs": _reached(wanted, schemas.named)}


class _Schemas:
    """Turns shapes into schemas; records become definitions of their own, each said once."""

    def __init__(self) -> None:
        self.named: Schema = {"name": _NAME, "scalar": {"type": ["string", "integer", "number", "boolean"]}}

    def of(self, shape: Shape) -> Schema:
        """The schema of a shape."""
        match shape:
            case Scalar():
                return _scalar(shape)
            case Items(of, one):
                item = self.of(of)
                items = {"type": "array", "items": item}
                return {"anyOf": [item, items]} if one else items
            case Table(of, keys):
                return {"type": "object", "propertyNames": self._key(keys), "additionalProperties": self.of(of)}
            case Record():
                return self._record(shape)
            case Either(plain, record):
                return {"anyOf": [self.of(plain), self.of(record)]}

    def _key(self, keys: Scalar) -> Schema:
        return _scalar(keys) if keys.kind == "name" else {"minLength": 1}

    def _record(self, record: Record) -> Schema:
        name = record.name.split(" ", 1)[1].replace(" ", "_")
        if name not in self.named:
            self.named[name] = {
                "type": "object",
                "additionalProperties": False,
                "required": [key for key in record.keys if record.keys[key].required],
                **_together(record),
                "properties": {key: self._described(record.keys[key]) for key in record.keys},
            }
        return {"$ref": f"#/$defs/{name}"}

    def _described(self, key: Key) -> Schema:
        return {"description": key.doc, **self.of(key.shape)}


def _together(record: Record) -> Schema:
    """Keys of which there is just one, and keys that need another one."""
    made: Schema = {"oneOf": [{"required": [key]} for key in record.one_of]} if record.one_of else {}
    if record.needs:
        made["dependentRequired"] = {key: [need] for key, need in record.needs.items()}
    return made


def _scalar(shape: Scalar) -> Schema:
    """YAML reads `true` and `3` as no strings; they are words to us."""
    if shape.words:
        flags = [word == "true" for word in shape.words if word in ("true", "false")]
        return {"enum": [*flags, *shape.words]}
    plain = {"$ref": "#/$defs/name" if shape.kind == "name" else "#/$defs/scalar"}
    if not shape.collects:
        return plain
    members = {"type": "object", "additionalProperties": {"type": "null"}}
    return {"anyOf": [plain, {"type": "array", "items": {"$ref": "#/$defs/scalar"}}, members]}


def _reached(schema: Any, named: Schema) -> Schema:
    """The definitions that a schema needs, in their order."""
    found: set[str] = set()
    queue = [schema]
    while queue:
        part = queue.pop()
        if isinstance(part, dict):
            reference = str(part.get("$ref", "")).removeprefix("#/$defs/")
            if reference and reference not in found:
                found.add(reference)
                queue.append(named[reference])
            queue += part.values()
        elif isinstance(part, list):
            queue += part
    return {name: named[name] for name in named if name in found}
