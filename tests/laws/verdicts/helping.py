"""Which atoms help a temporal formula, and the formula without such help: for vacuity."""

from __future__ import annotations

from everystate.temporal.formula import Atom, Binary, Formula, Truth, Unary


def helping(formula: Formula, by_being: bool, negations: int = 0) -> list[str]:
    """The atoms that help a formula by being true, or false: under an even number of negations, or an odd one."""
    match formula:
        case Atom(name):
            return [name] if (negations % 2 == 0) == by_being else []
        case Unary(operator, operand):
            return helping(operand, by_being, negations + (operator == "!"))
        case Binary(operator, left, right) if operator != "<->":
            first = helping(left, by_being, negations + (operator == "->"))
            return list(dict.fromkeys(first + helping(right, by_being, negations)))
        case _:
            return []


def without(formula: Formula, atom: str, by_being: bool, negations: int = 0) -> Formula:
    """The formula where an atom does not help by being true, or false."""
    match formula:
        case Atom(name) if name == atom and (negations % 2 == 0) == by_being:
            return Truth(not by_being)
        case Unary(operator, operand):
            return Unary(operator, without(operand, atom, by_being, negations + (operator == "!")))
        case Binary(operator, left, right) if operator != "<->":
            first = without(left, atom, by_being, negations + (operator == "->"))
            return Binary(operator, first, without(right, atom, by_being, negations))
        case _:
            return formula
