"""What a run must do for ever to be accepted and fair."""

from __future__ import annotations

from everystate.exploring.lasso import Fairness
from everystate.exploring.system import TransitionSystem


class Constraints:
    """What a run must do for ever to be accepted and fair, in bit masks: acceptance sets, and fairness constraints."""

    def __init__(self, system: TransitionSystem, fairness: Fairness, acceptance: int) -> None:
        self.system = system
        self.accepting = (1 << acceptance) - 1
        self.strong = sum(1 << bit for bit, one in enumerate(fairness) if one.strong)
        self.weak = (1 << len(fairness)) - 1 & ~self.strong
        self._taken = [0] * len(system.network.events)
        for bit, one in enumerate(fairness):
            for event in one.events:
                self._taken[event] |= 1 << bit
        self._enabled: dict[int, int] = {}

    def taken_by(self, event: int) -> int:
        """The constraints that a step by this event takes."""
        return self._taken[event]

    def enabled(self, state: int) -> int:
        """The constraints that are enabled in a state."""
        if state not in self._enabled:
            made = 0
            for event, _ in self.system.steps_from(state):
                made |= self._taken[event]
            self._enabled[state] = made
        return self._enabled[state]
