"""Drafts: pieces of a step before they become events, each with a guard, updates and sends that are not yet routed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from everystate.composing.event import Edit, Guard, Move, Notice, Test, Transfer, Update
from everystate.composing.field import Copy
from everystate.composing.formula import Cube
from everystate.composing.regions import ANYWHERE, Region
from everystate.composing.relations import Table
from everystate.loading.expression import Value
from everystate.loading.party import Row, Send
from everystate.problems import TooLarge

MAX_PIECES = 50_000


@dataclass(frozen=True)
class Outgoing:
    """A send of a row that is not yet routed: the sender, and the meaning of names there."""

    send: Send
    row: Row
    sender: Copy
    names: dict[str, Value]


NewValue = dict[int, int] | Table
"""The new raw value of a field, by its old one or by the values of several fields."""


@dataclass(frozen=True)
class Assigned:
    """A variable that a row sets."""

    field: int
    value: NewValue
    row: Row


@dataclass(frozen=True)
class Draining:
    """A connection that an end closes in this step, after what the step sends over it.

    `speaks` says whether this piece is for a step that does send over it; None for either.
    """

    end: int
    speaks: bool | None = None


@dataclass(frozen=True)
class Draft:
    """One piece of a step: it is possible in a region where the channels pass the tests."""

    region: Region = ANYWHERE
    tests: dict[int, tuple[Test, ...]] = field(default_factory=dict[int, tuple[Test, ...]])
    values: dict[int, NewValue] = field(default_factory=dict[int, NewValue])
    edits: dict[int, tuple[Edit, ...]] = field(default_factory=dict[int, tuple[Edit, ...]])
    assigned: tuple[Assigned, ...] = ()
    moves: tuple[Move, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    sent: tuple[Transfer, ...] = ()
    received: tuple[Transfer, ...] = ()
    notices: tuple[Notice, ...] = ()
    draining: dict[int, Draining] = field(default_factory=dict[int, Draining])

    @property
    def guard(self) -> Guard:
        """The conditions under which it is possible."""
        return (*self.region.box.items(), *self.region.relations.items(), *self.tests.items())

    @property
    def update(self) -> Update:
        """The change of each field that it changes."""
        return (*self.values.items(), *self.edits.items())

    def inside(self, region: Region) -> Draft | None:
        """This piece in a region; None if it is not possible there."""
        met = self.region.meet(region)
        return None if met is None else replace(self, region=met)

    def where(self, box: Cube) -> Draft | None:
        """This piece where fields have only these values; None if that is nowhere."""
        return self.inside(Region(box))

    def testing(self, index: int, *tests: Test) -> Draft:
        """This piece where a channel passes these tests, too."""
        return replace(self, tests={**self.tests, index: (*self.tests.get(index, ()), *tests)})

    def changing(self, index: int, value: NewValue) -> Draft:
        """This piece with one more field changed."""
        return replace(self, values={**self.values, index: value})

    def editing(self, index: int, *edits: Edit) -> Draft:
        """This piece with a channel edited, after what is done to it already."""
        return replace(self, edits={**self.edits, index: (*self.edits.get(index, ()), *edits)})

    def queued(self, index: int) -> int:
        """How many messages it queues in a channel."""
        return sum(edit.kind == "append" for edit in self.edits.get(index, ()))

    def appending(self, index: int, code: int | Table) -> Draft:
        """This piece with a message queued: it needs room for one more than what it queues there already."""
        queued = self.queued(index)
        others = tuple(test for test in self.tests.get(index, ()) if test.kind != "room")
        made = replace(self, tests={**self.tests, index: (*others, Test("room", queued + 1))})
        return made.editing(index, Edit("append", 0, code) if isinstance(code, Table) else Edit("append", code))


def bounded(drafts: list[Draft]) -> list[Draft]:
    """The same drafts, if they are few enough for one step.

    Raises:
        TooLarge: they are too many for one step.
    """
    if len(drafts) > MAX_PIECES:
        raise TooLarge(f"a step has more than {MAX_PIECES:,} pieces")
    return drafts


def narrowed(drafts: Iterable[Draft], regions: Iterable[Region]) -> list[Draft]:
    """Every draft in every region, where that may be possible."""
    wanted = list(regions)
    return [made for draft in drafts for region in wanted if (made := draft.inside(region)) is not None]
