"""Events in the making: guards that narrow, updates that add up, sends that wait to be routed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from everystate.composing.formula import Cube
from everystate.composing.network import Accepts, Change, Copy, Edit, Move, Notice, Test, Transfer
from everystate.loading.expression import Value
from everystate.loading.spec import Row, Send
from everystate.problems import TooLarge

MAX_PIECES = 50_000


@dataclass(frozen=True)
class Outgoing:
    """A send of a row that is not routed yet: who sends, and what the names mean there."""

    send: Send
    row: Row
    sender: Copy
    names: dict[str, Value]


@dataclass(frozen=True)
class Setting:
    """A variable that a row sets, as a map from its old value."""

    field: int
    change: dict[int, int]
    row: Row


@dataclass(frozen=True)
class Draft:
    """One piece of a step.

    It is possible in a box of values of fields where the channels pass the tests; it maps fields and edits channels.
    """

    box: Cube = field(default_factory=Cube)
    tests: dict[int, tuple[Test, ...]] = field(default_factory=dict[int, tuple[Test, ...]])
    maps: dict[int, dict[int, int]] = field(default_factory=dict[int, dict[int, int]])
    edits: dict[int, tuple[Edit, ...]] = field(default_factory=dict[int, tuple[Edit, ...]])
    settings: tuple[Setting, ...] = ()
    moves: tuple[Move, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    sent: tuple[Transfer, ...] = ()
    received: tuple[Transfer, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def guard(self) -> tuple[tuple[int, Accepts], ...]:
        """What it asks of each field."""
        return (*self.box.items(), *self.tests.items())

    @property
    def update(self) -> tuple[tuple[int, Change], ...]:
        """What it makes of each field that it changes."""
        return (*self.maps.items(), *self.edits.items())

    def where(self, cube: Cube) -> Draft | None:
        """This piece where fields have only these values; None if that is nowhere."""
        box = intersection(self.box, cube)
        return None if box is None else replace(self, box=box)

    def testing(self, index: int, *tests: Test) -> Draft:
        """This piece where a channel passes these tests, too."""
        return replace(self, tests={**self.tests, index: (*self.tests.get(index, ()), *tests)})

    def changing(self, index: int, change: dict[int, int]) -> Draft:
        """This piece with one more field changed."""
        return replace(self, maps={**self.maps, index: change})

    def editing(self, index: int, *edits: Edit) -> Draft:
        """This piece with a channel edited, after what is done to it already."""
        return replace(self, edits={**self.edits, index: (*self.edits.get(index, ()), *edits)})

    def appending(self, index: int, code: int) -> Draft:
        """This piece with a message queued: it needs room for one more than what it queues there already."""
        queued = sum(edit.kind == "append" for edit in self.edits.get(index, ()))
        others = tuple(test for test in self.tests.get(index, ()) if test.kind != "room")
        made = replace(self, tests={**self.tests, index: (*others, Test("room", queued + 1))})
        return made.editing(index, Edit("append", code))


def bounded(drafts: list[Draft]) -> list[Draft]:
    """The drafts.

    Raises:
        TooLarge: they are too many for one step.
    """
    if len(drafts) > MAX_PIECES:
        raise TooLarge(f"a step has more than {MAX_PIECES:,} pieces")
    return drafts


def intersection(one: Cube, two: Cube) -> Cube | None:
    """Where both boxes are; None if that is nowhere."""
    made = dict(one)
    for index, accepted in two.items():
        both = accepted & made[index] if index in made else accepted
        if not both:
            return None
        made[index] = both
    return made


def narrowed(drafts: Iterable[Draft], cubes: Iterable[Cube]) -> list[Draft]:
    """Every draft in every box, where that is possible."""
    boxes = list(cubes)
    return [made for draft in drafts for cube in boxes if (made := draft.where(cube)) is not None]
