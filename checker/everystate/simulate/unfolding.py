"""A space that is explored on demand: it has only the joint states and steps that a walk has asked for."""

from __future__ import annotations

from collections.abc import Sequence

from everystate.composing.network import Network
from everystate.exploring.reference.recorded import RecordedSpace
from everystate.exploring.reference.recording import Recording
from everystate.exploring.shared.successors import Successors
from everystate.exploring.space import Outcome, State


class Unfolding(RecordedSpace):
    """A space whose steps are computed on demand; its depths and paths are those of the walk, not shortest ones."""

    def __init__(self, network: Network) -> None:
        super().__init__(network, "simulation", Recording(), Outcome("this is a simulation"))
        self._successors = Successors(network)
        self._known: dict[int, tuple[list[tuple[int, int]], bool]] = {}
        for state in network.initial_states:
            self.recording.add(state, -1, -1)

    def steps_from(self, state: int) -> Sequence[tuple[int, int]]:
        return self._expanded(state)[0]

    def settled(self, state: int) -> bool:
        return not self._expanded(state)[1]

    def _expanded(self, state: int) -> tuple[list[tuple[int, int]], bool]:
        if state not in self._known:
            steps, unsettled = self._successors(self.states[state])
            self._known[state] = [(event, self._number(target, state, event)) for event, target in steps], unsettled
        return self._known[state]

    def _number(self, target: State, source: int, event: int) -> int:
        known = self.recording.index.get(target, -1)
        return known if known >= 0 else self.recording.add(target, source, event)
