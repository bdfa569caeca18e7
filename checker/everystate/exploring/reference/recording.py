"""The record of a search: every state as a tuple, every step, and the parent of every state."""

from __future__ import annotations

from array import array

from everystate.exploring.system import State


class Recording:
    """States are added while they are found; `record` adds the steps of the next state.

    Those of state n are `events` and `targets` from `offsets[n]` to `offsets[n + 1]`.
    """

    def __init__(self) -> None:
        self.index: dict[State, int] = {}
        self.states: list[State] = []
        self.parents: array[int] = array("q")
        self.arrivals: array[int] = array("q")
        self.depths: array[int] = array("q")
        self.offsets: array[int] = array("q", [0])
        self.targets: array[int] = array("q")
        self.events: array[int] = array("q")
        self.unsettled = bytearray()

    @property
    def expanded(self) -> int:
        """How many states have their steps."""
        return len(self.offsets) - 1

    def add(self, state: State, parent: int, event: int) -> int:
        """The index of a state that is new."""
        number = len(self.states)
        self.index[state] = number
        self.states.append(state)
        self.parents.append(parent)
        self.arrivals.append(event)
        self.depths.append(self.depths[parent] + 1 if parent >= 0 else 0)
        return number

    def record(self, events: list[int], targets: list[int], unsettled: bool) -> None:
        """The steps of the next state that was not expanded yet."""
        self.events.extend(events)
        self.targets.extend(targets)
        self.unsettled.append(unsettled)
        self.offsets.append(len(self.targets))

    def cut(self) -> None:
        """Forget what was being added or recorded when the exploration was interrupted."""
        known = min(len(self.states), len(self.parents), len(self.arrivals), len(self.depths))
        del self.states[known:]
        for column in (self.parents, self.arrivals, self.depths):
            del column[known:]
        count = min(len(self.offsets) - 1, len(self.unsettled))
        del self.offsets[count + 1 :]
        del self.unsettled[count:]
        del self.events[self.offsets[-1] :]
        del self.targets[self.offsets[-1] :]
