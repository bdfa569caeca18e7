"""Where a claim is judged."""

from __future__ import annotations

from dataclasses import dataclass

from everystate.composing.event import Guard
from everystate.composing.formula import Formula, make
from everystate.composing.network import GroundClaim, Network
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


def spots_of(ground: GroundClaim, network: Network) -> list[Spot]:
    """Where a claim about states, or about the states before steps, is judged."""
    claim = ground.claim
    if claim.kind == "whenever":
        return [Spot((), make("and", *formulas), "states", number) for number, formulas in ground.before]
    guard: Guard = ()
    if claim.kind == "after" and claim.phase and (field := network.phase_field) >= 0:
        guard = ((field, frozenset([network.fields[field].values.index(claim.phase)])),)
    return [Spot(guard, ground.formula, "settled" if claim.kind == "after" else "states")]
