"""Ground formulas: an expression after every name has become a constant or a field of the network.

`cases` splits a formula into disjoint boxes of field values, one value each: the paths of its decision diagram.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from everystate.composing.effort import Effort
from everystate.loading.expression import Value, View
from everystate.problems import TooLarge

Cube = dict[int, frozenset[int]]

MAX_CASES = 50_000


class Missing:
    """The value of something that is indexed by none: every comparison with it is false."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()


class Formula:
    """A constant, a look at a field, or an operation."""

    @cached_property
    def support(self) -> tuple[int, ...]:
        """The fields it depends on, in order of first appearance."""
        return ()

    @cached_property
    def weight(self) -> int:
        """How many parts it has."""
        return 1


@dataclass(frozen=True)
class Const(Formula):
    """A value. Truth values and numbers differ: Const(True) is not Const(1)."""

    value: Value | Missing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Const) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True)
class Look(Formula):
    """What a field shows at a raw value.

    value: what the integer means. Of a connection, is_open; pending, whether `end` has yet to notice its loss. Of a
    channel, its length; its head: the name of the message, or its value of the name `part`.
    """

    field: int
    view: View | Literal["value"] = "value"
    end: int = -1
    part: str = ""

    @cached_property
    def support(self) -> tuple[int, ...]:
        return (self.field,)


@dataclass(frozen=True)
class Op(Formula):
    """An operation on formulas: not, and, or, if, count, a comparison, one on numbers, or one on lists and sets."""

    kind: str
    items: tuple[Formula, ...]

    @cached_property
    def support(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(field for item in self.items for field in item.support))

    @cached_property
    def weight(self) -> int:
        return 1 + sum(item.weight for item in self.items)

    @cached_property
    def _hash(self) -> int:
        return hash((self.kind, self.items))

    def __hash__(self) -> int:
        return self._hash


TRUE, FALSE = Const(True), Const(False)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda a, b: isinstance(a, int) and isinstance(b, int) and compare(a, b)


def _counted(compute: Callable[[int, int], int]) -> Callable[[Any, Any], Any]:
    """The operation on numbers; MISSING for anything else, and for a division by zero."""

    def made(a: Any, b: Any) -> Any:
        if not (isinstance(a, int) and isinstance(b, int)):
            return MISSING
        try:
            return compute(a, b)
        except ZeroDivisionError:
            return MISSING

    return made


def _are(kind: type, *values: object) -> bool:
    return all(isinstance(value, kind) for value in values)


def _less(one: Any, other: Any) -> Any:
    """A difference of numbers or sets, or a list without the elements of another."""
    if _are(tuple, one, other):
        return tuple(item for item in one if item not in other)
    return one - other if _are(int, one, other) or _are(frozenset, one, other) else MISSING


def _slice(one: Any, low: Any, high: Any = None) -> Any:
    """The elements of a list from one index to another, which it must have; MISSING where it has not."""
    last: Any = len(one) if high is None and _are(tuple, one) else high
    return one[low:last] if _are(tuple, one) and _are(int, low, last) and 0 <= low <= last <= len(one) else MISSING


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "not": lambda a: not a,
    "and": lambda *items: all(items),
    "or": lambda *items: any(items),
    "if": lambda test, then, other: then if test else other,
    "count": lambda *items: sum(map(bool, items)),
    "==": lambda a, b: a is not MISSING and b is not MISSING and a == b,
    "!=": lambda a, b: a is not MISSING and b is not MISSING and a != b,
    "<": _ordered(lambda a, b: a < b),
    "<=": _ordered(lambda a, b: a <= b),
    ">": _ordered(lambda a, b: a > b),
    ">=": _ordered(lambda a, b: a >= b),
    "+": lambda a, b: a + b if _are(int, a, b) or _are(tuple, a, b) else MISSING,
    "-": _less,
    "*": _counted(operator.mul),
    "//": _counted(operator.floordiv),
    "%": _counted(operator.mod),
    "min": _counted(min),
    "max": _counted(max),
    "|": lambda a, b: a | b if _are(frozenset, a, b) else MISSING,
    "&": lambda a, b: a & b if _are(frozenset, a, b) else MISSING,
    "list": lambda *items: MISSING if MISSING in items else items,
    "set": lambda *items: MISSING if MISSING in items else frozenset(items),
    "in": lambda a, b: a is not MISSING and isinstance(b, tuple | frozenset) and a in b,
    "len": lambda a: len(a) if isinstance(a, tuple | frozenset) else MISSING,
    "item": lambda a, n: a[n] if _are(tuple, a) and _are(int, n) and 0 <= n < len(a) else MISSING,
    "slice": _slice,
}


