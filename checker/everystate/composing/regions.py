"""Formulas as disjoint regions of joint states: values of single fields, and relations between several.

A formula that is true in one box of values is that box. Several boxes become one relation, as long as the fields have
few combinations of values. The network then has one event instead of one for each box.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from everystate.composing.effort import Effort
from everystate.composing.formula import (
    OPERATIONS,
    Const,
    Cube,
    Formula,
    Look,
    Looker,
    Missing,
    Op,
    decided_cases,
    make,
)
from everystate.composing.relations import Difference, Fields, Raws, Relation, Together
from everystate.loading.expression import Value

FEW = 2
"""Up to this number of pieces, a new value is a map from the old one in each piece; beyond, it is one table."""

MAX_COMBINATIONS = 1 << 14
"""The most combinations of values that a relation or a table lists."""


@dataclass(frozen=True)
class Region:
    """A set of joint states: fields have some of their values, and relations hold. Each set and relation is not empty.

    A field or a tuple of fields that is not mentioned may have any values. The fields of a `Difference` are in the box.
    """

    box: Cube = field(default_factory=Cube)
    relations: Mapping[Fields, Relation] = field(default_factory=dict[Fields, Relation])

    def meet(self, other: Region) -> Region | None:
        """The joint states that are in both; None if it is known that there are none."""
        box = dict(self.box)
        for index, accepted in other.box.items():
            both = accepted & box[index] if index in box else accepted
            if not both:
                return None
            box[index] = both
        relations = dict(self.relations)
        for fields, relation in other.relations.items():
            relations[fields] = _both(relations[fields], relation) if fields in relations else relation
        return Region(box, relations)._simple() if relations else Region(box)

    def _simple(self) -> Region | None:
        """The same region with as few relations as possible; None if it is known to be empty."""
        box, relations = dict(self.box), dict(self.relations)
        waiting = list(relations)
        while waiting:
            fields = waiting.pop()
            relation = _inside(relations[fields], fields, box)
            sides = _sides(relation, fields, box)
            if sides is None:
                relations[fields] = relation
                continue
            del relations[fields]
            if not all(sides):
                return None
            box.update(zip(fields, sides, strict=True))
            waiting = [others for others in relations if others in waiting or not set(others).isdisjoint(fields)]
        return Region(box, relations)

    def is_possible(self, effort: Effort) -> bool:
        """Whether the region has a joint state, by trying the combinations of one relation after the other."""
        tied = self._tied()
        if tied is None:
            return True
        relation = self.relations[tied]
        choices = relation.raws if isinstance(relation, Together) else _pairs(tied, self.box, relation)
        for raws in sorted(choices):
            effort.spend(4 + len(self.relations))
            met = self.meet(Region({index: frozenset([raw]) for index, raw in zip(tied, raws, strict=True)}))
            if met is not None and met.is_possible(effort):
                return True
        return False

    def _tied(self) -> Fields | None:
        """A relation that has a field in common with another one."""
        for one, two in itertools.combinations(self.relations, 2):
            if not set(one).isdisjoint(two):
                return one
        return None


ANYWHERE = Region()


def _both(one: Relation, two: Relation) -> Relation:
    if isinstance(one, Together) and isinstance(two, Together):
        return Together(one.raws & two.raws)
    assert isinstance(one, Difference)
    assert isinstance(two, Difference)
    return Difference(one.numbers & two.numbers)


def _inside(relation: Relation, fields: Fields, box: Cube) -> Relation:
    """The part of a relation that lies in a box."""
    if isinstance(relation, Difference):
        return relation if _meets(relation, *(box[index] for index in fields)) else Difference(frozenset())
    bounds = [(place, box[index]) for place, index in enumerate(fields) if index in box]
    return Together(frozenset(raws for raws in relation.raws if all(raws[place] in known for place, known in bounds)))


def _sides(relation: Relation, fields: Fields, box: Cube) -> list[frozenset[int]] | None:
    """The sides of the box that a relation is; None if it is none. A side of an empty relation is empty."""
    if isinstance(relation, Together):
        sides = [frozenset(raws[place] for raws in relation.raws) for place in range(len(fields))]
        return sides if prod(map(len, sides)) == len(relation.raws) else None
    firsts, seconds = (box[index] for index in fields)
    if not relation.numbers:
        return [frozenset(), frozenset()]
    if min(len(firsts), len(seconds)) > 1:
        return None
    pairs = list(_pairs(fields, box, relation))
    return [frozenset(first for first, _ in pairs), frozenset(second for _, second in pairs)]


def _meets(relation: Difference, firsts: frozenset[int], seconds: frozenset[int]) -> bool:
    """Whether any two of these raw values are in a relation: sets as bits, moved by each difference."""
    one, two = (sum(1 << raw for raw in raws) for raws in (firsts, seconds))
    return any((one >> number if number >= 0 else one << -number) & two for number in relation.numbers)


def _pairs(fields: Fields, box: Cube, relation: Difference) -> Iterator[Raws]:
    firsts, seconds = (box[index] for index in fields)
    return ((first, first - number) for first in firsts for number in relation.numbers if first - number in seconds)


class Regions:
    """Finds the regions of formulas over one layout. Finding them spends effort."""

    def __init__(self, values: Callable[[int], tuple[Value, ...]], look: Looker, effort: Effort) -> None:
        self.values = values
        self.look = look
        self.effort = effort
        self._known: dict[tuple[Formula, bool], list[Region]] = {}

    def of(self, formula: Formula, truth: bool = True) -> list[Region]:
        """Disjoint regions that cover just the joint states in which a formula has this truth value.

        Raises:
            TooLarge: there are too many, or it takes more than the effort that is left.
        """
        key = formula, truth
        if key not in self._known:
            made = [ANYWHERE]
            for part in _conjuncts(formula, truth):
                made = self.each(made, self._alternatives(part))
            self._known[key] = made
        return self._known[key]

    def each(self, ones: Iterable[Region], others: Sequence[Region]) -> list[Region]:
        """Every region of the first in every region of the others, where that may be possible."""
        made: list[Region] = []
        for one in ones:
            self.effort.spend(len(others) * (1 + len(one.box)))
            made += [met for other in others if (met := one.meet(other)) is not None]
        return made

    def by_value(self, formula: Formula) -> list[tuple[Region, Value | Missing]]:
        """Disjoint regions that cover everything, each with the value of a formula there.

        Raises:
            TooLarge: there are too many, or it takes more than the effort that is left.
        """
        found: dict[Const, list[Cube]] = {}
        for cube, value in decided_cases(formula, self.size, self.look, self.effort):
            found.setdefault(Const(value), []).append(cube)
        return [(region, value.value) for value, cubes in found.items() for region in self._merged(formula, cubes)]

    def is_possible(self, formula: Formula) -> bool:
        """Whether a formula is true in any combination of values of its fields."""
        return any(region.is_possible(self.effort) for region in self.of(formula))

    def size(self, field: int) -> int:
        """How many values a field has."""
        return len(self.values(field))

    def combinations(self, fields: Fields, box: Cube) -> list[Raws] | None:
        """Every combination of raw values of some fields within a box; None if they are too many to list."""
        sides = [sorted(box.get(index, range(self.size(index)))) for index in fields]
        if (count := prod(map(len, sides))) > MAX_COMBINATIONS:
            return None
        self.effort.spend(count)
        return list(itertools.product(*sides))

    def _alternatives(self, part: Formula) -> list[Region]:
        many = prod(map(self.size, part.support)) > MAX_COMBINATIONS
        if many and (region := self._difference(part)) is not None:
            return [region]
        cubes = [cube for cube, value in decided_cases(part, self.size, self.look, self.effort) if value]
        return self._merged(part, cubes)

    def _merged(self, formula: Formula, cubes: list[Cube]) -> list[Region]:
        """Disjoint boxes as they are where they are few, or else as one relation if that can be listed."""
        fields = tuple(sorted(formula.support))
        if len(cubes) <= 1 or prod(map(self.size, fields)) > MAX_COMBINATIONS:
            return [Region(cube) for cube in cubes]
        raws: set[Raws] = set()
        for cube in cubes:
            raws.update(self.combinations(fields, cube) or ())
        merged = Region({}, {fields: Together(frozenset(raws))}).meet(ANYWHERE)
        return [] if merged is None else [merged]

    def _difference(self, part: Formula) -> Region | None:
        """The region of a comparison of two fields with large domains of consecutive numbers, or of equal values."""
        found = _compared(part)
        if found is None:
            return None
        kind, one, two, offset = found
        ones, twos = self.values(one), self.values(two)
        if kind in ("==", "!=") and not offset and ones == twos:
            shift = 0
        elif not (_are_consecutive(ones) and _are_consecutive(twos)):
            return None
        else:
            assert isinstance(ones[0], int)
            assert isinstance(twos[0], int)
            shift = twos[0] - ones[0] + offset
        numbers = range(1 - len(twos), len(ones))
        self.effort.spend(len(numbers))
        kept = [number for number in numbers if OPERATIONS[kind](number, shift)]
        relation = Difference(frozenset(kept if one < two else [-number for number in kept]))
        box = {one: frozenset(range(len(ones))), two: frozenset(range(len(twos)))}
        return Region(box, {(min(one, two), max(one, two)): relation})


def _conjuncts(formula: Formula, truth: bool) -> Iterator[Formula]:
    """Formulas that are all true where a formula has this truth value, and only there."""
    if isinstance(formula, Op) and formula.kind == "not":
        yield from _conjuncts(formula.items[0], not truth)
    elif isinstance(formula, Op) and formula.kind == ("and" if truth else "or"):
        for item in formula.items:
            yield from _conjuncts(item, truth)
    else:
        yield formula if truth else make("not", formula)


def _compared(part: Formula) -> tuple[str, int, int, int] | None:
    """Of `a + c == b + d` or another comparison: its kind, the fields of a and b, and d - c."""
    if isinstance(part, Op) and part.kind == "not" and (inner := _compared(part.items[0])) is not None:
        opposite = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
        return opposite[inner[0]], *inner[1:]
    if not isinstance(part, Op) or part.kind not in ("==", "!=", "<", "<=", ">", ">="):
        return None
    one, two = map(_shifted, part.items)
    if one is None or two is None or one[0] == two[0]:
        return None
    return part.kind, one[0], two[0], two[1] - one[1]


def _shifted(item: Formula) -> tuple[int, int] | None:
    """A field and the constant that is added to its value; None if the formula is something else."""
    if isinstance(item, Look):
        return (item.field, 0) if item.view == "value" else None
    if not isinstance(item, Op) or item.kind not in ("+", "-"):
        return None
    look, constant = item.items
    if (
        not isinstance(look, Look)
        or look.view != "value"
        or not isinstance(constant, Const)
        or type(constant.value) is not int
    ):
        return None
    return look.field, constant.value if item.kind == "+" else -constant.value


def _are_consecutive(values: tuple[Value, ...]) -> bool:
    first = values[0]
    return type(first) is int and all(type(value) is int and value == first + n for n, value in enumerate(values))
