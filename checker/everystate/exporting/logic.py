"""Guards and formulas of a network as text of another language.

A comparison of fields with few values is tabulated, so that it means exactly what docs/network.md says. A language
needs only a test whether a field has one of some values. What has more values is computed with numbers.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from everystate.composing.formula import MISSING, OPERATIONS

JSON = dict[str, Any]

_MOST_ROWS = 5_000
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


class Unsupported(Exception):
    """The language has no words for something; the text says for what."""


@dataclass(frozen=True)
class Look:
    """What is seen of a field. `values` has what is shown for each raw value, head code, or length."""

    field: int
    of: str
    values: tuple[Any, ...]


Rows = Sequence[tuple[int, ...]]


class Logic(ABC):
    """Translates conditions and formulas. A language says how it writes the parts."""

    def __init__(self, network: JSON) -> None:
        self.network = network
        self.fields: list[JSON] = network["fields"]

    # -- the parts of a language ------------------------------------------------------------------------------------

    @abstractmethod
    def all_of(self, texts: Sequence[str]) -> str:
        """All of several conditions, at least two."""

    @abstractmethod
    def any_of(self, texts: Sequence[str]) -> str:
        """Any of several conditions, at least two."""

    @abstractmethod
    def negated(self, text: str) -> str:
        """The opposite of a condition."""

    @abstractmethod
    def constant(self, value: bool) -> str:
        """True or false."""

    @abstractmethod
    def raw_in(self, field: int, raws: Sequence[int]) -> str:
        """A field has one of these raw values, at least one, and not all."""

    @abstractmethod
    def head_in(self, field: int, codes: Sequence[int]) -> str:
        """The head of a channel has one of these codes; code 0 is an empty channel."""

    @abstractmethod
    def holds(self, field: int, code: int) -> str:
        """A message is somewhere in a channel."""

    @abstractmethod
    def length(self, field: int) -> str:
        """The length of a channel, as a number."""

    @abstractmethod
    def number(self, field: int) -> str:
        """The value of a field with consecutive numbers, as a number."""

    @abstractmethod
    def raw_difference(self, first: int, second: int) -> str:
        """The raw value of a field minus that of another, as a number."""

    @abstractmethod
    def if_else(self, condition: str, then: str, other: str) -> str:
        """A number or another."""

    @abstractmethod
    def computed(self, kind: str, one: str, two: str) -> str:
        """A comparison of two numbers, or a number computed from two."""

    # -- guards -----------------------------------------------------------------------------------------------------

    def conjunction(self, texts: Iterable[str]) -> str:
        """All of some conditions."""
        kept = [text for text in dict.fromkeys(texts) if text != self.constant(True)]
        if self.constant(False) in kept:
            return self.constant(False)
        return self.all_of(kept) if len(kept) > 1 else kept[0] if kept else self.constant(True)

    def disjunction(self, texts: Iterable[str]) -> str:
        """Any of some conditions."""
        kept = [text for text in dict.fromkeys(texts) if text != self.constant(False)]
        if self.constant(True) in kept:
            return self.constant(True)
        return self.any_of(kept) if len(kept) > 1 else kept[0] if kept else self.constant(False)

    def guard(self, conditions: Iterable[JSON]) -> str:
        """A guard."""
        return self.conjunction(self.conditions(conditions))

    def conditions(self, conditions: Iterable[JSON]) -> list[str]:
        """The conditions of a guard, without those that are always true."""
        texts = [self.condition(condition) for condition in conditions]
        return [text for text in texts if text != self.constant(True)]

    def condition(self, condition: JSON) -> str:
        """A condition of a guard."""
        if "fields" not in condition:
            field = condition["field"]
            return self.among(field, condition["in"]) if "in" in condition else self._test(field, condition)
        fields = condition["fields"]
        if "in" in condition:
            return self.rows([self.raws(field) for field in fields], [tuple(raws) for raws in condition["in"]])
        difference = self.raw_difference(fields[0], fields[1])
        return self.disjunction(self.computed("==", difference, str(number)) for number in condition["difference"])

    def among(self, field: int, raws: Iterable[int]) -> str:
        """A field has one of these raw values."""
        kept = sorted(raws)
        if len(kept) in (0, len(self.fields[field]["values"])):
            return self.constant(bool(kept))
        return self.raw_in(field, kept)

    def _test(self, field: int, condition: JSON) -> str:
        capacity, known = self.fields[field]["capacity"], len(self.fields[field]["messages"])
        code, count = condition.get("code", 0), condition.get("count", 0)
        match condition["test"]:
            case "head":
                return self.head_in(field, [code]) if code <= known else self.constant(False)
            case "holds":
                return self.holds(field, code) if code <= known else self.constant(False)
            case "room":
                return self.computed("<=", self.length(field), str(capacity - count))
            case "full":
                return self.computed(">", self.length(field), str(capacity - count))
            case "longer":
                return self.computed(">", self.length(field), str(count))
            case _:
                return self.head_in(field, [0])

    # -- formulas ---------------------------------------------------------------------------------------------------

    def formula(self, formula: JSON) -> str:
        """A formula, read as true or false.

        Raises:
            Unsupported: it computes with what is no number.
        """
        if formula.get("op") in ("and", "or", "not", "if"):
            return self._logical(formula["op"], [self.formula(item) for item in formula["of"]])
        few = prod(len(look.values) for look in self._looks(formula)) <= _MOST_ROWS
        if formula.get("op") != "count" and few:
            return self._tabulated(formula)
        if formula["op"] in _COMPARISONS:
            one, two = formula["of"]
            return self.computed(formula["op"], self.arithmetic(one), self.arithmetic(two))
        return self.computed("!=", self.arithmetic(formula), "0")

    def _logical(self, kind: str, texts: list[str]) -> str:
        match kind:
            case "and":
                return self.conjunction(texts)
            case "or":
                return self.disjunction(texts)
            case "not":
                return self.opposite(texts[0])
            case _:
                test, then, other = texts
                return self.disjunction(
                    [self.conjunction([test, then]), self.conjunction([self.opposite(test), other])]
                )

    def opposite(self, text: str) -> str:
        """The opposite of a condition, simplified."""
        true, false = self.constant(True), self.constant(False)
        return {true: false, false: true}.get(text) or self.negated(text)

    def _tabulated(self, formula: JSON) -> str:
        looks = list(self._looks(formula))
        rows = itertools.product(*(range(len(look.values)) for look in looks))
        return self.rows(looks, [row for row in rows if _evaluated(formula, self._shown(looks, row))])

    def _shown(self, looks: list[Look], row: tuple[int, ...]) -> Callable[[JSON], Any]:
        seen = dict(zip(looks, row, strict=True))
        return lambda formula: self._look(formula).values[seen[self._look(formula)]]

    def _looks(self, formula: JSON) -> dict[Look, None]:
        if "op" in formula:
            return {look: None for item in formula["of"] for look in self._looks(item)}
        return {self._look(formula): None} if "look" in formula else {}

    def _look(self, formula: JSON) -> Look:
        number, show = formula["look"], formula["show"]
        field = self.fields[number]
        match show:
            case "length":
                return Look(number, show, tuple(range(field["capacity"] + 1)))
            case "head":
                part, heads = formula.get("part"), field["messages"]
                shown = [plain(one["values"].get(part)) if part else one["message"] for one in heads]
                return Look(number, show, (None, *shown))
            case "is_open":
                return Look(number, "raw", tuple(value == "open" for value in field["values"]))
            case "pending":
                pending = (f"pending {formula['end']}", "pending both")
                return Look(number, "raw", tuple(value in pending for value in field["values"]))
            case _:
                return self.raws(number)

    def raws(self, field: int) -> Look:
        """A look at the value of a field."""
        return Look(field, "raw", tuple(map(plain, self.fields[field]["values"])))

    def rows(self, looks: Sequence[Look], rows: Rows) -> str:
        """The looks show one of these combinations: a decision tree, in which equal branches are one."""
        if not looks or not rows:
            return self.constant(bool(rows))
        branches: dict[int, list[tuple[int, ...]]] = {}
        for row in rows:
            branches.setdefault(row[0], []).append(row[1:])
        groups: dict[tuple[tuple[int, ...], ...], list[int]] = {}
        for first, rest in branches.items():
            groups.setdefault(tuple(sorted(rest)), []).append(first)
        return self.disjunction(
            self.conjunction([self._one_of(looks[0], firsts), self.rows(looks[1:], rest)])
            for rest, firsts in groups.items()
        )

    def _one_of(self, look: Look, numbers: list[int]) -> str:
        if len(numbers) == len(look.values):
            return self.constant(True)
        if look.of == "raw":
            return self.raw_in(look.field, sorted(numbers))
        if look.of == "head":
            return self.head_in(look.field, sorted(numbers))
        return self.disjunction(self.computed("==", self.length(look.field), str(number)) for number in sorted(numbers))

    # -- numbers ----------------------------------------------------------------------------------------------------

    def arithmetic(self, formula: JSON) -> str:
        """A formula, read as a number.

        Raises:
            Unsupported: it is no number.
        """
        if "look" in formula:
            return self._shown_number(formula)
        if "op" not in formula:
            value = formula.get("value")
            if isinstance(value, bool) or not isinstance(value, int):
                raise Unsupported(f"a comparison of many values with {value!r}")
            return str(value) if value >= 0 else f"(0 - {-value})"
        kind, items = formula["op"], formula["of"]
        match kind:
            case "count":
                ones = [self.if_else(self.formula(item), "1", "0") for item in items]
                return "(" + " + ".join(ones or ["0"]) + ")"
            case "if":
                return self.if_else(self.formula(items[0]), self.arithmetic(items[1]), self.arithmetic(items[2]))
            case "+" | "-" | "*":
                return self.computed(kind, self.arithmetic(items[0]), self.arithmetic(items[1]))
            case "min" | "max":
                one, two = map(self.arithmetic, items)
                return self.if_else(self.computed("<" if kind == "min" else ">", one, two), one, two)
            case _:
                raise Unsupported(f"{kind} of many values")

    def _shown_number(self, formula: JSON) -> str:
        if formula["show"] == "length":
            return self.length(formula["look"])
        values = self.fields[formula["look"]].get("values", ())
        if formula["show"] != "value" or any(isinstance(one, bool) or not isinstance(one, int) for one in values):
            raise Unsupported(f"a comparison of many values with {self.fields[formula['look']]['name']}")
        if list(values) != list(range(values[0], values[0] + len(values))):
            raise Unsupported(f"many values of {self.fields[formula['look']]['name']} that are not consecutive")
        return self.number(formula["look"])


def plain(value: Any) -> Any:
    """A value of the document as a value that can be compared: a list is a tuple, a set a frozenset."""
    if not isinstance(value, dict):
        return value
    return tuple(value["list"]) if "list" in value else frozenset(value["set"])


def _evaluated(formula: JSON, shown: Callable[[JSON], Any]) -> Any:
    """The value of a formula where its looks show these values."""
    if "look" in formula:
        return shown(formula)
    if "op" in formula:
        return OPERATIONS[formula["op"]](*(_evaluated(item, shown) for item in formula["of"]))
    return plain(formula["value"]) if "value" in formula else MISSING
