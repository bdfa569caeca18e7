"""Formulas of linear temporal logic as trees over named atoms.

A formula is true or false of an infinite word of letters. A letter is a state of a run and the step taken from it: an
atom about states is read in the state before the step, an atom about events on the step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OneOperand = Literal["!", "X", "F", "G"]
TwoOperands = Literal["&&", "||", "->", "<->", "U", "R", "W", "M"]


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


@dataclass(frozen=True)
class Truth:
    """True of every word, or of none."""

    value: bool


@dataclass(frozen=True)
class Atom:
    """True of a word whose first letter it holds in."""

    name: str


@dataclass(frozen=True)
class Unary:
    """`!` not, `X` next, `F` eventually (now or later), `G` always (from now on)."""

    operator: OneOperand
    operand: Formula


@dataclass(frozen=True)
class Binary:
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
