"""`logs.yaml`: how records of logs in other forms become records of the canonical form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from everystate.loading.document import read_document
from everystate.loading.shapes import Either, Entries, Items, Key, Record, Scalar, Table, read
from everystate.logs.observation import EXPIRY, NOTICES, TRAFFIC
from everystate.logs.raw import WHOLE, RawForm
from everystate.problems import Place, Problems

AS_THEY_COME = "as they come"

_TEXT = Scalar("text")
_PATTERN = Scalar("regular expression")
_PATTERNS = Either(_PATTERN, Table(_PATTERN, _TEXT))
KINDS = (*TRAFFIC, *NOTICES, EXPIRY, "action")

_RULE = Record(
    "a rule",
    {
        "match": Key(_PATTERNS, "What a record has: a regular expression, or one for each field.", required=True),
        **{
            key: Key(_TEXT, f"The value of `{key}`; {{name}} is a group or a field.")
            for key in ("event", "message", "connection", "timer", "peer", "party")
        },
        "with": Key(Table(_TEXT), "Values by name."),
        "state": Key(Table(_TEXT, _TEXT), "Values of machines and variables."),
    },
)
_SOURCE = Record(
    "a source",
    {
        "form": Key(Scalar("form", get_args(RawForm)), "The form of the file.", required=True),
        "of": Key(_TEXT, "The copies that it is of, as before `=` of --log."),
        "shows": Key(Items(Scalar("kind of event", KINDS), one=True), "The kinds of events that it has; else, all."),
        "begins": Key(_PATTERN, "What the first line of each record of a text has."),
        "at": Key(_TEXT, "The time of a record: {name} is a group of `begins`, or a field."),
        "time": Key(_TEXT, "The format of that time, as strptime has it; without it, seconds or ISO 8601."),
        "records": Key(Items(_RULE), "What becomes of a record: the first rule that matches.", required=True),
        "ignore": Key(Items(_PATTERNS, one=True), "Records that say nothing of the protocol."),
    },
)
_FILE = Record(
    "logs.yaml",
    {
        "copies": Key(Table(Items(_TEXT, one=True)), "Of a party: the names in the logs, in order, or `as they come`."),
        "sources": Key(Table(_SOURCE, _TEXT), "The kinds of logs.", required=True),
    },
)

Conditions = tuple[tuple[str, re.Pattern[str]], ...]
"""A regular expression for each of some fields."""


@dataclass(frozen=True)
class Rule:
    """What a record becomes that meets some conditions: templates by key; those of `with` and `state` are nested."""

    conditions: Conditions
    templates: Mapping[str, str | Mapping[str, str]]
    place: Place


@dataclass(frozen=True)
class SourceMapping:
    """One kind of log."""

    name: str
    form: RawForm
    of: str
    shows: frozenset[str]
    begins: re.Pattern[str] | None
    at: str
    time: str
    rules: tuple[Rule, ...]
    ignored: tuple[Conditions, ...]
    place: Place

    @property
    def hidden(self) -> frozenset[str]:
        """The kinds of observations that it has no records of."""
        return frozenset(KINDS) - self.shows


@dataclass(frozen=True)
class LogMapping:
    """The content of `logs.yaml`: the sources, and the names of copies; None, where they are bound as they come."""

    sources: Mapping[str, SourceMapping]
    copies: Mapping[str, tuple[str, ...] | None]
    file: str = ""


def load_mapping(file: Path) -> LogMapping:
    """Read a file.

    Raises:
        SpecError: with every mistake found.
    """
    problems = Problems()
    read_file = read(read_document(file, str(file)), _FILE, problems)
    problems.stop_if_any()
    sources = {str(name): _source(str(name), entry, problems) for name, entry in read_file["sources"].items()}
    problems.stop_if_any()
    listed = (read_file.get("copies") or {}).items()
    copies = {str(party): None if names == [AS_THEY_COME] else tuple(map(str, names)) for party, names in listed}
    return LogMapping(sources, copies, str(file))


def _source(name: str, entry: Entries, problems: Problems) -> SourceMapping:
    begins = entry.get("begins")
    return SourceMapping(
        name,
        cast("RawForm", str(entry["form"])),
        str(entry.get("of") or ""),
        frozenset(map(str, entry.get("shows") or KINDS)),
        None if begins is None else _compiled(begins, problems),
        str(entry.get("at") or ""),
        str(entry.get("time") or ""),
        tuple(_rule(rule, problems) for rule in entry["records"]),
        tuple(_conditions(one, problems) for one in entry.get("ignore") or ()),
        entry.place,
    )


def _rule(entry: Entries, problems: Problems) -> Rule:
    templates = {key: _template(value) for key, value in entry.items() if key != "match"}
    return Rule(_conditions(entry["match"], problems), templates, entry.place)


def _template(value: Any) -> str | dict[str, str]:
    return {str(key): str(text) for key, text in value.items()} if isinstance(value, dict) else str(value)


def _conditions(match: Any, problems: Problems) -> Conditions:
    items = match.items() if isinstance(match, dict) else [(WHOLE, match)]
    return tuple((str(name), _compiled(text, problems)) for name, text in items)


def _compiled(text: Any, problems: Problems) -> re.Pattern[str]:
    try:
        return re.compile(str(text), re.MULTILINE)
    except (re.error, RecursionError, OverflowError) as error:
        problems.add(text.place, f"no regular expression: {error}", "", "the syntax is that of Python's re")
        return re.compile("")
