"""Parameters to values, and expressions over parameters alone to values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from everystate.compose.formula import MISSING, Const, Op, make
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
    Size,
    Value,
)
from everystate.load.spec import Choice, CopiesOf, Domain, Range, Spec
from everystate.problems import Place, Problem, Problems, SpecError, nearest

MAX_COPIES = 10_000
MAX_DOMAIN = 10_000


class Settings:
    """The values of the parameters, and what follows from them: copies, domains, bounds."""

    def __init__(self, spec: Spec, given: Mapping[str, Value]) -> None:
        self.spec = spec
        self.values: dict[str, Value] = {p.name: p.initial for p in spec.parameters}
        problems = Problems()
        self._take(given, problems)
        problems.stop_if_any()
        self.counts = {party.name: 0 for party in spec.parties}
        for party in spec.parties:
            self.counts[party.name] = self._count(party.name, problems)
        problems.stop_if_any()

    def _take(self, given: Mapping[str, Value], problems: Problems) -> None:
        here = Place("--set")
        for name, value in given.items():
            if name not in self.values:
                problems.add(here, f"unknown parameter '{name}'", "", nearest(name, self.values))
                continue
            self.values[name] = value
        for parameter in self.spec.parameters:
            value = self.values[parameter.name]
            place = here if parameter.name in given else parameter.place
            if parameter.domain is None:
                if type(value) is not type(parameter.initial):
                    kind = {int: "a number", bool: "true or false", str: "a word"}[type(parameter.initial)]
                    problems.add(place, f"{parameter.name}={value}", f"{parameter.name} is {kind}")
                elif isinstance(value, int) and value < 0:
                    problems.add(place, f"{parameter.name}={value}", "a number is not negative")
            elif value not in (domain := self.domain(parameter.domain, parameter.place)):
                known = nearest(str(value), map(str, domain)) if isinstance(value, str) else _span(domain)
                problems.add(place, f"{parameter.name}={value} is not in its domain", "", known)

    def _count(self, party: str, problems: Problems) -> int:
        declared = self.spec.party(party)
        count = self.value(declared.copies)
        if type(count) is not int or not 0 <= count <= MAX_COPIES:
            why = f"there can be 0 to {MAX_COPIES:,}"
            problems.add(declared.place, f"{count} copies of {party} do not fit", why, "set a smaller number")
            return 0
        return count

    def value(self, tree: Expr, bound: Mapping[str, Value] | None = None) -> Any:
        """The value of an expression over parameters, numbers of copies and bound names."""
        formula = self._fold(tree, bound or {})
        assert isinstance(formula, Const)
        return formula.value

    def _fold(self, tree: Expr, bound: Mapping[str, Value]) -> Const | Op:
        match tree:
            case Constant(value):
                return Const(value)
            case Parameter(name):
                return Const(self.values[name])
            case Bound(name):
                return Const(bound[name])
            case Size(party):
                return Const(self.counts[party])
            case Not(item):
                parts: tuple[str, tuple[Expr, ...]] = ("not", (item,))
            case Logic(operator, items):
                parts = (operator, items)
            case Compare(sign, left, right) | Arithmetic(sign, left, right):
                parts = (sign, (left, right))
            case Conditional(test, then, other):
                parts = ("if", (test, then, other))
            case _:
                return Const(MISSING)
        return make(parts[0], *(self._fold(item, bound) for item in parts[1]))  # type: ignore[return-value]

    def domain(self, domain: Domain, place: Place) -> tuple[Value, ...]:
        """The values of a domain, in order, each once."""
        values: list[Value] = []
        for item in domain:
            match item:
                case Choice(value):
                    values.append(value)
                case CopiesOf(party):
                    values += range(self.counts[party])
                case Range(low, high):
                    values += self._range(self.value(low), self.value(high), place)
        made = tuple({(type(value), value): value for value in values}.values())
        if not made:
            raise SpecError([Problem(place, "an empty domain")])
        return made

    def _range(self, low: Any, high: Any, place: Place) -> range:
        if type(low) is not int or type(high) is not int:
            raise SpecError([Problem(place, f"{low}..{high} is no range of numbers")])
        if high - low >= MAX_DOMAIN:
            why = f"a domain has at most {MAX_DOMAIN:,} values"
            raise SpecError([Problem(place, f"{low}..{high} does not fit", why, "set a smaller number")])
        return range(low, high + 1)

    def bound(self, tree: Expr | None, what: str, place: Place, most: int = 10**6) -> int:
        """A number that bounds something: from 0 to `most`."""
        value = self.value(tree) if tree is not None else 0
        if type(value) is not int or not 0 <= value <= most:
            raise SpecError([Problem(place, f"{what} is {value}", f"it can be 0 to {most:,}", "set another number")])
        return value


def _span(domain: tuple[Value, ...]) -> str:
    return f"known: {', '.join(map(str, domain))}" if len(domain) <= 12 else f"known: {domain[0]} to {domain[-1]}"
