"""Polarity of atoms: temporal formulas in which one atom always has the value that is worst for the formula.

An occurrence under `<->` has both polarities, and is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from everystate.temporal import Atom, Binary, Formula, Truth, Unary


def demanded(formula: Formula) -> list[str]:
    """The atoms of positive polarity, in order of appearance; `P` is not one in `P -> Q`."""
    return list(dict.fromkeys(name for name, helps in _places(formula, True) if helps))


def forbidden(formula: Formula) -> list[str]:
    """The atoms of negative polarity, in order of appearance."""
    return list(dict.fromkeys(name for name, helps in _places(formula, True) if not helps))


def without(formula: Formula, atom: str, helping: bool) -> Formula:
    """The formula with an atom false where its polarity is positive (`helping`), or true where it is negative."""
    return _replaced(formula, atom, helping, True)


def _places(formula: Formula, helps: bool) -> Iterator[tuple[str, bool]]:
    match formula:
        case Atom(name):
            yield name, helps
        case Unary("!", operand):
            yield from _places(operand, not helps)
        case Unary(_, operand):
            yield from _places(operand, helps)
        case Binary("->", left, right):
            yield from _places(left, not helps)
            yield from _places(right, helps)
        case Binary("<->") | Truth():
            pass
        case Binary(_, left, right):
            yield from _places(left, helps)
            yield from _places(right, helps)


def _replaced(formula: Formula, atom: str, wanted: bool, helps: bool) -> Formula:
    match formula:
        case Atom(name):
            return Truth(not helps) if name == atom and helps == wanted else formula
        case Unary(operator, operand):
            return Unary(operator, _replaced(operand, atom, wanted, helps != (operator == "!")))
        case Binary("<->") | Truth():
            return formula
        case Binary(operator, left, right):
            first = _replaced(left, atom, wanted, helps != (operator == "->"))
            return Binary(operator, first, _replaced(right, atom, wanted, helps))
