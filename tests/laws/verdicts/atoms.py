"""Vacuity of claims about states: a claim says something if it would fail were one atom of it otherwise.

I. Beer, S. Ben-David, C. Eisner, Y. Rodeh: Efficient detection of vacuity in ACTL formulas, 1997.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any

from tests.laws.interpreter import Interpreter
from tests.laws.state import State
from tests.laws.values import NOWHERE, Names

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
    Parameter,
    Phase,
    Quantifier,
    Read,
    Size,
    membership,
    parts,
)

Look = tuple[Names, State]


def says_nothing(laws: Interpreter, claim: Expr, looks: Sequence[Look], wanted: bool) -> bool | None:
    """Whether none of the looks, by names and state, would find the claim otherwise, were an atom of it otherwise.

    None where the language leaves it open: the claim is decided by the names that an event binds, or by the parameters.
    """
    if any(_would_fail(laws, claim, names, states, wanted) for names, states in _by_names(looks)):
        return False
    if looks and any(isinstance(part, Bound | Quantifier | Parameter | Size) for part in parts(claim)):
        return None
    return True


def without_part(laws: Interpreter, claim: Expr, looks: Sequence[Look], wanted: bool) -> frozenset[Expr]:
    """The atoms, as they are written, without which none of the looks would find the claim otherwise."""

    def without(tree: Expr, atom: Expr, to: bool) -> Expr:
        if tree == atom:
            return Constant(to)
        return tree if membership(tree) else mapped(tree, lambda part: without(part, atom, to))

    def idle(atom: Expr) -> bool:
        others = [without(claim, atom, to) for to in (False, True)]
        return all(laws.reader(names, state).truth(other) == wanted for other in others for names, state in looks)

    return frozenset(filter(idle, _written(claim)))


def _written(tree: Expr) -> Iterator[Expr]:
    """The parts of a claim that are true or false and look at a state; `x in (a, b)` and a comparison are one."""
    inner = isinstance(tree, Not | Logic | Conditional) or (isinstance(tree, Quantifier) and tree.kind != "count")
    if inner and membership(tree) is None:
        for part in below(tree):
            yield from _written(part)
    elif any(isinstance(part, Read | Link | Left | Phase) for part in parts(tree)):
        yield tree


def _by_names(looks: Sequence[Look]) -> Iterator[tuple[Names, list[State]]]:
    found: dict[tuple[tuple[str, Any], ...], list[State]] = {}
    for names, state in looks:
        found.setdefault(tuple(sorted(names.items())), []).append(state)
    return ((dict(names), states) for names, states in found.items())


def _would_fail(laws: Interpreter, claim: Expr, names: Names, states: list[State], wanted: bool) -> bool:
    grounder = Grounder(laws)
    ground = grounder.ground(claim, names)
    others = [replaced(ground, atom, Constant(to)) for atom in set(grounder.atoms(ground)) for to in (False, True)]
    return any(laws.reader({}, state).truth(other) != wanted for other in others for state in states)


def _sum(items: list[Expr]) -> Expr:
    made: Expr = Constant(0)
    for item in items:
        made = Arithmetic("+", made, item)
    return made


def replaced(tree: Expr, atom: Expr, by: Expr) -> Expr:
    """The expression with something else in the place of an atom."""
    if tree == atom:
        return by
    return mapped(tree, lambda part: replaced(part, atom, by))


def mapped(tree: Expr, by: Callable[[Expr], Expr]) -> Expr:
    """The expression with each of its direct parts put through a function."""
    made: dict[str, Any] = {}
    for item in fields(tree):
        value = getattr(tree, item.name)
        if isinstance(value, tuple):
            made[item.name] = tuple(by(part) if isinstance(part, Expr) else part for part in value)
        else:
            made[item.name] = by(value) if isinstance(value, Expr) else value
    return type(tree)(**made)


def below(tree: Expr) -> list[Expr]:
    """Its direct parts."""
    found: list[Expr] = []

    def noted(part: Expr) -> Expr:
        found.append(part)
        return part

    mapped(tree, noted)
    return found


def decided(tree: Expr) -> bool | None:
    """The truth of an expression, where no look at a state is needed for it (S. C. Kleene's strong logic); or None."""
    match tree:
        case Constant(value):
            return bool(value)
        case Not(item):
            inner = decided(item)
            return None if inner is None else not inner
        case Logic(operator, items):
            found = [decided(item) for item in items]
            deciding = operator == "or"
            return deciding if deciding in found else None if None in found else not deciding
        case _:
            return None


class Grounder:
    """Puts in what is known without looking at a state: bound names, parameters, copies."""

    def __init__(self, laws: Interpreter) -> None:
        self.laws = laws

    def ground(self, tree: Expr, names: Names) -> Expr:
        """The expression without names and quantifiers; a `count` is a sum."""
        if isinstance(tree, Quantifier):
            return self._unrolled(tree, names)
        made = mapped(tree, lambda part: self.ground(part, names))
        if isinstance(made, Read | Link | Left | Phase) or any(not isinstance(part, Constant) for part in below(made)):
            return made if self._varies(made) else Constant(self.laws.reader({}, self.laws.start).value(made))
        value = self.laws.reader(names).value(made)
        return made if value is NOWHERE else Constant(value)

    def _varies(self, tree: Expr) -> bool:
        """Whether another state may show something else."""
        match tree:
            case Phase():
                return bool(self.laws.spec.phases)
            case Link(connection, index, what, end):
                reader = self.laws.reader({})
                wanted = (connection, *map(reader.value, index))
                exists = any(key[:3] == wanted for key in self.laws.start.links)
                return exists and (what in ("is_open", "pending") or self._queues(connection, end))
            case _:
                return True

    def _queues(self, connection: str, end: int) -> bool:
        """Whether anything can ever wait for an end."""
        receiver = self.laws.spec.connection(connection).ends[end].party
        carried = [way for m in self.laws.spec.messages for way in self.laws.carriers(m) if m.receiver == receiver]
        return connection in carried and self.laws.term(connection, "capacity") > 0

    def _unrolled(self, tree: Quantifier, names: Names) -> Expr:
        items = []
        counts = [range(self.laws.world.counts[party]) for _, party in tree.loops]
        for numbers in itertools.product(*counts):
            inner = {**names, **dict(zip([name for name, _ in tree.loops], numbers, strict=True))}
            tests = [self.ground(test, inner) for test in tree.conditions]
            element = self.ground(tree.element, inner)
            left: Expr = Not(Logic("and", tuple(tests))) if tree.kind == "all" else Logic("and", (*tests, element))
            items.append(Logic("or", (left, element)) if tree.kind == "all" else left)
        if tree.kind == "count":
            ones: list[Expr] = [Conditional(item, Constant(1), Constant(0)) for item in items]
            return _sum(ones)
        return Logic("and" if tree.kind == "all" else "or", tuple(items))

    def atoms(self, tree: Expr) -> Iterable[Expr]:
        """The parts that are true or false and have no such parts below them."""
        truths = any(isinstance(part, Not | Logic | Conditional) for part in parts(tree))
        compares = isinstance(tree, Compare) or (isinstance(tree, Collection) and tree.operator == "in")
        if isinstance(tree, Read | Link) or (compares and not truths):
            if any(isinstance(part, Read | Link | Left | Phase) for part in parts(tree)):
                yield tree
        else:
            for part in below(tree):
                yield from self.atoms(part)
