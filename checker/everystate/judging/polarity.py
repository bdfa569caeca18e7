"""Temporal formulas with one atom always as is worst for them: what a claim about time says without that atom's help.

What stands under `<->` helps by being true and by being false, and is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from everystate.temporal import Atom, Binary, Formula, Truth, Unary


def demanded(formula: Formula) -> list[str]:
    """The atoms that help the formula by being true, in order of appearance; `P`'s is not one in `P -> Q`."""
    return list(dict.fromkeys(name for name, helps in _places(formula, True) if helps))


def forbidden(formula: Formula) -> list[str]:
    """The atoms that help the formula by being false, in order of appearance."""
    return list(dict.fromkeys(name for name, helps in _places(formula, True) if not helps))


def without(formula: Formula, atom: str, helping: bool) -> Formula:
    """The formula where an atom is false wherever being true helps (`helping`), or true wherever being false does."""
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
