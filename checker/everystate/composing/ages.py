"""The ages of messages on their way, where a message takes at most a number of ticks.

A channel with ages has a field beside it: the age of each of its messages, head first, in ticks, counted up to the
most that a message takes. Messages in order never grow older toward the tail, so a field has few values. The receipt
of a message is urgent where its age is that number; see `Network.urgent`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import comb
from typing import Any

from everystate.composing.draft import Draft, NewValue
from everystate.composing.event import Edit
from everystate.composing.field import Channel, Field, FieldKey
from everystate.composing.settings import Settings
from everystate.loading.expression import shown
from everystate.loading.party import Trigger
from everystate.loading.spec import Connection
from everystate.problems import Problem, SpecError

MOST = 5_000
"""How many values the ages of one channel may have."""

Old = tuple[Any, ...]


def slowest(settings: Settings) -> int | None:
    """The most ticks that a message takes; None where messages have no ages.

    Raises:
        SpecError: it is no number of ticks, or something of the spec has no age.
    """
    time = settings.spec.time
    if time is None or time.slowest is None:
        return None
    most = settings.value(time.slowest)
    if type(most) is not int or most < 0:
        what, why = f"delivery is 0..{shown(most)}", "a message takes 0 or more ticks"
        raise SpecError([Problem(time.place, what, why, "set another number")])
    return most


def refuse_without_age(settings: Settings, connection: Connection, ordered: bool) -> None:
    """Refuse a connection whose messages or notices have no age.

    Raises:
        SpecError: it keeps no order, or some end takes a notice of it.
    """
    lost, spec = Trigger("lost", connection.name), settings.spec
    hears = any(spec.party(party).listens_to(lost) for party in connection.parties())
    if connection.opened_by is not None or hears:
        why = "its notices have no ages"
    elif not ordered:
        why = "ages are those of messages in order"
    else:
        return
    what = f"delivery in 0..{shown(slowest(settings))} ticks, and {connection.name}"
    raise SpecError([Problem(connection.place, what, why, "write delivery: instant or any")])


def field_of_ages(key: FieldKey, channel: Channel, held: int, most: int, connection: Connection) -> Field:
    """The field of the ages in a channel that holds some messages at the start.

    Raises:
        SpecError: the ages have too many values.
    """
    if comb(channel.capacity + most + 1, channel.capacity) > MOST:
        what = f"the ages of {channel.capacity:,} messages up to {most:,} ticks do not fit"
        why, instead = f"the limit is {MOST:,} values", "set a smaller capacity, or a coarser tick"
        raise SpecError([Problem(connection.place, what, why, instead)])
    lengths = range(channel.capacity + 1)
    older = range(most, -1, -1)
    values = tuple(itertools.chain(*(itertools.combinations_with_replacement(older, n) for n in lengths)))
    return Field(replace(key, kind="ages"), values.index((0,) * held), values)


class Ages:
    """The fields of ages of a layout, and what becomes of them."""

    def __init__(self, fields: Sequence[Field], index: Mapping[FieldKey, int], most: int | None) -> None:
        self.fields = fields
        self.most = most or 0
        keys = ((number, replace(one.key, kind="ages")) for number, one in enumerate(fields) if one.channel)
        self.of = {number: index[key] for number, key in keys if key in index}
        """The field of the ages for each channel that has one."""

    def pieces(self, draft: Draft) -> Iterator[tuple[Draft, bool]]:
        """The draft with the ages kept: where it is not put off, and where a younger message may wait."""
        made, taken = draft, -1
        for field, edits in draft.edits.items():
            if field in self.of:
                age = self.of[field]
                made = made.changing(age, self._mapped(age, partial(_edited, edits)))
                taken = age if edits[0].kind == "take" else taken
        if taken < 0:
            yield made, False
            return
        for lazy in (False, True):
            raws = (raw for raw, ages in self._values(taken) if ages and (ages[0] < self.most) == lazy)
            there = made.where({taken: frozenset(raws)})
            if there is not None:
                yield there, lazy

    def tick(self) -> dict[int, NewValue]:
        """What a tick does to each field of ages."""
        return {age: self._mapped(age, self._older) for age in self.of.values()}

    def _older(self, ages: Old) -> Old:
        return tuple(min(one + 1, self.most) for one in ages)

    def _values(self, age: int) -> Iterator[tuple[int, Old]]:
        for raw, ages in enumerate(self.fields[age].values):
            assert isinstance(ages, tuple)
            yield raw, ages

    def _mapped(self, age: int, change: Callable[[Old], Old]) -> dict[int, int]:
        """The new raw value for each old one; a value stays where the change is not possible."""
        raws = {ages: raw for raw, ages in self._values(age)}
        return {raw: raws.get(change(ages), raw) for ages, raw in raws.items()}


def _edited(edits: tuple[Edit, ...], ages: Old) -> Old:
    """The ages after edits of their channel."""
    for edit in edits:
        match edit.kind:
            case "take":
                ages = ages[1:]
            case "append" | "double":
                ages = (*ages, 0)
            case "lose":
                ages = ages[: edit.number] + ages[edit.number + 1 :]
            case "clear" | "remove":
                ages = ()
    return ages
