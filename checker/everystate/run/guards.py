"""Expressions evaluated over a running program's memory."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from everystate.compose.formula import OPERATIONS
from everystate.compose.settings import Settings
from everystate.load.expression import (
    Arithmetic,
    Bound,
    Compare,
    Conditional,
    Constant,
    Expr,
    Logic,
    Not,
    Parameter,
    Quantifier,
    Read,
    Size,
    Value,
)

Reader = Callable[..., Value]


def evaluate(tree: Expr, settings: Settings, names: Mapping[str, Any], read: Reader) -> Any:
    """The value of an expression; `read(name, *index)` gives what the party remembers.

    Raises:
        KeyError: a name that the expression uses and the event does not bind.
        LookupError: `is_open`, which no program can know.
    """

    def value(item: Expr) -> Any:
        return evaluate(item, settings, names, read)

    match tree:
        case Constant(constant):
            return constant
        case Parameter(name):
            return settings.values[name]
        case Bound(name):
            return names[name]
        case Size(party):
            return settings.counts[party]
        case Read(_, _, name, index):
            return read(name, *map(value, index))
        case Not(item):
            return not value(item)
        case Logic(operator, items):
            return (all if operator == "and" else any)(value(item) for item in items)
        case Compare(sign, left, right) | Arithmetic(sign, left, right):
            return OPERATIONS[sign](value(left), value(right))
        case Conditional(test, then, other):
            return value(then) if value(test) else value(other)
        case Quantifier():
            return _quantified(tree, settings, names, read)
        case _:
            raise LookupError(f"a running program cannot know {tree}")


def _quantified(tree: Quantifier, settings: Settings, names: Mapping[str, Any], read: Reader) -> bool | int:
    values = _elements(tree, settings, names, read)
    if tree.kind == "count":
        return sum(map(bool, values))
    return (any if tree.kind == "any" else all)(values)


def _elements(tree: Quantifier, settings: Settings, names: Mapping[str, Any], read: Reader) -> Iterator[Any]:
    for numbers in itertools.product(*(range(settings.counts[party]) for _, party in tree.loops)):
        inner = {**names, **{loop[0]: number for loop, number in zip(tree.loops, numbers, strict=True)}}
        if all(evaluate(test, settings, inner, read) for test in tree.conditions):
            yield evaluate(tree.element, settings, inner, read)
