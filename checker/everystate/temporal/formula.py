"""Formulas of linear temporal logic as trees over named atoms.

A formula is true or false of an infinite word of letters. A letter is a state of a run and the step taken from it. An
atom about states is read in the state before the step; an atom about events is read on the step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

OneOperand = Literal["!", "X", "F", "G"]
TwoOperands = Literal["&&", "||", "->", "<->", "U", "R", "W", "M"]

MAX_SIZE = 500
MAX_DEPTH = 100

# Precedence, as in Spot (spot/parsetl/parsetl.yy; A. Duret-Lutz: Spot's temporal logic formulas, 2.14).
LEVELS: dict[str, int] = {"->": 1, "<->": 1, "||": 2, "&&": 3, "U": 4, "R": 4, "W": 4, "M": 4}
_PREFIX = 5


class FormulaError(Exception):
    """A formula is wrong, or too large.

    `position` is an offset in its text, counted in characters from 0; -1 where the formula as a whole is meant. Then
    what is wrong, and what would be right, if that can be said.
    """

    def __init__(self, position: int, what: str, instead: str = "") -> None:
        self.position = position
        self.what = what
        self.instead = instead
        super().__init__("; ".join(part for part in (what, instead) if part))


class _Printed:
    """A formula whose text is parsed as the same formula."""

    def __str__(self) -> str:
        assert isinstance(self, Truth | Atom | Unary | Binary)
        return _text(self)


@dataclass(frozen=True)
class Truth(_Printed):
    """True of every word, or of none."""

    value: bool


@dataclass(frozen=True)
class Atom(_Printed):
    """True of a word whose first letter it holds in."""

    name: str


@dataclass(frozen=True)
class Unary(_Printed):
    """`!` not, `X` next, `F` eventually (now or later), `G` always (from now on)."""

    operator: OneOperand
    operand: Formula


@dataclass(frozen=True)
class Binary(_Printed):
    """`&& || -> <->`, and of time, for `f` on the left and `g` on the right.

    - `f U g` until: g holds at some time, and f at every time before.
    - `f W g` weak until: the same, or f always.
    - `f R g` release: g holds up to and including the first time that f does; always, if f never does.
    - `f M g` strong release: the same, and f does.
    """

    operator: TwoOperands
    left: Formula
    right: Formula


Formula = Truth | Atom | Unary | Binary


def atoms(formula: Formula) -> list[str]:
    """The names of its atoms, sorted."""
    return sorted({part.name for part, _ in _parts(formula) if isinstance(part, Atom)})


def refuse_too_large(formula: Formula) -> None:
    """Raise `FormulaError` if it has too many parts, or too many inside one another."""
    for count, (_, depth) in enumerate(_parts(formula), 1):
        if count > MAX_SIZE:
            raise FormulaError(-1, f"a formula has at most {MAX_SIZE} operators and atoms", "name parts of it as atoms")
        if depth > MAX_DEPTH:
            raise FormulaError(-1, f"a formula is at most {MAX_DEPTH} operators deep", "name parts of it as atoms")


def _parts(formula: Formula) -> Iterator[tuple[Formula, int]]:
    """The formula and everything in it, each with its depth."""
    stack = [(formula, 1)]
    while stack:
        part, depth = stack.pop()
        yield part, depth
        if isinstance(part, Unary):
            stack.append((part.operand, depth + 1))
        elif isinstance(part, Binary):
            stack += [(part.right, depth + 1), (part.left, depth + 1)]


def _text(formula: Formula) -> str:
    match formula:
        case Truth(value):
            return "true" if value else "false"
        case Atom(name):
            return name
        case Unary("!", operand):
            return "!" + _within(operand, _PREFIX)
        case Unary(operator, operand):
            return f"{operator} {_within(operand, _PREFIX)}"
        case Binary(operator, left, right):
            level = LEVELS[operator]
            chained = operator in {"&&", "||"}  # these alone may be chained, and are read from the left
            return f"{_within(left, level + (not chained))} {operator} {_within(right, level + 1)}"


def _within(operand: Formula, level: int) -> str:
    """The text of an operand, in parentheses if it binds less tightly than this."""
    text = _text(operand)
    return f"({text})" if isinstance(operand, Binary) and LEVELS[operand.operator] < level else text