def make(kind: str, *items: Formula) -> Formula:
    """The operation, simplified as far as constants allow."""
    if kind in ("and", "or"):
        return _logic(kind, items)
    if kind == "if" and isinstance(items[0], Const):
        return items[1] if items[0].value else items[2]
    if kind == "if" and items[1] == items[2]:
        return items[1]
    values = [item.value for item in items if isinstance(item, Const)]
    if len(values) == len(items):
        return Const(OPERATIONS[kind](*values))
    if kind == "not" and isinstance(items[0], Op) and items[0].kind == "not":
        return items[0].items[0]
    return Op(kind, items)


def _logic(kind: str, items: tuple[Formula, ...]) -> Formula:
    neutral, deciding = (TRUE, FALSE) if kind == "and" else (FALSE, TRUE)
    kept: dict[Formula, None] = {}
    for item in items:
        if item == deciding:
            return deciding
        if item != neutral:
            kept.update(dict.fromkeys(item.items if isinstance(item, Op) and item.kind == kind else (item,)))
    if len(kept) <= 1:
        return next(iter(kept), neutral)
    return Op(kind, tuple(kept))


Looker = Callable[[Look, int], Any]
"""What a look shows at a raw value of its field."""


def restrict(formula: Formula, field: int, raw: int, look: Looker) -> Formula:
    """The formula where a field is known to have this raw value."""
    if field not in formula.support:
        return formula
    if isinstance(formula, Look):
        return Const(look(formula, raw))
    assert isinstance(formula, Op)
    return make(formula.kind, *(restrict(item, field, raw, look) for item in formula.items))


def evaluate(formula: Formula, state: Sequence[int] | Mapping[int, int], look: Looker) -> Any:
    """The value in a joint state, or where the fields that the formula looks at have these values."""
    if isinstance(formula, Const):
        return formula.value
    if isinstance(formula, Look):
        return look(formula, state[formula.field])
    assert isinstance(formula, Op)
    return OPERATIONS[formula.kind](*(evaluate(item, state, look) for item in formula.items))


def cases(
    formula: Formula, sizes: Callable[[int], int], look: Looker, effort: Effort, last: int = -1
) -> list[tuple[Cube, Formula]]:
    """Disjoint boxes that cover everything, each with what is left of the formula there.

    What is left is a constant, or depends only on the field `last`, on which is not split.

    Raises:
        TooLarge: there are too many, or it takes more than the effort that is left.
    """
    field = next((f for f in formula.support if f != last), None)
    if field is None:
        return [({}, formula)]
    groups: dict[Formula, list[int]] = {}
    effort.spend(sizes(field) * (4 + formula.weight))
    for raw in range(sizes(field)):
        groups.setdefault(restrict(formula, field, raw, look), []).append(raw)
    made: list[tuple[Cube, Formula]] = []
    for left, raws in groups.items():
        for cube, value in cases(left, sizes, look, effort, last):
            made.append(({field: frozenset(raws), **cube}, value))
        if len(made) > MAX_CASES:
            raise TooLarge(f"an expression has more than {MAX_CASES:,} cases")
    return made


def decided_cases(
    formula: Formula, sizes: Callable[[int], int], look: Looker, effort: Effort
) -> list[tuple[Cube, Value | Missing]]:
    """Disjoint boxes that cover everything, each with the value that the formula has there."""
    return [(cube, left.value) for cube, left in cases(formula, sizes, look, effort) if isinstance(left, Const)]


def value_at(formula: Formula, field: int, raw: int, look: Looker) -> Value | Missing:
    """The value of a formula that depends on no other field, where this field has this raw value."""
    left = restrict(formula, field, raw, look)
    assert isinstance(left, Const)
    return left.value
