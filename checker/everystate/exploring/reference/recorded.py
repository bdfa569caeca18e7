"""A space in which every state and step was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from everystate.composing.network import Network
from everystate.exploring.reference.recording import Recording
from everystate.exploring.space import Outcome, Space, State


class RecordedSpace(Space):
    """Reads a recording."""

    def __init__(self, network: Network, engine: str, recording: Recording, outcome: Outcome) -> None:
        super().__init__(network, engine, outcome)
        self.recording = recording

    @property
    def states(self) -> Sequence[State]:
        return self.recording.states

    @property
    def depths(self) -> Sequence[int]:
        return self.recording.depths

    @property
    def expanded(self) -> int:
        return self.recording.expanded

    @property
    def steps(self) -> int:
        return len(self.recording.targets)

    def arrival(self, state: int) -> tuple[int, int] | None:
        parent = self.recording.parents[state]
        return None if parent < 0 else (parent, self.recording.arrivals[state])

    def steps_from(self, state: int) -> Sequence[tuple[int, int]]:
        made = self.recording
        low, high = made.offsets[state], made.offsets[state + 1]
        return list(zip(made.events[low:high], made.targets[low:high], strict=True))

    def settled(self, state: int) -> bool:
        return not self.recording.unsettled[state]

    def settle(self) -> None:
        """Note which states are settled, where that takes more than to look at the steps of each."""
        import numpy as np

        from everystate.exploring.shared.settling import essential_of, unsettled

        steps, parts = self.steady_steps(), essential_of(self.network, self.states)
        pairs = zip(steps.sources.tolist(), steps.targets.tolist(), strict=True)
        essential = np.array([parts[source] != parts[target] for source, target in pairs], np.bool_)
        self.recording.unsettled[:] = unsettled(steps, essential)[: self.expanded].tobytes()

    def stuck(self) -> Sequence[int]:
        offsets = self.recording.offsets
        return [n for n in range(self.expanded) if offsets[n] == offsets[n + 1]]

    def fired(self) -> Sequence[int]:
        return self._fired

    @cached_property
    def _fired(self) -> list[int]:
        counts = Counter(self.recording.events)
        return [counts[number] for number in range(len(self.network.events))]
