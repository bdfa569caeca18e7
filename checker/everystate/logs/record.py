"""The records of a log, and what an observation must be for a record to say it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from everystate.composing.field import Copy
from everystate.exploring.system import State
from everystate.logs.observation import Observation
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import Place


@dataclass(frozen=True, eq=False)
class Pattern:
    """What a record says, apart from when. Records of one source that say the same share it.

    Attributes:
        copies: of which of them it may be.
        kind: that of an observation; empty, if it only says what a state is.
        name: the name of the observation.
        values: what is known of its values, as text.
        peers: who may be at the other end; None, if that is unknown.
        narrows: raw values that fields may have after the step that it is about.
        text: the record in words.
    """

    copies: frozenset[Copy]
    kind: str
    name: str
    values: tuple[tuple[str, str], ...]
    peers: frozenset[Copy] | None
    narrows: tuple[tuple[int, frozenset[int]], ...]
    text: str

    def says(self, observed: Observation, words: Vocabulary, unknown: Collection[str] = ()) -> bool:
        """Whether this may be a record of an observation, some of whose values are unknown."""
        if (self.kind, self.name) != (observed.kind, observed.name) or observed.at not in self.copies:
            return False
        if self.peers is not None and observed.peer not in self.peers:
            return False
        known = dict(observed.values)
        parties: Mapping[str, str] = words.parties_of(observed.kind, observed.name, observed.at) if self.values else {}
        return all(
            name in unknown or (name in known and text in words.texts(parties.get(name, ""), known[name]))
            for name, text in self.values
        )

    def fits(self, state: State) -> bool:
        """Whether a joint state has what the record says of it."""
        return all(state[field] in raws for field, raws in self.narrows)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a log: its place in a file, its time in seconds if known, and as it is written there."""

    place: Place
    pattern: Pattern
    time: float | None = None
    written: str = ""


@dataclass(frozen=True)
class Source:
    """One order of records: those of one file, or of several that follow each other.

    `copies` are those of which it shows everything that they do, but for kinds of observations that are `hidden`.
    """

    name: str
    copies: frozenset[Copy]
    records: tuple[Record, ...]
    hidden: frozenset[str] = frozenset()

    def shows(self, observed: Observation) -> bool:
        """Whether it has a record of each observation like this."""
        return observed.at in self.copies and observed.kind not in self.hidden
