"""The records of a log in a form of its own, as records of the canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from everystate.composing.field import Copy
from everystate.logs.canonical import RecordReader
from everystate.logs.mapping import Conditions, LogMapping, Rule, SourceMapping
from everystate.logs.raw import Raw, raw_records
from everystate.logs.record import Record
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import Place, shortened

_NAMED = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Fate:
    """What became of a record: a record of the canonical form, or nothing, as it is ignored or no rule matches it."""

    place: Place
    text: str
    record: Record | None = None
    ignored: bool = False


@dataclass
class Bindings:
    """The copies that names in logs mean, of each party; of some parties, names are bound as they come."""

    words: Vocabulary
    bound: dict[str, dict[str, Copy]] = field(default_factory=dict[str, dict[str, Copy]])
    open: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Vocabulary, mapping: LogMapping) -> Bindings:
        """The bindings that a mapping declares."""
        bound = {
            party: dict(zip(names or (), words.names.copies.get(party, ()), strict=False))
            for party, names in mapping.copies.items()
        }
        return cls(words, bound, frozenset(party for party, names in mapping.copies.items() if names is None))

    def resolved(self, text: str, parties: Iterable[str]) -> str:
        """The copy of one of some parties that a text means; the text itself, if none is."""
        if text in self.words.copies:
            return text
        for party in parties:
            names = self.bound.setdefault(party, {})
            free = [copy for copy in self.words.names.copies.get(party, ()) if copy not in names.values()]
            if text not in names and party in self.open and free:
                names[text] = free[0]
            if text in names:
                return str(names[text])
        return text


class Mapper:
    """Maps the records of one source."""

    def __init__(self, mapping: SourceMapping, bindings: Bindings, reader: RecordReader) -> None:
        self.mapping = mapping
        self.bindings = bindings
        self.reader = reader
        self.spec = reader.words.spec

    def fates(self, file: str, lines: Iterable[str]) -> Iterator[Fate]:
        """What becomes of each record of a file, in order; mistakes are noted by the reader."""
        mapping = self.mapping
        for raw in raw_records(mapping.form, file, lines, mapping.begins):
            place = Place(file, raw.line)
            for rule in mapping.rules:
                if (groups := _met(rule.conditions, raw)) is not None:
                    said = self._filled(rule, {**self._head(raw), **raw.fields, **groups}, place)
                    yield Fate(place, str(raw), self.reader.record(said, place))
                    break
            else:
                yield Fate(place, str(raw), None, any(_met(one, raw) is not None for one in mapping.ignored))

    def _head(self, raw: Raw) -> dict[str, str]:
        """The groups of the first line of a text."""
        found = self.mapping.begins.search(str(raw)) if self.mapping.begins and self.mapping.form == "text" else None
        return {} if found is None else {name: text for name, text in found.groupdict().items() if text is not None}

    def _filled(self, rule: Rule, known: Mapping[str, str], place: Place) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for key, template in rule.templates.items():
            if isinstance(template, str):
                if (text := _filled(template, known)) is not None:
                    said[key] = text
            elif inner := {name: text for name, one in template.items() if (text := _filled(one, known)) is not None}:
                said[key] = inner
        when = _filled(self.mapping.at, known) if self.mapping.at else None
        if when is not None:
            said["at"] = self._time(when, place)
        return self._with_copies(said)

    def _time(self, text: str, place: Place) -> Any:
        if not self.mapping.time:
            try:
                return float(text)
            except ValueError:
                return text
        try:
            read = datetime.strptime(text, self.mapping.time)
        except ValueError:
            what, why = f"at: '{shortened(text)}' is no time", f"the format is {self.mapping.time}"
            self.reader.problems.add(place, what, why, f"see {self.mapping.place}")
            return None
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()

    def _with_copies(self, said: dict[str, Any]) -> dict[str, Any]:
        """The record with names of copies in place of those that the log has."""
        own = sorted({copy.party for copy in self.reader.copies})
        if "party" in said:
            said["party"] = self.bindings.resolved(said["party"], own)
        if "peer" in said:
            said["peer"] = self.bindings.resolved(said["peer"], self._others(said, own))
        if "with" in said:
            parties = self._of_values(said)
            said["with"] = {
                name: self.bindings.resolved(text, [parties[name]]) if parties.get(name) else text
                for name, text in said["with"].items()
            }
        return said

    def _others(self, said: Mapping[str, Any], own: list[str]) -> list[str]:
        """The parties that may be at the other end."""
        message, connection = said.get("message"), said.get("connection")
        ends = [(m.sender, m.receiver) for m in self.spec.messages if m.name == message]
        ends += [c.parties() for c in self.spec.connections if c.name == connection]
        return sorted({two if one in own else one for one, two in ends})

    def _of_values(self, said: Mapping[str, Any]) -> dict[str, str]:
        event = said.get("event", "")
        kind = event if "message" in said else "action"
        parties: dict[str, str] = {}
        for copy in self.reader.copies:
            parties |= self.reader.words.parties_of(kind, said.get("message", event), copy)
        return parties


def _met(conditions: Conditions, raw: Raw) -> dict[str, str] | None:
    """The groups of the expressions that a record meets; None where it does not meet one."""
    groups: dict[str, str] = {}
    for name, pattern in conditions:
        found = pattern.search(raw.fields[name]) if name in raw.fields else None
        if found is None:
            return None
        groups |= {key: text for key, text in found.groupdict().items() if text is not None}
    return groups


def _filled(template: str, known: Mapping[str, str]) -> str | None:
    """A template with its names filled in; None, if one is not known."""
    if any(name not in known for name in _NAMED.findall(template)):
        return None
    return _NAMED.sub(lambda found: known[found[1]], template)
