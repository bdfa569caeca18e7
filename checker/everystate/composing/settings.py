"""Parameters to values, and expressions over parameters alone to values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from math import comb
from typing import cast

from everystate.composing.effort import Effort
from everystate.composing.formula import MISSING, Const, Formula, Missing
from everystate.composing.unroll import Names, unroll
from everystate.loading.expression import Expr, Observation, Plain, Value, shown
from everystate.loading.party import Choice, CopiesOf, Domain, ListsOf, Range, SetsOf
from everystate.loading.spec import Parameter, Spec
from everystate.problems import Place, Problem, Problems, SpecError, nearest

MAX_COPIES = 10_000
MAX_DOMAIN = 10_000
MAX_NUMBER = 10**9


class Settings:
    """The values of the parameters, and what follows from them: copies, domains, bounds."""

    def __init__(self, spec: Spec, given: Mapping[str, Value]) -> None:
        self.spec = spec
        self.effort = Effort()
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
                problems.add(here, f"unknown parameter '{name}'", "", self._instead(name))
                continue
            self.values[name] = value
        for parameter in self.spec.parameters:
            place = here if parameter.name in given else parameter.place
            if wrong := self._misfit(parameter, self.values[parameter.name]):
                problems.add(place, *wrong)

    def _instead(self, name: str) -> str:
        """What to write for a name that is no parameter."""
        if layers := self.spec.layers_for(name):
            return f"lay it over the spec: {' or '.join(f'--layer {layer}' for layer in layers)}"
        return nearest(name, self.values)

    def _misfit(self, parameter: Parameter, value: Value) -> tuple[str, str, str] | None:
        """Why this is no value of the parameter."""
        said = f"{parameter.name}={shown(value)}"
        if parameter.domain is not None:
            domain = self.domain(parameter.domain, parameter.place)
            if _among(value, domain):
                return None
            known = nearest(value, map(shown, domain)) if isinstance(value, str) else ""
            return f"{said} is not in its domain", "", known or _span(domain)
        if type(value) is not type(parameter.initial):
            kind = {int: "a number", bool: "true or false", str: "a word"}[type(parameter.initial)]
            return said, f"{parameter.name} is {kind}", ""
        if isinstance(value, int) and value < 0:
            return said, "a number is not negative", ""
        return None

    def _count(self, party: str, problems: Problems) -> int:
        declared = self.spec.party(party)
        count = self.value(declared.copies)
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MAX_COPIES:
            return count
        why = f"there can be 0 to {MAX_COPIES:,}"
        problems.add(declared.place, f"{shown(count)} copies of {party} do not fit", why, "set another number")
        return 0

    def value(self, tree: Expr, bound: Names | None = None) -> Value | Missing:
        """The value of an expression over parameters, numbers of copies and bound names."""
        formula = unroll(tree, bound or {}, self, _unknown)
        return formula.value if isinstance(formula, Const) else MISSING

    def word(self, tree: Expr, what: str, place: Place, known: tuple[str, ...]) -> str:
        """One of a few words; a parameter may say which."""
        value = self.value(tree)
        if not isinstance(value, str) or value not in known:
            wrong = f"{what} is {shown(value)}"
            raise SpecError([Problem(place, wrong, f"it can be {' or '.join(known)}", "set another value")])
        return value

    def truth(self, tree: Expr, bound: Names | None = None) -> bool:
        """Whether an expression over parameters and bound names holds."""
        return bool(self.value(tree, bound))

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
                case ListsOf() | SetsOf():
                    values += self._collections(item, place)
        made = tuple({(type(value), value): value for value in values}.values())
        if not made:
            raise SpecError([Problem(place, "an empty domain")])
        return made

    def _range(self, low: Value | Missing, high: Value | Missing, place: Place) -> range:
        if not isinstance(low, int) or not isinstance(high, int):
            raise SpecError([Problem(place, f"{shown(low)}..{shown(high)} is no range of numbers")])
        if high - low >= MAX_DOMAIN:
            why = f"a domain has at most {MAX_DOMAIN:,} values"
            raise SpecError([Problem(place, f"{low}..{high} does not fit", why, "set a smaller number")])
        return range(low, high + 1)

    def _collections(self, domain: ListsOf | SetsOf, place: Place) -> Iterator[Value]:
        """Every list or set, the smallest first."""
        elements = cast("Sequence[Plain]", self.domain(domain.elements, place))
        lists = isinstance(domain, ListsOf)
        most = len(elements)
        if isinstance(domain, ListsOf):
            most = self.bound(domain.at_most, "at_most", place, MAX_DOMAIN)
        total = 0
        for size in range(most + 1):
            total += len(elements) ** size if lists else comb(len(elements), size)
            if total > MAX_NUMBER:
                break
        if total > MAX_DOMAIN:
            raise SpecError([_too_many(domain, len(elements), most, total, place)])
        self.effort.spend(total)
        for size in range(most + 1):
            if lists:
                yield from product(elements, repeat=size)
            else:
                yield from map(frozenset, combinations(elements, size))

    def bound(self, tree: Expr, what: str, place: Place, most: int = 10**6) -> int:
        """A number that bounds something: from 0 to `most`."""
        value = self.value(tree)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        raise SpecError([Problem(place, f"{what} is {shown(value)}", f"it can be 0 to {most:,}", "set another number")])


def _too_many(domain: ListsOf | SetsOf, elements: int, most: int, total: int, place: Place) -> Problem:
    number = f"{total:,}" if total <= MAX_NUMBER else f"more than {MAX_NUMBER:,}"
    why = f"there are {number}, and a variable has at most {MAX_DOMAIN:,} values"
    if isinstance(domain, ListsOf):
        return Problem(place, f"lists of at most {most:,} of {elements:,} do not fit", why, "set a smaller `at_most`")
    instead = "use a variable `per` element whose domain is [true, false]"
    return Problem(place, f"sets of {elements:,} do not fit", why, instead)


def _among(value: Value, domain: tuple[Value, ...]) -> bool:
    return any(type(value) is type(known) and value == known for known in domain)


def _span(domain: tuple[Value, ...]) -> str:
    few = len(domain) <= 12
    return f"known: {', '.join(map(shown, domain))}" if few else f"known: {shown(domain[0])} to {shown(domain[-1])}"


def _unknown(tree: Observation, names: Names) -> Formula:
    """Before the start, there is nothing to look at."""
    return Const(MISSING)
