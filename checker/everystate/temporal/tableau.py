"""A formula as a tight automaton: of every word that ends in a loop it has a run that goes round with the same loop.

A state says of each part of the formula that speaks about time whether it is true of the rest of the word. So a word
has one run, and where the rest of the word is the same, so is the state. The price is a state for each combination.

E. Clarke, O. Grumberg, K. Hamaguchi: Another look at LTL model checking, Formal Methods in System Design 10(1), 1997,
section 4. V. Schuppan, A. Biere: Shortest counterexamples for symbolic model checking of LTL with past, TACAS 2005,
section 4: of this automaton, a shortest accepted lasso of a product is a shortest one of what it is multiplied with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from everystate.temporal.alternating import Raw, RawArc
from everystate.temporal.automaton import Automaton, labelled
from everystate.temporal.formula import (
    Atom,
    Binary,
    Formula,
    FormulaError,
    Truth,
    TwoOperands,
    Unary,
    atoms,
    refuse_too_large,
)
from everystate.temporal.reduction import trimmed

MAX_BITS = 12
"""Of atoms and parts of the formula together; there are two to the power of these arcs."""

_OF_TIME = {"X", "F", "G", "U", "W", "R", "M"}
_PROMISES = {"F", "U", "M"}

Truths = Mapping[Formula, bool]


def tight(formula: Formula) -> Automaton:
    """An automaton that accepts exactly the words that satisfy the formula, and loops as they do.

    If it accepts the word that reads `u` and then `v` for ever, it does so with a run whose state is the same after `u`
    and after `uv`.

    Raises:
        FormulaError: the formula or its automaton would be too large.
    """
    refuse_too_large(formula)
    names, followed = atoms(formula), list(dict.fromkeys([*_followed(formula), formula]))
    if len(names) + len(followed) > MAX_BITS:
        raise FormulaError(-1, f"a formula has a tight automaton with up to {MAX_BITS} atoms and temporal operators")
    return labelled(trimmed(_Tableau(names, followed).automaton()), names)


def _followed(formula: Formula) -> Iterator[Formula]:
    """The parts of which a state must say whether they are true; those within a part come first."""
    match formula:
        case Unary(operator, operand):
            yield from _followed(operand)
            if operator == "X":
                yield operand
            if operator in _OF_TIME:
                yield formula
        case Binary(operator, left, right):
            yield from _followed(left)
            yield from _followed(right)
            if operator in _OF_TIME:
                yield formula
        case _:
            pass


class _Tableau:
    """The states are numbered by what they say; each has, for each letter and each state after it, at most one arc."""

    def __init__(self, names: Sequence[str], followed: Sequence[Formula]) -> None:
        self.names = names
        self.followed = followed

    def automaton(self) -> Raw:
        every = [dict(zip(self.followed, row, strict=True)) for row in _rows(len(self.followed))]
        arcs: list[list[RawArc]] = [[] for _ in every]
        for row in _rows(len(self.names)):
            letter = dict(zip(self.names, row, strict=True))
            required = _number(row)
            forbidden = _number(not held for held in row)
            for number, after in enumerate(every):
                here = {part: _true(part, letter, after) for part in self.followed}
                accepts = _number(not _postpones(part, letter, after) for part in self.followed)
                arcs[_number(here.values())].append(RawArc(number, required, forbidden, accepts))
        initial = [number for number, state in enumerate(every) if state[self.followed[-1]]]
        return Raw(initial, arcs, (1 << len(self.followed)) - 1)


def _rows(count: int) -> Iterator[tuple[bool, ...]]:
    """All rows of so many truth values, in the order of their numbers."""
    return (row[::-1] for row in product((False, True), repeat=count))


def _number(row: Iterable[bool]) -> int:
    return sum(1 << bit for bit, value in enumerate(row) if value)


def _true(formula: Formula, letter: Mapping[str, bool], after: Truths) -> bool:
    """Whether the formula is true of a word with this first letter, of whose rest these parts are true."""
    match formula:
        case Truth(value):
            return value
        case Atom(name):
            return letter[name]
        case Unary("X", operand):
            return after[operand]
        case Unary(operator, operand):
            held = _true(operand, letter, after)
            return {"!": not held, "F": held or after.get(formula, False), "G": held and after.get(formula, False)}[
                operator
            ]
        case Binary(operator, left, right):
            return _both(operator, _true(left, letter, after), _true(right, letter, after), after.get(formula, False))


def _both(operator: TwoOperands, left: bool, right: bool, after: bool) -> bool:
    """What two operands make, of which the whole is or is not true afterwards, too."""
    return {
        "&&": left and right,
        "||": left or right,
        "->": not left or right,
        "<->": left == right,
        "U": right or (left and after),
        "W": right or (left and after),
        "R": right and (left or after),
        "M": right and (left or after),
    }[operator]


def _postpones(part: Formula, letter: Mapping[str, bool], after: Truths) -> bool:
    """Whether a part is true, or false, only because it is so afterwards, which may not go on for ever.

    A part that promises something is not true for ever without it; another one is not false for ever without a reason.
    """
    if not isinstance(part, Unary | Binary) or part.operator not in _OF_TIME:
        return False
    held = _true(part, letter, after)
    return held is (part.operator in _PROMISES) and held is not _true(part, letter, {**after, part: not held})
