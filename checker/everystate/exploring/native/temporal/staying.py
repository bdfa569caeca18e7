"""Where a fair run may stay for ever, for any claim: few states, and every run that breaks a claim ends there.

A run that breaks a claim rests, or goes round a fair component of the product with the claim's automaton. The states of
such a component lie in a fair component of the space. A weak constraint that is never taken in a component, and enabled
everywhere, is so in each of its parts. A strong constraint that is never taken in a component is enabled nowhere in a
fair part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from everystate.exploring.lasso import Fairness, LassoQuestion
from everystate.exploring.native.arguments import Bytes, Numbers
from everystate.exploring.native.machine_code import Loops
from everystate.exploring.native.temporal.fair_components import FairComponents
from everystate.exploring.native.temporal.graph import StepGraph, refuse_beyond_memory
from everystate.exploring.native.temporal.pace import Pace
from everystate.exploring.native.temporal.product import ConstraintArrays, Product
from everystate.exploring.native.temporal.signatures import Constrained
from everystate.exploring.native.temporal.truth import Truth
from everystate.temporal.automaton import Arc, Automaton

_ANYTHING = Automaton((), (0,), ((Arc(0),),), 0)

States = Numbers


@dataclass(frozen=True)
class Staying:
    """The expanded states in which a run may rest, and those of fair components of the space, in ascending order."""

    resting: States
    circling: States


def staying(truth: Truth, steps: StepGraph, fairness: Fairness, loops: Loops, pace: Pace) -> Staying:
    """Where a run that is fair may stay.

    Raises:
        UnansweredError: there is no memory for it.
        LimitReachedError: a limit is reached.
    """
    return Staying(_resting(truth, steps, fairness, loops), _circling(truth, steps, fairness, loops, pace))


def _resting(truth: Truth, steps: StepGraph, fairness: Fairness, loops: Loops) -> States:
    """The states in which no fairness constraint is enabled."""
    refuse_beyond_memory(steps.expanded)
    enabled: Bytes = np.empty(steps.expanded, np.uint8)
    arrays = ConstraintArrays(fairness, len(truth.space.network.events)).fairness
    loops(Constrained(graph=steps, fairness=arrays, enabled=enabled))
    return np.flatnonzero(enabled == 0)


def _circling(truth: Truth, steps: StepGraph, fairness: Fairness, loops: Loops, pace: Pace) -> States:
    refuse_beyond_memory(18 * steps.expanded)
    whole = Product(truth, steps, LassoQuestion(_ANYTHING, (), fairness))
    return np.sort(FairComponents(whole, loops, pace).fair(np.arange(steps.expanded, dtype=np.uint32))).astype(np.int64)
