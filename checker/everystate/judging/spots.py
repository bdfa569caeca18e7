"""Where a claim is judged."""

from __future__ import annotations

from dataclasses import dataclass

from everystate.composing.event import Guard
from everystate.composing.formula import Formula
from everystate.exploring.space import Among, Condition


@dataclass(frozen=True)
class Spot:
    """Somewhere a claim is judged: states, or the states before the steps of an event."""

    guard: Guard
    formula: Formula
    among: Among
    event: int = -1

    def failing(self, formula: Formula | None = None) -> Condition:
        """The states here in which the formula (or another in its place) is false."""
        return Condition(self.guard, self.formula if formula is None else formula, truth=False, event=self.event)
