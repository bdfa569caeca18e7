"""Linear temporal logic: formulas read from text, and automata that accept exactly the runs that satisfy them."""

from everystate.temporal.automaton import Arc, Automaton
from everystate.temporal.formula import Atom, Binary, Formula, FormulaError, Truth, Unary

__all__ = ["Arc", "Atom", "Automaton", "Binary", "Formula", "FormulaError", "Truth", "Unary"]
