"""Logs in forms of their own: JSON Lines, CSV, text, and the JSON of OpenTelemetry, as fields of text."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from everystate.problems import Place, Problem, SpecError

RawForm = Literal["jsonl", "csv", "text", "otlp"]

_TELEMETRY = (("resourceLogs", "scopeLogs", "logRecords"), ("resourceSpans", "scopeSpans", "spans"))

WHOLE = "text"
"""The field that has the whole of a record of a text."""


@dataclass(frozen=True)
class Raw:
    """One record as it is in a file: its line, and its fields; in JSON, a field in a field is `outer.inner`."""

    line: int
    fields: Mapping[str, str]

    def __str__(self) -> str:
        return self.fields.get(WHOLE) or ", ".join(f"{name}={value}" for name, value in self.fields.items())


def raw_records(form: RawForm, file: str, lines: Iterable[str], begins: re.Pattern[str] | None) -> Iterator[Raw]:
    """The records of a file; in a text, one begins at each line that has `begins`, or at each line if that is None.

    Raises:
        SpecError: the file is not of this form.
    """
    match form:
        case "text":
            yield from _blocks(lines, begins)
        case "csv":
            yield from _rows(file, lines)
        case "jsonl":
            for line, value in _values(file, lines):
                yield Raw(line, dict(_flat("", value)))
        case "otlp":
            for line, value in _values(file, lines):
                yield from (Raw(line, fields) for fields in _telemetry(value))


def _blocks(lines: Iterable[str], begins: re.Pattern[str] | None) -> Iterator[Raw]:
    block: list[str] = []
    start = 0
    for number, line in enumerate(lines, 1):
        if begins is None or begins.search(line):
            if block:
                yield Raw(start, {WHOLE: "\n".join(block)})
            block, start = ([line], number) if line.strip() else ([], 0)
        elif block:
            block.append(line)
    if block:
        yield Raw(start, {WHOLE: "\n".join(block)})


def _rows(file: str, lines: Iterable[str]) -> Iterator[Raw]:
    reader = csv.DictReader(lines)
    try:
        for row in reader:
            yield Raw(reader.line_num, {name: value for name, value in row.items() if name and value})
    except csv.Error as error:
        raise SpecError([Problem(Place(file, reader.line_num), f"no CSV: {error}")]) from None


def _values(file: str, lines: Iterable[str]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                why = "each line is a JSON value"
                raise SpecError([Problem(Place(file, number), f"no JSON: {error}", why)]) from None


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), inner)
    elif value is not None:
        yield name, value if isinstance(value, str) else json.dumps(value)


def _telemetry(value: Any) -> Iterator[dict[str, str]]:
    """The log records and spans of a line; `at` is their time in seconds, `body` and `name` what they say.

    The form is that of the OpenTelemetry protocol, OTLP/JSON (opentelemetry.io/docs/specs/otlp).
    """
    for groups, scopes, records in _TELEMETRY:
        for group in value.get(groups, ()):
            about = {f"resource.{k}": v for k, v in _attributes(group.get("resource", {}))}
            for record in (one for scope in group.get(scopes, ()) for one in scope.get(records, ())):
                nanoseconds = record.get("timeUnixNano") or record.get("startTimeUnixNano")
                said = {"body": _simple(record.get("body")), "name": record.get("name")}
                at = {} if nanoseconds is None else {"at": str(int(nanoseconds) / 1e9)}
                known = {key: text for key, text in said.items() if text is not None}
                yield {**about, **at, **known, **dict(_attributes(record))}


def _attributes(of: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for attribute in of.get("attributes", ()):
        if (text := _simple(attribute.get("value"))) is not None:
            yield str(attribute.get("key")), text


def _simple(value: Any) -> str | None:
    """The text of an attribute's value, which names its kind: {"stringValue": "a"}."""
    if not isinstance(value, dict):
        return None
    return next((v if isinstance(v, str) else json.dumps(v) for v in value.values()), None)
