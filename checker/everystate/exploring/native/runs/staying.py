"""Where a fair run may stay for ever, whatever a claim says: few states, and every run that breaks a claim ends there.

A run that breaks a claim rests, or goes round a fair part of the product with the claim's automaton. The states of such
a part lie in a fair part of the space: what is possible in all states of that one, or at all under strong fairness, and
not met there, is possible in the same way in what is inside, and not met there either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.lasso import LassoQuestion, Obligation
from everystate.exploring.native.machine_code import TimeLoops
from everystate.exploring.native.packing import addresses
from everystate.exploring.native.runs.pace import Pace
from everystate.exploring.native.runs.parts import Parts
from everystate.exploring.native.runs.product import Owed, Product
from everystate.exploring.native.runs.steps import Steps, refuse_beyond_memory
from everystate.exploring.native.runs.truth import Truth
from everystate.temporal.automaton import Arc, Automaton

_ANYTHING = Automaton((), (0,), ((Arc(0),),), 0)

States = NDArray[np.int64]


@dataclass(frozen=True)
class Staying:
    """The expanded states in which a run may rest, and those of fair parts of the space, each in ascending order."""

    resting: States
    circling: States


def staying(truth: Truth, steps: Steps, obligations: tuple[Obligation, ...], loops: TimeLoops, pace: Pace) -> Staying:
    """Where a run that is fair to these obligations may stay.

    Raises:
        UnansweredError: there is no memory for it.
        LimitReachedError: a limit is reached.
    """
    return Staying(_resting(truth, steps, obligations, loops), _circling(truth, steps, obligations, loops, pace))


def _resting(truth: Truth, steps: Steps, obligations: tuple[Obligation, ...], loops: TimeLoops) -> States:
    """The states in which nothing is possible that must not be put off."""
    refuse_beyond_memory(steps.expanded)
    duty: NDArray[np.uint8] = np.empty(steps.expanded, np.uint8)
    owed = Owed(obligations, len(truth.space.network.events))
    starts, events, owed_starts, found = addresses(steps.starts, steps.events, owed.starts, duty)
    loops.dutiful(starts, events, steps.expanded, owed_starts, found)
    return np.flatnonzero(duty == 0)


def _circling(truth: Truth, steps: Steps, obligations: tuple[Obligation, ...], loops: TimeLoops, pace: Pace) -> States:
    refuse_beyond_memory(18 * steps.expanded)
    whole = Product(truth, steps, LassoQuestion(_ANYTHING, (), obligations))
    return np.sort(Parts(whole, loops, pace).fair(np.arange(steps.expanded, dtype=np.uint32))).astype(np.int64)
