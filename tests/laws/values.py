"""Expressions as docs/language.md has them, evaluated in the plainest way."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

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
    Only,
    Parameter,
    Phase,
    Quantifier,
    Read,
    Size,
)
from everystate.loading.party import Choice, CopiesOf, Domain, ListsOf, Range, SetsOf
from everystate.loading.spec import Spec

Names = Mapping[str, Any]
NOWHERE = object()
"""What is indexed by none: no comparison with it is true."""

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass
class World:
    """A spec at given parameters."""

    spec: Spec
    parameters: dict[str, Any]
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for party in self.spec.parties:
            self.counts[party.name] = Reader(self, {}, None).value(party.copies)

    def combinations(self, per: Iterable[Any]) -> list[dict[str, int]]:
        """Every way to bind the names of a `per`."""
        named = list(per)
        ranges = [range(self.counts[p.party]) for p in named]
        return [dict(zip([p.name for p in named], numbers, strict=True)) for numbers in itertools.product(*ranges)]

    def domain(self, domain: Domain) -> list[Any]:
        """The values of a domain."""
        values: list[Any] = []
        for item in domain:
            match item:
                case Choice(value):
                    values.append(value)
                case Range(low, high):
                    reader = Reader(self, {}, None)
                    values += range(reader.value(low), reader.value(high) + 1)
                case CopiesOf(party):
                    values += range(self.counts[party])
                case ListsOf(elements, at_most):
                    most = Reader(self, {}, None).value(at_most)
                    lists = (itertools.product(self.domain(elements), repeat=size) for size in range(most + 1))
                    values += itertools.chain.from_iterable(lists)
                case SetsOf(elements):
                    sets: list[frozenset[Any]] = [frozenset()]
                    for member in self.domain(elements):
                        sets += [one | {member} for one in sets if member not in one]
                    values += sets
        return values


@dataclass
class Reader:
    """Reads expressions: in a scope of names, in a joint state."""

    world: World
    names: Names
    state: Any

    def truth(self, tree: Expr) -> bool:
        """Whether it holds."""
        value = self.value(tree)
        return value is not NOWHERE and bool(value)

    def value(self, tree: Expr) -> Any:
        """Its value."""
        match tree:
            case Not() | Logic() | Compare() | Arithmetic() | Conditional():
                return self._operate(tree)
            case Collection(operator, items):
                values = list(map(self.value, items))
                return (operator != "in" and NOWHERE) if NOWHERE in values else self._collect(operator, *values)
            case Quantifier():
                return self._quantify(tree)
            case Read(party, copy, name, index):
                key = (party, self.value(copy), name, *map(self.value, index))
                return self.state.memory.get(key, NOWHERE)
            case Link() | Left() | Phase():
                return self._observe(tree)
            case _:
                return self._leaf(tree)

    def _observe(self, tree: Link | Left | Phase) -> Any:
        match tree:
            case Link():
                return self._look(tree)
            case Left(owner, name):
                return self.state.left[owner, name]
            case Phase():
                return self.state.phase

    def _look(self, tree: Link) -> Any:
        """What a connection shows, all its instances together."""
        wanted = (tree.connection, *map(self.value, tree.index))
        ends = self.world.spec.connection(tree.connection).ends
        if any(n not in range(self.world.counts[end.party]) for n, end in zip(wanted[1:], ends, strict=True)):
            return NOWHERE
        links = [link for key, link in self.state.links.items() if key[:3] == wanted]
        if tree.what == "is_open":
            return any(link.status == "open" for link in links)
        if tree.what == "pending":
            return any(tree.end in link.pending for link in links)
        queues = [link.queues[1 - tree.end] for link in links]
        if tree.what == "length":
            return sum(map(len, queues))
        heads = [queue[0] for queue in queues if queue]
        return None if not heads else dict(heads[0][1:]).get(tree.part) if tree.part else heads[0][0]

    def _leaf(self, tree: Expr) -> Any:
        match tree:
            case Constant(value):
                return value
            case Parameter(name):
                return self.world.parameters[name]
            case Bound(name):
                return self.names[name]
            case Only():
                return 0
            case Size(party):
                return self.world.counts[party]
            case _:
                raise NotImplementedError(tree)

    def _operate(self, tree: Not | Logic | Compare | Arithmetic | Conditional) -> Any:
        match tree:
            case Not(item):
                return not self.truth(item)
            case Logic(operator, items):
                return all(map(self.truth, items)) if operator == "and" else any(map(self.truth, items))
            case Compare(sign, left, right):
                return self._compare(sign, self.value(left), self.value(right))
            case Arithmetic(sign, left, right):
                return self._count(sign, self.value(left), self.value(right))
            case Conditional(test, then, other):
                return self.value(then if self.truth(test) else other)

    def _compare(self, sign: str, left: Any, right: Any) -> bool:
        if left is NOWHERE or right is NOWHERE:
            return False
        if sign not in ("==", "!=") and not (isinstance(left, int) and isinstance(right, int)):
            return False
        return bool(_COMPARE[sign](left, right))

    def _count(self, sign: str, left: Any, right: Any) -> Any:
        if isinstance(left, frozenset | tuple) and type(left) is type(right):
            return self._combine(sign, left, right)
        if not isinstance(left, int) or not isinstance(right, int) or (sign in ("%", "//") and right == 0):
            return NOWHERE
        if sign in ("%", "//"):
            quotient = math.floor(Fraction(left, right))
            return quotient if sign == "//" else left - quotient * right
        known = {"+": left + right, "-": left - right, "*": left * right}
        return known[sign] if sign in known else sorted((left, right))[sign == "max"]

    def _combine(self, sign: str, left: Any, right: Any) -> Any:
        """Two lists, or two sets."""
        match sign:
            case "+" | "|":
                found = [*left, *right]
            case "-":
                found = [item for item in left if item not in right]
            case _:
                found = [item for item in left if item in right]
        return type(left)(found)

    def _collect(self, operator: str, *values: Any) -> Any:
        """Something of lists and sets."""
        if operator in ("list", "set"):
            return values if operator == "list" else frozenset(values)
        if operator == "in":
            item, whole = values
            return isinstance(whole, tuple | frozenset) and any(item == other for other in whole)
        if not isinstance(values[0], tuple | frozenset):
            return NOWHERE
        return len(values[0]) if operator == "len" else self._part(operator, *values)

    def _part(self, operator: str, whole: tuple[Any, ...], low: Any, *high: Any) -> Any:
        """One element of a list, or those from one place to another; nowhere, where they are not there."""
        if operator == "item":
            return dict(enumerate(whole)).get(low, NOWHERE)
        last = high[0] if high else len(whole)
        return whole[low:last] if 0 <= low <= last <= len(whole) else NOWHERE

    def _quantify(self, tree: Quantifier) -> Any:
        found = []
        for numbers in itertools.product(*(range(self.world.counts[party]) for _, party in tree.loops)):
            names = dict(zip([name for name, _ in tree.loops], numbers, strict=True))
            inner = replace(self, names={**self.names, **names})
            if all(map(inner.truth, tree.conditions)):
                found.append(inner.truth(tree.element))
        return any(found) if tree.kind == "any" else all(found) if tree.kind == "all" else sum(found)
