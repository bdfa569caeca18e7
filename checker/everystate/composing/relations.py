"""Conditions on several fields together, and values that are read from several fields.

Each class is an executable definition. An engine may compute the same result in another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Fields = tuple[int, ...]
"""The fields of a relation (two at least) or of a table (one at least), each once."""

Raws = tuple[int, ...]
"""A raw value for each of these fields, in the same order."""


@dataclass(frozen=True)
class Together:
    """A relation: the fields have one of these combinations of raw values."""

    raws: frozenset[Raws]

    def accepts(self, raws: Raws) -> bool:
        """Whether the relation has this combination."""
        return raws in self.raws


@dataclass(frozen=True)
class Difference:
    """A relation of two fields with large domains: first minus second is one of these numbers."""

    numbers: frozenset[int]

    def accepts(self, raws: Raws) -> bool:
        """Whether the relation has this combination."""
        return raws[0] - raws[1] in self.numbers


Relation = Together | Difference


@dataclass(frozen=True, eq=False)
class Table:
    """A raw value for each combination of raw values of some fields, as they are before the step."""

    fields: Fields
    entries: Mapping[Raws, int]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and (self.fields, self.entries) == (other.fields, other.entries)

    def __hash__(self) -> int:
        return hash((self.fields, frozenset(self.entries.items())))

    def at(self, state: Sequence[int] | Mapping[int, int]) -> int:
        """The entry for a joint state.

        Raises:
            KeyError: the guard of the event excludes this state.
        """
        return self.entries[tuple([state[field] for field in self.fields])]
