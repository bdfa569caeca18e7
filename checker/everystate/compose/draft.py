"""Events in the making: guards that narrow, updates that add up, sends that wait to be routed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from everystate.compose.formula import Cube
from everystate.compose.network import Accepts, Change, Copy, Edit, Move, Notice, Test, Transfer
from everystate.load.expression import Value
from everystate.load.spec import Row, Send


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
    """One piece of a step."""

    guard: dict[int, Accepts] = field(default_factory=dict)
    update: dict[int, Change] = field(default_factory=dict)
    settings: tuple[Setting, ...] = ()
    moves: tuple[Move, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    sent: tuple[Transfer, ...] = ()
    received: tuple[Transfer, ...] = ()
    notices: tuple[Notice, ...] = ()

    def where(self, cube: Cube) -> Draft | None:
        """This piece where fields have only these values; None if that is nowhere."""
        guard = dict(self.guard)
        for index, accepted in cube.items():
            before = guard.get(index)
            both = accepted if before is None else accepted & before  # type: ignore[operator]
            if not both:
                return None
            guard[index] = both
        return replace(self, guard=guard)

    def testing(self, index: int, *tests: Test) -> Draft:
        """This piece where a channel passes these tests, too."""
        before = self.guard.get(index, ())
        return replace(self, guard={**self.guard, index: (*before, *tests)})  # type: ignore[misc]

    def changing(self, index: int, change: Change) -> Draft:
        """This piece with one more field changed; edits of a channel follow those before them."""
        if isinstance(change, tuple):
            change = (*self.update.get(index, ()), *change)  # type: ignore[misc]
        return replace(self, update={**self.update, index: change})

    def appending(self, index: int, code: int) -> Draft:
        """This piece with a message queued: it needs room for one more than what it queues there already."""
        queued = sum(edit.kind == "append" for edit in self.update.get(index, ()) if isinstance(edit, Edit))
        tests = tuple(
            test for test in self.guard.get(index, ()) if not (isinstance(test, Test) and test.kind == "room")
        )
        guard = {**self.guard, index: (*tests, Test("room", queued + 1))}
        return replace(self, guard=guard).changing(index, (Edit("append", code),))


def narrowed(drafts: Iterable[Draft], cubes: Iterable[Cube]) -> list[Draft]:
    """Every draft in every box, where that is possible."""
    boxes = list(cubes)
    return [made for draft in drafts for cube in boxes if (made := draft.where(cube)) is not None]
