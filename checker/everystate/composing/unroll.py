"""Expressions to formulas: quantifiers unrolled, parameters and bound names put in; what is observed is asked for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from math import prod
from typing import Protocol

from everystate.composing.effort import Effort
from everystate.composing.formula import FALSE, MISSING, Const, Formula, Missing, make
from everystate.loading.expression import (
    Arithmetic,
    Bound,
    Collection,
    Compare,
    Conditional,
    Constant,
    Expr,
    Left,
    Link,
    Logic,
    Not,
    Observation,
    Only,
    Parameter,
    Phase,
    Quantifier,
    Read,
    Size,
    Value,
    operation,
)
from everystate.problems import TooLarge

MAX_ROUNDS = 100_000

Names = Mapping[str, Value | Formula]
"""The meaning of names: values, or formulas over the state before a step."""

Observe = Callable[[Observation, Names], Formula]


class Given(Protocol):
    """What is known without looking: the parameters, and how many copies there are."""

    values: dict[str, Value]
    counts: dict[str, int]
    effort: Effort


def unroll(tree: Expr, names: Names, given: Given, observe: Observe) -> Formula:
    """The formula of an expression with these names bound; `observe` gives what the machines and connections show."""
    given.effort.spend(1)
    match tree:
        case Quantifier():
            return _quantified(tree, names, given, observe)
        case Read() | Link() | Left() | Phase():
            return observe(tree, names)
        case Bound(name):
            bound = names[name]
            return bound if isinstance(bound, Formula) else Const(bound)
        case Not() | Logic() | Compare() | Arithmetic() | Conditional() | Collection():
            kind, items = operation(tree)
            return make(kind, *(unroll(item, names, given, observe) for item in items))
        case _:
            return Const(_leaf(tree, given))


def _leaf(tree: Constant | Parameter | Only | Size, given: Given) -> Value | Missing:
    match tree:
        case Constant(value):
            return value
        case Parameter(name):
            return given.values.get(name, MISSING)  # that of a layer that is not laid
        case Only():
            return 0
        case Size(party):
            return given.counts[party]


def _quantified(tree: Quantifier, names: Names, given: Given, observe: Observe) -> Formula:
    items: list[Formula] = []
    ranges = [range(given.counts[party]) for _, party in tree.loops]
    if prod(map(len, ranges)) > MAX_ROUNDS:
        raise TooLarge(f"`{tree.kind}` goes over more than {MAX_ROUNDS:,} copies")
    for numbers in itertools.product(*ranges):
        given.effort.spend(5 + len(names))
        inner = {**names, **{loop[0]: number for loop, number in zip(tree.loops, numbers, strict=True)}}
        condition = make("and", *(unroll(test, inner, given, observe) for test in tree.conditions))
        if condition == FALSE:
            continue
        element = unroll(tree.element, inner, given, observe)
        if tree.kind == "all":
            items.append(make("or", make("not", condition), element))
        else:
            items.append(make("and", condition, element))
    if tree.kind == "count":
        return make("count", *items)
    return make("and" if tree.kind == "all" else "or", *items)
