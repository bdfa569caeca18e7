"""Expressions as trees: data that can be printed, compiled and drawn. Every name is resolved already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any
from typing import Literal as OneOf

Plain = str | int | bool | None
Value = Plain | tuple[Plain, ...] | frozenset[Plain]
"""A word, a number, true or false, none; a list or a set of these."""

Comparison = OneOf["==", "!=", "<", "<=", ">", ">="]
View = OneOf["is_open", "pending", "head", "length"]
Junction = OneOf["and", "or"]
Sign = OneOf["+", "-", "*", "//", "%", "min", "max", "|", "&"]
Collecting = OneOf["list", "set", "in", "len", "item", "slice"]
Counting = OneOf["any", "all", "count"]


def shown(value: object, element: Callable[[Any], str] | None = None) -> str:
    """A value as the language writes it: `none`, `true`, `3`, `asked`, `[a, b]`, `{a, b}`.

    `element` writes the elements of lists and sets, if not this function.
    """
    element = element or shown
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return f"[{', '.join(map(element, value))}]"
    if isinstance(value, frozenset):
        return f"{{{', '.join(map(element, sorted(value, key=_rank)))}}}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rank(value: object) -> tuple[str, object]:
    """Where a value stands among the members of a set: numbers by size, words by the alphabet."""
    return type(value).__name__, value if isinstance(value, int) else shown(value)


@dataclass(frozen=True)
class Constant:
    """A number, a word, true, false or none."""

    value: Value


@dataclass(frozen=True)
class Parameter:
    """A parameter of the system."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Bound:
    """A name bound by the event, the row, or a quantifier: a copy, or a field of a message."""

    name: str


@dataclass(frozen=True)
class Only:
    """The only copy of a party."""

    party: str


@dataclass(frozen=True)
class Size:
    """The number of copies of a party."""

    party: str


@dataclass(frozen=True)
class Read:
    """A machine's state or a variable of one copy of a party."""

    party: str
    copy: Expr
    name: str
    index: tuple[Expr, ...] = ()


@dataclass(frozen=True)
class Link:
    """Something of one connection: is_open, pending, head, length; `end` is the index of an end, -1 for none.

    `part` is what of the head is asked for: the name of the message, or of what it carries.
    """

    connection: str
    index: tuple[Expr, ...]
    what: View
    end: int = -1
    part: str = ""


@dataclass(frozen=True)
class Left:
    """The rest of a bound: how often an action (`owner` a party) or a fault (`owner` a connection) may still happen."""

    owner: str
    name: str


@dataclass(frozen=True)
class Phase:
    """The phase that began last."""


@dataclass(frozen=True)
class Not:
    """Negation."""

    item: Expr


@dataclass(frozen=True)
class Logic:
    """A conjunction or a disjunction."""

    operator: Junction
    items: tuple[Expr, ...]


@dataclass(frozen=True)
class Compare:
    """A comparison of two values."""

    operator: Comparison
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Arithmetic:
    """A sum, a difference, a product, a quotient rounded down, a remainder, or the smaller or larger of two numbers.

    Of lists `+` and `-`, of sets `|`, `&` and `-`.
    """

    operator: Sign
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Conditional:
    """`then if test else other`."""

    test: Expr
    then: Expr
    other: Expr


@dataclass(frozen=True)
class Collection:
    """Something of lists and sets.

    list, set: the one with these elements. in: whether an element is in one. len: how many it has. item: the one at an
    index. slice: those from an index on, or up to another.
    """

    operator: Collecting
    items: tuple[Expr, ...]


@dataclass(frozen=True)
class Quantifier:
    """any, all or count of `element`, for each variable over the copies of a party, where `conditions` hold."""

    kind: Counting
    element: Expr
    loops: tuple[tuple[str, str], ...]
    conditions: tuple[Expr, ...]


Expr = (
    Constant
    | Parameter
    | Bound
    | Only
    | Size
    | Read
    | Link
    | Left
    | Phase
    | Not
    | Logic
    | Compare
    | Arithmetic
    | Conditional
    | Collection
    | Quantifier
)

Operation = Not | Logic | Compare | Arithmetic | Conditional | Collection
Observation = Read | Link | Left | Phase

TRUE = Constant(True)


def operation(tree: Operation) -> tuple[str, tuple[Expr, ...]]:
    """What an operation does, in one word, and to what."""
    match tree:
        case Not(item):
            return "not", (item,)
        case Logic(operator, items) | Collection(operator, items):
            return operator, items
        case Compare(sign, left, right) | Arithmetic(sign, left, right):
            return sign, (left, right)
        case Conditional(test, then, other):
            return "if", (test, then, other)


def membership(tree: Expr) -> tuple[Expr, tuple[Expr, ...]] | None:
    """The sides of `left in (a, b)`, kept as comparisons with each, or of `left in servers`, kept as two."""
    match tree:
        case Logic("and", (Compare(">=", left, Constant(0)), Compare("<", same, Size() as size))) if left == same:
            return left, (size,)
        case Logic("or", (Compare("==", left), _, *_) as items):
            equal = [
                item for item in items if isinstance(item, Compare) and item.operator == "==" and item.left == left
            ]
            return (left, tuple(item.right for item in equal)) if len(equal) == len(items) else None
        case _:
            return None


def parts(tree: Expr) -> Iterator[Expr]:
    """The tree and everything in it."""
    yield tree
    for item in fields(tree):
        value = getattr(tree, item.name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Expr):
                yield from parts(child)
