"""Why an expression is true or false in a joint state: the comparisons that make it so, with the values they have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from everystate.diagnosis.snapshot import Snapshot
from everystate.loading.expression import (
    Bound,
    Collection,
    Compare,
    Conditional,
    Constant,
    Expr,
    Link,
    Logic,
    Not,
    Quantifier,
    Size,
    Value,
    membership,
    shown,
)
from everystate.loading.printing import Writer

MOST_ROUNDS = 64
"""A loop with more rounds than this is explained as a whole, not round by round."""


@dataclass(frozen=True)
class Fact:
    """A part of an expression, whether it is true, and the values that make it so (`primary is server[1]`).

    `tree` is that part, if it is one comparison, in which the `names` are bound.
    """

    text: str
    true: bool
    values: tuple[str, ...] = ()
    tree: Expr | None = field(default=None, compare=False, repr=False)
    names: Mapping[str, Value] = field(default_factory=dict[str, Value], compare=False, repr=False)

    def __str__(self) -> str:
        because = f": {', '.join(self.values)}" if self.values else ""
        return f"{self.text} is {'true' if self.true else 'false'}{because}"


class Reasons:
    """Finds reasons in one snapshot; `own` is the party whose memory the expression reads, none for a claim."""

    def __init__(
        self, snapshot: Snapshot, names: Mapping[str, Value], parties: Mapping[str, str], own: str = ""
    ) -> None:
        self.snapshot = snapshot
        self.names = dict(names)
        self.parties = dict(parties)
        self.own = own
        copy = snapshot.ground.copy
        self.called_copies = {name: copy(self.parties[name], names[name]) for name in self.parties if name in names}
        self.writer = Writer(snapshot.ground.spec, own, self.called_copies)
        self.text = self.writer.expression

    def why(self, tree: Expr) -> tuple[Fact, ...]:
        """The facts from which the value of a truth expression follows, each once."""
        return tuple(dict.fromkeys(self._why(tree)))

    def _true(self, tree: Expr) -> bool:
        return bool(self.snapshot.value(tree, self.names))

    def _why(self, tree: Expr) -> Iterator[Fact]:
        match tree:
            case Not(item):
                yield from self._why(item)
            case Logic() if membership(tree) is None:
                deciding = tree.operator == "or"
                items = [item for item in tree.items if self._true(item) is deciding] or tree.items
                for item in items:
                    yield from self._why(item)
            case Conditional(test, then, other):
                yield from self._why(test)
                yield from self._why(then if self._true(test) else other)
            case Quantifier() if tree.kind in ("any", "all"):
                yield from self._quantified(tree)
            case Constant():
                return
            case _:
                yield self._atom(tree)

    # -- loops ----------------------------------------------------------------------------------------------------

    def _rounds(self, tree: Quantifier) -> Iterator[Reasons] | None:
        """The rounds of a loop in which its conditions hold; None, if there are too many to look at each."""
        counts = self.snapshot.ground.settings.counts
        ranges = [range(counts[party]) for _, party in tree.loops]
        total = 1
        for numbers in ranges:
            total *= len(numbers)
        if total > MOST_ROUNDS:
            return None
        made = (self._bound(tree, numbers) for numbers in itertools.product(*ranges))
        return (inner for inner in made if all(inner._true(test) for test in tree.conditions))

    def _bound(self, tree: Quantifier, numbers: tuple[int, ...]) -> Reasons:
        loops = dict(tree.loops)
        names = {**self.names, **dict(zip(loops, numbers, strict=True))}
        return Reasons(self.snapshot, names, {**self.parties, **loops}, self.own)

    def _quantified(self, tree: Quantifier) -> Iterator[Fact]:
        rounds = self._rounds(tree)
        if rounds is None:
            yield self._atom(tree)
            return
        inside = list(rounds)
        deciding = tree.kind == "any"
        decided = [one for one in inside if one._true(tree.element) is deciding] or inside
        if not decided:
            yield Fact(self.text(tree), self._true(tree), ("there is none",))
        for one in decided:
            yield from one._why(tree.element)

    def _counted(self, tree: Quantifier) -> str:
        rounds = self._rounds(tree)
        number = shown(self.snapshot.value(tree, self.names))
        if rounds is None:
            return number
        found = [one for one in rounds if one._true(tree.element)]
        called = [", ".join(one.text(Bound(name)) for name, _ in tree.loops) for one in found]
        return f"{number} ({'; '.join(called)})" if called else number

    # -- comparisons ----------------------------------------------------------------------------------------------

    def _atom(self, tree: Expr) -> Fact:
        """The fact about a comparison. A name that is compared itself stays in the text, with what it is beside."""
        sides: tuple[Expr, ...] = ()
        if isinstance(tree, Compare):
            sides = (tree.left, tree.right)
        elif isinstance(tree, Collection) and tree.operator == "in":
            sides = tree.items
        elif member := membership(tree):
            sides = (member[0], *member[1])
        compared = {side.name for side in sides if isinstance(side, Bound)}
        names = {name: copy for name, copy in self.called_copies.items() if name not in compared}
        text = replace(self.writer, called=names).expression
        said = (self._said(side, text(side)) for side in sides)
        return Fact(text(tree), self._true(tree), tuple(dict.fromkeys(filter(None, said))), tree, self.names)

    def _said(self, tree: Expr, text: str) -> str:
        """`primary is server[1]`; empty where the expression is its own value."""
        if isinstance(tree, Constant | Size):
            return ""
        if isinstance(tree, Quantifier) and tree.kind == "count":
            return f"it is {self._counted(tree)}"
        value = self.called(tree)
        return "" if value == text else f"{text} is {value}"

    def called(self, tree: Expr) -> str:
        """The value of an expression as text, copies by their names."""
        value = self.snapshot.value(tree, self.names)
        ground = self.snapshot.ground
        if party := self.writer.copies_of(tree):
            return ground.copy(party, value)
        if isinstance(tree, Bound) and tree.name in self.parties:
            return ground.copy(self.parties[tree.name], value)
        if isinstance(tree, Link) and tree.what == "head" and value is None:
            return "nothing"
        return shown(value)
