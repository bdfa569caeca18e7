"""Which packed states may run on for ever by steps that unsettle: these steps as a graph, peeled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native.constants import UNSETTLED
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.signatures import Peel
from everystate.exploring.native.temporal.graph import refuse_beyond_memory
from everystate.exploring.native.temporal.steady import changing_steps

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
        sources: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        targets: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        seen = 0
        flags = self.space.visited.flags
        for before, _, after in changing_steps(self.space, sorted(self.space.network.steady)):
            inside = (flags[before] & UNSETTLED) != 0
            seen += len(before)
            refuse_beyond_memory(_BYTES_A_STEP * seen + _BYTES_A_STATE * self.space.count)
            sources.append(before[inside])
            targets.append(after[inside])
        return np.concatenate(sources), np.concatenate(targets)
