"""Linear temporal logic: formulas read from text, and automata that accept exactly the runs that satisfy them."""

from everystate.temporal.automaton import Arc, Automaton, translate
from everystate.temporal.formula import Atom, Binary, Formula, FormulaError, Truth, Unary, atoms
from everystate.temporal.parsing import parse, reserved
from everystate.temporal.tableau import tight

__all__ = [
    "Arc",
    "Atom",
    "Automaton",
    "Binary",
    "Formula",
    "FormulaError",
    "Truth",
    "Unary",
    "atoms",
    "parse",
    "reserved",
    "tight",
    "translate",
]
