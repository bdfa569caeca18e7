"""Questions about runs, and their answers: every engine must answer them for its spaces.

A *run* is a path from an initial state. It is infinite, or it *rests* for ever in its last state. No fairness
constraint is enabled there; there may be no step at all. Nothing forces the environment to act. *Letter* i of a run is
its i-th state and the step taken from it, which is event -1 while it rests. A *lasso* is a run that ends in a loop; if
a finite space has a run with a property of this kind at all, it has a lasso.
"""

from __future__ import annotations

from dataclasses import dataclass

from everystate.composing.ground_timing import Atom, Case, FairnessConstraint
from everystate.temporal.automaton import Automaton

__all__ = [
    "REST",
    "Atom",
    "Case",
    "Fairness",
    "FairnessConstraint",
    "Lasso",
    "LassoQuestion",
    "PhaseQuestion",
    "PhaseRun",
    "Steps",
    "UnansweredError",
]

Fairness = tuple[FairnessConstraint, ...]

Steps = tuple[tuple[int, int], ...]
"""Event and target of each step, in order; event -1 is resting, and its target is its source."""

REST = -1


class UnansweredError(Exception):
    """A question that needs more memory or time than is available; the text says so in a sentence."""


@dataclass(frozen=True)
class LassoQuestion:
    """Is there a run that is accepted by the automaton and fair to all the constraints?

    `atoms` has one entry for each of the automaton's atoms, in any order.
    """

    automaton: Automaton
    atoms: tuple[Atom, ...]
    fairness: Fairness = ()


@dataclass(frozen=True)
class Lasso:
    """A run: `stem` leads from the initial state `start` to a state from which `loop`, never empty, leads back to it.

    The loop of a run that rests is one step by event -1, and no other lasso has such a step. Of any other, the
    automaton can be in the same state at both ends of the loop.

    No accepted fair run has a shorter stem. Its length is that of a shortest path, in the product of space and
    automaton, from an initial node to a *goal*. A goal lies on a closed walk that is accepted and fair, or the run may
    rest at it. A run may rest where no constraint is enabled and the automaton accepts the letter of resting there,
    repeated for ever. All engines agree on this length. The loop is short, but each engine may choose another one, of
    another length.
    """

    start: int
    stem: Steps
    loop: Steps


@dataclass(frozen=True)
class PhaseQuestion:
    """Of the protocol's runs after a phase begins, the longest.

    Such a run begins after a step by one of `begins` (with `at_start`, also in an initial state, after no step). It
    takes steps that unsettle (`Space.unsettles`), none of them by one of `halts`, as long as there are any. Only asked
    where all of these runs are known to end.

    With `beyond`, a run with more steps than that which gets there first, and of it the first `beyond` + 1 steps.
    With `counted`, only steps by these events count.
    """

    begins: frozenset[int]
    halts: frozenset[int] = frozenset()
    at_start: bool = False
    beyond: int | None = None
    counted: frozenset[int] | None = None

    def counts(self, event: int) -> bool:
        """Whether a step by this event counts."""
        return self.counted is None or event in self.counted


@dataclass(frozen=True)
class PhaseRun:
    """A longest run: after the step from the state `source` by the event `begin`, `steps`.

    With -1 as `begin` it begins in the initial state `source`.

    Of the longest runs, or of those with more steps than asked for, it is one whose source has the least depth; all
    engines agree on that depth, and on the number of steps.
    """

    source: int
    begin: int
    steps: Steps
