"""The canonical form of a log: JSON Lines, an object for each record."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from everystate.composing.field import Copy
from everystate.loading.expression import shown
from everystate.logs.observation import EXPIRY, NOTICES, TRAFFIC
from everystate.logs.record import Pattern, Record
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import Place, Problems, Unknown, nearest, shortened

_OF = {**dict.fromkeys(TRAFFIC, "message"), **dict.fromkeys(NOTICES, "connection"), EXPIRY: "timer"}
"""For each kind of event, the key that says what it is about."""

_KEYS = ("at", "party", "event", "message", "connection", "timer", "with", "peer", "state")


class WrongError(Exception):
    """A record is wrong: what, why, and what would be right."""


class _Misnamed(Exception):
    """A record has a name that is not known: what it says, and the names that are."""

    def __init__(self, name: str, what: str, known: Collection[str]) -> None:
        super().__init__(what)
        self.name, self.what, self.known = name, what, known


class RecordReader:
    """Reads the records of a source, which is of some copies. Records that say the same have one pattern."""

    def __init__(self, words: Vocabulary, copies: frozenset[Copy], problems: Problems) -> None:
        self.words = words
        self.copies = copies
        self.problems = problems
        self.patterns: dict[str, Pattern | None] = {}

    def lines(self, file: str, lines: Iterator[str]) -> Iterator[Record]:
        """The records of a file, without blank lines; what is wrong is noted."""
        for number, line in enumerate(lines, 1):
            if line.strip():
                place = Place(file, number)
                try:
                    said = json.loads(line)
                except (ValueError, RecursionError) as error:
                    why = "each line is a JSON object"
                    self.problems.add(place, f"no JSON: {error}", why, "name the form of the file in logs.yaml")
                    continue
                if (made := self.record(said, place)) is not None:
                    yield made

    def record(self, said: Any, place: Place) -> Record | None:
        """The record that an object is; None if something is wrong, which is noted."""
        if not isinstance(said, dict):
            self.problems.add(place, "no record", "a record is an object", 'write {"event": ...}')
            return None
        when = said.pop("at", None)
        key = json.dumps(said, sort_keys=True)
        if key not in self.patterns:
            self.patterns[key] = self._noted(said, place)
        pattern = self.patterns[key]
        if pattern is None:
            return None
        try:
            return Record(place, pattern, seconds(when), "" if when is None else str(when))
        except WrongError as error:
            self.problems.add(place, *error.args)
            return None

    def _noted(self, said: dict[str, Any], place: Place) -> Pattern | None:
        try:
            return self._pattern(said)
        except WrongError as error:
            self.problems.add(place, *error.args)
        except _Misnamed as error:
            self.problems.unknown(Unknown(place, error.name, error.what, error.known))
        return None

    def _pattern(self, said: Mapping[str, Any]) -> Pattern:
        for key in said:
            if key not in _KEYS:
                raise _Misnamed(key, f"unknown key '{shortened(key)}' in a record", _KEYS)
        copies = self._copies(said.get("party"))
        narrows = tuple(self._narrows(copies, _mapping(said, "state")))
        if "event" not in said:
            if not narrows:
                raise WrongError("a record without 'event'", "", 'add "event": an action, sends, receives, ...')
            inside = ", ".join(f"{name} is {_text(value)}" for name, value in said["state"].items())
            return Pattern(copies, "", "", (), None, narrows, inside)
        kind, name = self._event(said, copies)
        values = {key: _text(value) for key, value in _mapping(said, "with").items()}
        self._check_values(kind, name, copies, values)
        peer = said.get("peer")
        peers = None if peer is None else self._peers(peer)
        text = self.words.described(kind, name, values, "" if peer is None else str(peer))
        return Pattern(copies, kind, name, tuple(values.items()), peers, narrows, text)

    def _copies(self, party: Any) -> frozenset[Copy]:
        """The copies of which a record may be."""
        if party is None:
            return self.copies
        found = self._known_copies(party, "party")
        if len(found) > 1 and len(self.copies & found) != 1:
            raise WrongError(f"which {party}?", f"there are {len(found)}", f"write {party}[0]")
        if not self.copies & found:
            shown_ones = ", ".join(sorted(map(str, self.copies)))
            raise WrongError(f"'{party}' is not of this source", f"it shows {shown_ones}", "name it before the file")
        return self.copies & found

    def _peers(self, peer: Any) -> frozenset[Copy]:
        return self._known_copies(peer, "peer")

    def _known_copies(self, name: Any, key: str) -> frozenset[Copy]:
        text = _text(name)
        if text not in self.words.copies:
            raise _Misnamed(text, f"{key}: no copy of a party is '{shortened(text)}'", self.words.copies)
        return frozenset(self.words.copies[text])

    def _event(self, said: Mapping[str, Any], copies: frozenset[Copy]) -> tuple[str, str]:
        """The kind and the name of an event, which a copy can do or notice."""
        event = _text(said["event"])
        about = _OF.get(event, "")
        if about and about in said:
            name = _text(said[about])
            known = self._names(event, copies)
            if name not in known:
                raise _Misnamed(name, f"{about}: {_listed(copies)} never {event} '{shortened(name)}'", known)
            return event, name
        actions = {action.name for copy in copies for action in self.words.spec.party(copy.party).actions}
        if event in actions:
            return "action", event
        if about:
            raise WrongError(f"'{event}' without '{about}'", "", f'add "{about}": its name')
        known_events = {*_OF, *actions}
        raise _Misnamed(event, f"{_listed(copies)} has no event '{shortened(event)}'", known_events)

    def _names(self, event: str, copies: frozenset[Copy]) -> set[str]:
        """The messages that one of the copies can send or receive, or its connections, or its timers."""
        spec = self.words.spec
        if event == EXPIRY:
            return {timer.name for copy in copies for timer in spec.party(copy.party).timers}
        if event in NOTICES:
            return {one.name for one in spec.connections for copy in copies if copy.party in one.parties()}
        return {
            m.name for m in spec.messages for c in copies if c.party == (m.sender if event == "sends" else m.receiver)
        }

    def _check_values(self, kind: str, name: str, copies: frozenset[Copy], values: Mapping[str, str]) -> None:
        parties = {key: party for copy in copies for key, party in self.words.parties_of(kind, name, copy).items()}
        for key, text in values.items():
            if key not in parties:
                raise _Misnamed(key, f"with: {name} has no '{shortened(key)}'", parties)
            party = parties[key]
            numbers = range(len(self.words.names.copies[party])) if party else ()
            if party and not any(text in self.words.texts(party, number) for number in numbers) and text != "none":
                why = f"there are {len(numbers)} of {party}"
                raise WrongError(f"{key}: no {party} is '{shortened(text)}'", why, "set more copies with --set")

    def _narrows(self, copies: frozenset[Copy], state: Mapping[str, Any]) -> Iterator[tuple[int, frozenset[int]]]:
        if state and len(copies) != 1:
            raise WrongError("'state' of which copy?", "", 'add "party"')
        for name, value in state.items():
            [copy] = copies
            own = " ".join(str(name).split())
            if (copy, own) not in self.words.fields:
                known = {known for owner, known in self.words.fields if owner == copy}
                raise _Misnamed(own, f"state: {copy} has no '{shortened(own)}'", known)
            number = self.words.fields[copy, own]
            field, party = self.words.network.fields[number], ""
            if field.kind == "variable":
                party = self.words.spec.party(copy.party).copies_in(field.key.name)
            raws = (raw for raw, known in enumerate(field.values) if _text(value) in self.words.texts(party, known))
            if not (found := frozenset(raws)):
                what = f"state: {own} is never '{shortened(_text(value))}'"
                raise WrongError(what, "", nearest(_text(value), map(shown, field.values)))
            yield number, found


def seconds(when: Any) -> float | None:
    """A time in seconds: a number, or an ISO 8601 time, which is UTC where it names no zone.

    Raises:
        WrongError: it is neither.
    """
    if when is None:
        return None
    if isinstance(when, int | float) and not isinstance(when, bool):
        return float(when)
    try:
        read = datetime.fromisoformat(str(when))
    except ValueError:
        what = f"at: '{shortened(str(when))}' is no time"
        raise WrongError(what, "a time is a number of seconds or an ISO 8601 time", "") from None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _mapping(said: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = said.get(key, {})
    if not isinstance(found, dict):
        raise WrongError(f"'{key}' is no object", "", f'write "{key}": {{"name": value}}')
    return found


def _text(value: Any) -> str:
    """A value of JSON as the language writes it."""
    if isinstance(value, bool) or value is None:
        return shown(value)
    return str(value)


def _listed(copies: Collection[Copy]) -> str:
    return " or ".join(sorted(map(str, copies)))
