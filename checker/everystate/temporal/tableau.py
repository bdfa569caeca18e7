"""A formula as a tight automaton: of every word that ends in a loop it has a run that goes round with the same loop.

A state says of each part of the formula that speaks about time whether it is true of the rest of the word. So a word
has one run, and where the rest of the word is the same, so is the state. The price is a state for each combination.

E. Clarke, O. Grumberg, K. Hamaguchi: Another look at LTL model checking, Formal Methods in System Design 10(1), 1997,
section 4. V. Schuppan, A. Biere: Shortest counterexamples for symbolic model checking of LTL with past, TACAS 2005,
section 4: a shortest accepted lasso of the product with this automaton gives a shortest one of the other factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

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


def tight(formula: Formula) -> Automaton:
    """An automaton that accepts exactly the words that satisfy the formula, and loops as they do.

    If it accepts the word of `u` and then `v` for ever, it has an accepting run with the same state after `u` and after
    `uv`.

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
    """The states are numbered by what they say; each has, for each letter and each state after it, at most one arc.

    A case is a letter and a state after it. Truth values are computed for all cases at once, as the bits of a number.
    The bits of n are the truth values of case n: first those of the parts of the formula in the state after it, then
    those of the atoms.
    """

    def __init__(self, names: Sequence[str], followed: Sequence[Formula]) -> None:
        self.followed = followed
        self.count = 1 << len(followed) + len(names)
        self.every = (1 << self.count) - 1
        self.after = {part: self._column(bit) for bit, part in enumerate(followed)}
        self.letter = {name: self._column(bit) for bit, name in enumerate(names, len(followed))}

    def _column(self, bit: int) -> int:
        """The cases whose number has this bit."""
        width = 1 << bit
        return (((1 << width) - 1) << width) * (self.every // ((1 << 2 * width) - 1))

    def automaton(self) -> Raw:
        here = [self._true(part, self.after) for part in self.followed]
        accepts = [self.every ^ self._postponed(part) for part in self.followed]
        states, atoms = 1 << len(self.followed), len(self.letter)
        arcs: list[list[RawArc]] = [[] for _ in range(states)]
        for case in range(self.count):
            letter = case >> len(self.followed)
            arc = RawArc(case % states, letter, letter ^ (1 << atoms) - 1, _row(accepts, case))
            arcs[_row(here, case)].append(arc)
        initial = [state for state in range(states) if state >> len(self.followed) - 1]
        return Raw(initial, arcs, states - 1)

    def _true(self, formula: Formula, after: Mapping[Formula, int]) -> int:
        """The cases in which the formula is true of a word that begins with the letter, and goes on from the state."""
        match formula:
            case Truth(value):
                return self.every * value
            case Atom(name):
                return self.letter[name]
            case Unary("X", operand):
                return after[operand]
            case Unary(operator, operand):
                now = self._true(operand, after)
                return self._one(operator, now, after.get(formula, 0))
            case Binary(operator, left, right):
                return self._two(operator, self._true(left, after), self._true(right, after), after.get(formula, 0))

    def _one(self, operator: str, now: int, after: int) -> int:
        """The cases in which a formula is true whose operand is true in `now`, and itself next in `after`."""
        return {"!": self.every ^ now, "F": now | after, "G": now & after}[operator]

    def _two(self, operator: TwoOperands, left: int, right: int, after: int) -> int:
        return {
            "&&": left & right,
            "||": left | right,
            "->": (self.every ^ left) | right,
            "<->": self.every ^ left ^ right,
            "U": right | (left & after),
            "W": right | (left & after),
            "R": right & (left | after),
            "M": right & (left | after),
        }[operator]

    def _postponed(self, part: Formula) -> int:
        """The cases in which a part is true, or false, only because it is so afterwards, which may not go on for ever.

        A part that promises something is not true for ever without it; another one is not false for ever without a
        reason.
        """
        if not isinstance(part, Unary | Binary) or part.operator not in _OF_TIME:
            return 0
        now = self._true(part, self.after)
        otherwise = self._true(part, {**self.after, part: self.every ^ now})
        return (now ^ otherwise) & (now if part.operator in _PROMISES else self.every ^ now)


def _row(columns: Iterable[int], case: int) -> int:
    """The truth values of one case, as bits."""
    return sum((column >> case & 1) << bit for bit, column in enumerate(columns))
