"""What the second judge says of a claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from everystate.loading.expression import Expr

Word = Literal["holds", "violated", "known"]


@dataclass(frozen=True)
class Answer:
    """The answer to one claim.

    `judged` is in how many places it was judged, `failing` in how many it fails; None where nothing is counted.
    `length` is that of a shortest run to where it fails, or to where a loop that breaks it begins, in steps; None where
    there is no such run. `longest` is the length of a longest run of a phase. `vacuous` is None where the language
    leaves it open. `idle` are the atoms that play no part in a claim about states that holds; None where nobody asks.
    """

    holds: bool
    judged: int
    failing: int | None = None
    length: int | None = None
    longest: int | None = None
    vacuous: bool | None = False
    idle: frozenset[Expr] | None = field(default=None, compare=False)

    def word(self, known: bool) -> Word:
        """The verdict; `known` says whether its violation is said to be known."""
        if self.holds:
            return "violated" if known else "holds"
        return "known" if known else "violated"
