"""Which events commute: read off the guards and updates, field by field, before anything is explored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everystate.composing.event import Change, Test
from everystate.composing.field import Field
from everystate.composing.network import Network
from everystate.composing.relations import Difference, Table, Together

_MOST_VALUES = 1 << 11
"""A field with more values is not analysed: all events that use it are assumed to depend on one another."""

_Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Independence:
    """The commutation of pairs of events, and whether each event changes something.

    `commutes[a, b]`: wherever b follows a, b was possible before a and a after b, and both orders lead to the same
    state. `changes[a]`: a changes something (`Network.changes`) wherever it is possible. False where it is not known:
    each field is looked at by itself, as if the others could have any value.
    """

    commutes: _Truths
    changes: _Truths


def independence(network: Network) -> Independence:
    """Which events commute, and which always change something; those that wait until settled depend on all."""
    count = len(network.events)
    waits = np.array([event.waits for event in network.events], np.bool_)
    commutes = ~(waits | waits[:, None])
    changes = np.zeros(count, np.bool_)
    known: dict[Any, tuple[_Truths, _Truths]] = {}
    uses_of, together = _uses(network), _Together(network)
    for number, (field, uses) in enumerate(zip(network.fields, uses_of, strict=True)):
        roles = {role.key: role for role in uses.values()}
        if not any(role.change for role in roles.values()):
            continue
        places = {key: number for number, key in enumerate(roles)}
        users, which = np.array([(user, places[role.key]) for user, role in uses.items()], np.int64).T
        shape = (_shape(field), *roles)
        if shape not in known:
            known[shape] = _looked_at(field, list(roles.values()))
        in_pairs, alone = known[shape]
        commutes[np.ix_(users, users)] &= in_pairs[np.ix_(which, which)]
        if number not in network.observers:
            changes[users] |= alone[which]
    for readers, writers in together.dependent(uses_of):
        commutes[np.ix_(readers, writers)] = False
        commutes[np.ix_(writers, readers)] = False
    return Independence(commutes, changes)


def _shape(field: Field) -> tuple[int, ...]:
    """The shape of a field: fields of equal shape have the same values."""
    channel = field.channel
    return (len(field.values),) if channel is None else (len(channel.alphabet), channel.capacity, channel.ordered)


def _looked_at(field: Field, roles: Sequence[_Role]) -> tuple[_Truths, _Truths]:
    """Which roles commute, and which change everything that they accept, as far as is known."""
    values = _values(field)
    if len(values) > _MOST_VALUES:
        return np.zeros((len(roles), len(roles)), np.bool_), np.zeros(len(roles), np.bool_)
    table = _Table(field, values, roles)
    return table.commute(), table.change()


@dataclass(frozen=True)
class _Role:
    """The values of a field that an event accepts, and its change of them."""

    accepts: frozenset[int] | tuple[Test, ...] | None
    change: Change | None

    @property
    def key(self) -> tuple[Any, Any]:
        change = tuple(sorted(self.change.items())) if isinstance(self.change, dict) else self.change
        return self.accepts, change


def _uses(network: Network) -> list[dict[int, _Role]]:
    """For each field the events that test it or change it by itself."""
    made: list[dict[int, _Role]] = [{} for _ in network.fields]
    for number, event in enumerate(network.events):
        guard, update = dict(event.guard), dict(event.update)
        for field in dict.fromkeys(chain((key for key in guard if isinstance(key, int)), update)):
            accepts, change = guard.get(field), update.get(field)
            assert not isinstance(accepts, Together | Difference)
            made[field][number] = _Role(accepts, None if _reads(change) else change)
    return made


def _reads(change: Change | None) -> bool:
    """Whether a change reads other fields."""
    return isinstance(change, Table) or (isinstance(change, tuple) and any(edit.table for edit in change))


class _Together:
    """For each field, the events that read it in a relation or a table, and those that change it by reading others."""

    def __init__(self, network: Network) -> None:
        self.reading: list[set[int]] = [set() for _ in network.fields]
        self.computing: list[set[int]] = [set() for _ in network.fields]
        for number, event in enumerate(network.events):
            for key, _ in event.guard:
                for field in key if isinstance(key, tuple) else ():
                    self.reading[field].add(number)
            for field, change in event.update:
                if _reads(change):
                    self.computing[field].add(number)
                tables = [change] if isinstance(change, Table) else _tables(change)
                for table in tables:
                    for read in table.fields:
                        self.reading[read].add(number)

    def dependent(self, uses: Sequence[dict[int, _Role]]) -> Iterator[tuple[list[int], list[int]]]:
        """Pairs of sets of events: each event of the first depends on each of the second.

        A relation or a table of an event depends on every event that may change one of its fields. What an event
        computes from other fields may conflict with every use of the field that it changes.
        """
        for reading, computing, roles in zip(self.reading, self.computing, uses, strict=True):
            changing = computing | {number for number, role in roles.items() if role.change}
            if reading and changing:
                yield sorted(reading), sorted(changing)
            if computing:
                yield sorted(computing), sorted(computing | roles.keys())


def _tables(change: Change) -> list[Table]:
    return [edit.table for edit in change if edit.table] if isinstance(change, tuple) else []


def _values(field: Field) -> Sequence[int]:
    """Every value that a field may have; more than are looked at, if there are too many."""
    if field.channel is None:
        return range(len(field.values))
    codes = range(1, len(field.channel.alphabet) + 1)
    lengths = range(field.channel.capacity + 1)
    if sum(len(codes) ** length for length in lengths) > _MOST_VALUES:
        return range(_MOST_VALUES + 1)
    return sorted({field.channel.content(queued) for length in lengths for queued in product(codes, repeat=length)})


class _Table:
    """A field's values by their places: for each role which it accepts, and the place of what it makes of each."""

    def __init__(self, field: Field, values: Sequence[int], roles: Sequence[_Role]) -> None:
        self.channel = field.channel
        self.values = values
        self.places = {value: place for place, value in enumerate(values)}
        self.passing: dict[Test, _Truths] = {}
        self.accepted: _Truths = np.array([self._accepted(role.accepts) for role in roles])
        self.after: NDArray[np.int64] = np.tile(np.arange(len(values)), (len(roles), 1))
        for role, accepted, after in zip(roles, self.accepted, self.after, strict=True):
            for place in np.flatnonzero(accepted).tolist() if role.change else ():
                after[place] = self.places[self._made(role.change, values[place])]

    def _accepted(self, accepts: frozenset[int] | tuple[Test, ...] | None) -> _Truths:
        made: _Truths = np.ones(len(self.values), np.bool_)
        if isinstance(accepts, frozenset):
            made &= np.isin(self.values, list(accepts))
        else:
            for test in accepts or ():
                made &= self._passing(test)
        return made

    def _passing(self, test: Test) -> _Truths:
        """The contents that pass a test."""
        assert self.channel is not None
        if test not in self.passing:
            self.passing[test] = np.array([test.accepts(self.channel, content) for content in self.values])
        return self.passing[test]

    def _made(self, change: Change | None, value: int) -> int:
        if isinstance(change, dict):
            return change.get(value, value)
        assert self.channel is not None
        assert not isinstance(change, Table)
        for edit in change or ():
            value = edit.apply(self.channel, value)
        return value

    def change(self) -> _Truths:
        """The roles that change every value that they accept."""
        made: _Truths = (~self.accepted | (self.after != np.arange(self.after.shape[1]))).all(axis=1)
        return made

    def commute(self) -> _Truths:
        """For a first role and a second one: whether they commute wherever one follows the other."""
        made = np.empty((len(self.after), len(self.after)), np.bool_)
        for first, (accepted, after) in enumerate(zip(self.accepted, self.after, strict=True)):
            before = np.flatnonzero(accepted)
            between, swapped = after[before], self.after[:, before]
            follows = self.accepted[:, between]
            same = self.accepted[:, before] & accepted[swapped] & (after[swapped] == self.after[:, between])
            made[first] = (~follows | same).all(axis=1)
        return made
