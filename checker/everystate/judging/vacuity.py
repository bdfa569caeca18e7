"""Whether a claim that holds says anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from everystate.composing.formula import Const, Formula, Look, Op, make

_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in")


def flipped(formula: Formula) -> Iterator[Formula]:
    """The formula with one of its atoms taken to be false, or true, each in turn.

    A formula that holds, whatever becomes of any single atom, says nothing about the states it was judged in: it is
    vacuous (I. Beer, S. Ben-David, C. Eisner, Y. Rodeh: Efficient detection of vacuity in ACTL formulas, CAV 1997,
    section 3).
    """
    for atom in dict.fromkeys(_atoms(formula)):
        for value in (False, True):
            yield _replaced(formula, atom, Const(value))


def _atoms(formula: Formula) -> Iterable[Formula]:
    if isinstance(formula, Look) or (isinstance(formula, Op) and formula.kind in _COMPARISONS and not _counts(formula)):
        yield formula
    elif isinstance(formula, Op):
        for item in formula.items:
            yield from _atoms(item)


def _counts(formula: Formula) -> bool:
    """Whether a comparison has truth values below it, as one of a count has."""
    if isinstance(formula, Op):
        return formula.kind in ("count", "and", "or", "not") or any(_counts(item) for item in formula.items)
    return False


def _replaced(formula: Formula, atom: Formula, by: Formula) -> Formula:
    if formula == atom:
        return by
    if isinstance(formula, Op):
        return make(formula.kind, *(_replaced(item, atom, by) for item in formula.items))
    return formula
