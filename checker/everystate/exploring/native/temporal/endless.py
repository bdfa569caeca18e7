"""Which packed states may run on for ever by steps that unsettle: these steps as a graph, peeled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.signatures import Peel
from everystate.exploring.native.stepper import Stepper
from everystate.exploring.native.temporal.graph import refuse_beyond_memory
from everystate.exploring.native.updates import pack_events

_BYTES_A_STEP, _BYTES_A_STATE = 12, 16  # still to come: all in one array, and the way back


class Endless:
    """The steps of a space that unsettle."""

    def __init__(self, space: Numbering) -> None:
        self.space = space

    def left(self) -> list[int]:
        """The states from which not every run of steps that unsettle is known to end.

        A. B. Kahn: Topological sorting of large networks, CACM 5(11), 1962, p. 558.

        Raises:
            UnansweredError: there is no memory for the steps.
        """
        sources, targets = self._steps()
        states, steps = self.space.count, len(sources)
        out: NDArray[np.uint32] = np.zeros(states, np.uint32)
        self.space.visited.loops(
            Peel(
                sources=sources,
                targets=targets,
                steps=steps,
                states=states,
                starts=np.zeros(states + 1, np.int64),
                before=np.empty(steps, np.uint32),
                out=out,
                ending=np.empty(states, np.uint32),
            )
        )
        return np.flatnonzero(out).tolist()

    def _steps(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Source and target of each step that unsettles."""
        events = [event for event in self.space.network.events if event.unsettles]
        stepper = Stepper(self.space.visited, pack_events(self.space.packing, events))
        sources: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        targets: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        at = seen = 0
        while at < self.space.expanded:
            end = stepper.step(at, self.space.expanded)
            seen += stepper.made
            refuse_beyond_memory(_BYTES_A_STEP * seen + _BYTES_A_STATE * self.space.count)
            sources.append(np.repeat(np.arange(at, end, dtype=np.uint32), np.diff(stepper.ends, prepend=0)))
            targets.append(np.empty(stepper.made, np.uint32))
            missing = self.space.visited.locate(stepper.targets, targets[-1])
            assert not missing, "what an expanded state leads to was visited"
            at = end
        return np.concatenate(sources), np.concatenate(targets)
