"""Settled states where protocol and clock go on for ever: the greatest set of states that they never leave or change.

Every step by protocol and clock from a settled state leads to a settled state and changes nothing essential (see
`Network.essential`). So a state is not settled if such a step changes what is essential, or leads to a state that is
not settled. The former are marked first, then every state from which a marked state is reached. The steps of a state
that was not expanded are unknown, so no state that leads to one counts as settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everystate.composing.network import Network

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SteadySteps:
    """Source, event and target of each step by protocol and clock that changes something, in the order of the sources.

    There are `count` states, of which the first `expanded` have steps.
    """

    sources: Numbers
    events: Numbers
    targets: Numbers
    expanded: int
    count: int

    def by(self, events: frozenset[int]) -> Truths:
        """Which of the steps are by one of these events."""
        return np.isin(self.events, list(events))

    def from_some(self, steps: Truths) -> Truths:
        """The states from which one of these steps leads."""
        made: Truths = np.zeros(self.count, np.bool_)
        made[self.sources[steps]] = True
        return made

    def reaching(self, marked: Truths) -> Truths:
        """The states from which a marked one is reached; these themselves, too."""
        made = marked.copy()
        new: Truths = made
        while new.any():
            before = self.sources[new[self.targets]]
            new = np.zeros(self.count, np.bool_)
            new[before] = True
            new &= ~made
            made |= new
        return made

    def endless(self, steps: Truths) -> Truths:
        """The states from which not every run of these steps ends."""
        sources, targets = self.sources[steps], self.targets[steps]
        left: Truths = np.ones(self.count, np.bool_)
        while True:
            going: Truths = np.zeros(self.count, np.bool_)
            going[sources] = True
            if (going == left).all():
                return going
            left = going
            inside = left[targets]
            sources, targets = sources[inside], targets[inside]


def unsettled(steps: SteadySteps, essential: Truths) -> Truths:
    """The states that are not settled; `essential` says which steps change something essential."""
    marked = steps.from_some(essential)
    marked[steps.expanded :] = True
    return steps.reaching(marked)


def essential_of(network: Network, states: Sequence[tuple[int, ...]]) -> list[tuple[object, ...]]:
    """The essential part of each state."""
    fields = sorted(network.essential - network.routine_messages.keys())
    wires = list(network.routine_messages)
    return [
        (*(state[field] for field in fields), *(network.wire(field, state[field]) for field in wires))
        for state in states
    ]
