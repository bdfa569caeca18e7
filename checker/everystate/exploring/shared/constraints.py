"""What a run must do for ever to be accepted and fair."""

from __future__ import annotations

from everystate.exploring.lasso import Obligation
from everystate.exploring.space import Space


class Duties:
    """What a run must do for ever to be accepted and fair, in bit masks: acceptance sets, and obligations."""

    def __init__(self, space: Space, obligations: tuple[Obligation, ...], acceptance: int) -> None:
        self.space = space
        self.accepting = (1 << acceptance) - 1
        self.strong = sum(1 << bit for bit, one in enumerate(obligations) if one.strong)
        self.weak = (1 << len(obligations)) - 1 & ~self.strong
        self.met = [0] * len(space.network.events)
        for bit, one in enumerate(obligations):
            for event in one.events:
                self.met[event] |= 1 << bit
        self._possible: dict[int, int] = {}

    def met_by(self, event: int) -> int:
        """The obligations that a step by this event meets."""
        return self.met[event]

    def possible(self, state: int) -> int:
        """The obligations that are possible in a state."""
        if state not in self._possible:
            made = 0
            for event, _ in self.space.steps_from(state):
                made |= self.met[event]
            self._possible[state] = made
        return self._possible[state]
