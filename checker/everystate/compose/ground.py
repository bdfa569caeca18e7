"""Expressions to formulas: quantifiers unrolled, parameters and bound names put in, reads turned into fields."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

from everystate.compose.formula import FALSE, MISSING, Const, Formula, Look, make
from everystate.compose.layout import Layout
from everystate.load.expression import (
    Arithmetic,
    Bound,
    Compare,
    Conditional,
    Constant,
    Expr,
    Left,
    Link,
    Logic,
    Not,
    Only,
    Parameter,
    Phase,
    Quantifier,
    Read,
    Size,
    Value,
)
from everystate.load.spec import Per

Names = Mapping[str, Value]


class Grounder:
    """Grounds expressions over one layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.settings = layout.settings

    def formula(self, tree: Expr, names: Names) -> Formula:  # noqa: C901, PLR0911, PLR0912
        """The formula of an expression, with these names bound."""
        match tree:
            case Constant(value):
                return Const(value)
            case Parameter(name):
                return Const(self.settings.values[name])
            case Bound(name):
                return Const(names[name])
            case Only():
                return Const(0)
            case Size(party):
                return Const(self.settings.counts[party])
            case Phase():
                return Look(self.layout.index["phase",]) if self.layout.spec.phases else Const("start")
            case Left(owner, name):
                return Look(self.layout.index["bound", owner, name])
            case Not(item):
                return make("not", self.formula(item, names))
            case Logic(operator, items):
                return make(operator, *(self.formula(item, names) for item in items))
            case Compare(sign, left, right) | Arithmetic(sign, left, right):
                return make(sign, self.formula(left, names), self.formula(right, names))
            case Conditional(test, then, other):
                return make("if", *(self.formula(item, names) for item in (test, then, other)))
            case Quantifier():
                return self._quantifier(tree, names)
            case Read():
                return self._read(tree, names)
            case Link():
                return self._link(tree, names)

    def _quantifier(self, tree: Quantifier, names: Names) -> Formula:
        items = []
        loops = [range(self.settings.counts[party]) for _, party in tree.loops]
        for numbers in itertools.product(*loops):
            inner = {**names, **{loop[0]: number for loop, number in zip(tree.loops, numbers, strict=True)}}
            condition = make("and", *(self.formula(test, inner) for test in tree.conditions))
            if condition == FALSE:
                continue
            element = self.formula(tree.element, inner)
            if tree.kind == "all":
                items.append(make("or", make("not", condition), element))
            else:
                items.append(make("and", condition, element))
        if tree.kind == "count":
            return make("count", *items) if items else Const(0)
        return make("and" if tree.kind == "all" else "or", *items)

    def _read(self, tree: Read, names: Names) -> Formula:
        parts = (tree.copy, *tree.index)
        parties = (tree.party, *(per.party for per in self._per(tree.party, tree.name)))
        indices = [self.formula(part, names) for part in parts]

        def look(numbers: tuple[int, ...]) -> Formula:
            return Look(self.layout.index["memory", tree.party, numbers[0], tree.name, *numbers[1:]])

        return self._choose(indices, parties, look)

    def _per(self, party: str, name: str) -> tuple[Per, ...]:
        declared = self.layout.spec.party(party)
        return next(item.per for item in (*declared.machines, *declared.variables) if item.name == name)

    def _choose(
        self, indices: list[Formula], parties: tuple[str, ...], look: Callable[[tuple[int, ...]], Formula]
    ) -> Formula:
        """What `look` gives for the copies that the indices say; MISSING where one is none or out of range."""
        made: Formula = Const(MISSING)
        choices = [
            [i.value] if isinstance(i, Const) else range(self.settings.counts[p])
            for i, p in zip(indices, parties, strict=True)
        ]
        for numbers in itertools.product(*choices):
            if any(
                type(n) is not int or not 0 <= n < self.settings.counts[p]
                for n, p in zip(numbers, parties, strict=True)
            ):
                continue
            test = make("and", *(make("==", i, Const(n)) for i, n in zip(indices, numbers, strict=True)))
            made = make("if", test, look(numbers), made)
        return made

    def _link(self, tree: Link, names: Names) -> Formula:
        connection = self.layout.spec.connection(tree.connection)
        indices = [self.formula(part, names) for part in tree.index]
        return self._choose(indices, connection.parties(), lambda numbers: self._link_of(tree, numbers))

    def _link_of(self, tree: Link, numbers: tuple[int, ...]) -> Formula:
        pairs = self.layout.between(tree.connection, (numbers[0], numbers[1]))
        if tree.what in ("is_open", "pending"):
            view = tree.what if tree.what == "is_open" else f"pending{tree.end}"
            return make("or", *(Look(self.layout.index["link", *pair.key], view) for pair in pairs))
        return self._channel_view(tree, [("channel", *pair.key, 1 - tree.end) for pair in pairs])

    def _channel_view(self, tree: Link, keys: list[tuple[object, ...]]) -> Formula:
        fields = [self.layout.index[key] for key in keys if key in self.layout.index]
        if tree.what == "length":
            made: Formula = Const(0)
            for field in fields:
                made = make("+", made, Look(field, "length"))
            return made
        head: Formula = Const(None)
        for field in reversed(fields):
            part = Look(field, f"head.{tree.part}" if tree.part else "head")
            head = make("if", make("==", Look(field, "length"), Const(0)), head, part)
        return head
