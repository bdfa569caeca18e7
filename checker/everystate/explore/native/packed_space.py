"""A space of packed states. Steps are not kept: they are computed again where one is asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from everystate.compose.network import Network
from everystate.explore.native import kernel
from everystate.explore.native.counting import Counting
from everystate.explore.native.endless import Endless
from everystate.explore.native.packing import Packing
from everystate.explore.native.part import Part
from everystate.explore.space import Among, Condition, Space, State, Tally
from everystate.explore.successors import Successors


@dataclass(frozen=True)
class Segment:
    """Rows `low` to `high` of a part, all at one depth, that follow each other in the order of the states."""

    part: int
    low: int
    high: int
    depth: int
    expanded: bool


class PackedSpace(Space):
    """States in the order of depth; within a layer, those of one part after those of another."""

    def __init__(self, network: Network, packing: Packing, parts: list[Part]) -> None:
        super().__init__(network, "native")
        self.packing = packing
        self.parts = parts
        self.segments: list[Segment] = []
        self._fired: list[int] = []
        self._starts: list[int] = []

    def finish(self, fired: list[int]) -> None:
        """Number the states, after the exploration."""
        self.segments = [segment for segment in self.segments if segment.low < segment.high]
        self._fired = fired
        start = 0
        for segment in self.segments:
            self._starts.append(start)
            start += segment.high - segment.low

    # -- numbers and rows -----------------------------------------------------------------------------------------

    def place(self, state: int) -> tuple[int, int]:
        """Part and row of a state."""
        if not 0 <= state < len(self.states):
            raise IndexError(state)
        at = bisect_right(self._starts, state) - 1
        return self.segments[at].part, self.segments[at].low + state - self._starts[at]

    def number(self, part: int, row: int) -> int:
        """The number of the state in a row of a part."""
        found = next(n for n, s in enumerate(self.segments) if s.part == part and s.low <= row < s.high)
        return self._starts[found] + row - self.segments[found].low

    def numbered(self) -> Iterator[tuple[int, Segment]]:
        """The segments, each with the number of its first state."""
        return zip(self._starts, self.segments, strict=True)

    def index(self, state: State) -> int:
        """The number of a joint state; -1 if it is not known."""
        words = self.packing.pack(state).reshape(1, -1)
        part = int(kernel.home_of(words, len(self.parts)))
        [row] = self.parts[part].locate(words, 1)
        return self.number(part, int(row)) if row >= 0 else -1

    # -- the interface of a space ---------------------------------------------------------------------------------

    @cached_property
    def states(self) -> Sequence[State]:  # type: ignore[override]
        return _States(self)

    @cached_property
    def depths(self) -> Sequence[int]:  # type: ignore[override]
        return _Depths(self)

    @cached_property
    def count(self) -> int:
        """How many states are known."""
        return sum(segment.high - segment.low for segment in self.segments)

    @cached_property
    def expanded(self) -> int:  # type: ignore[override]
        return sum(segment.high - segment.low for segment in self.segments if segment.expanded)

    @cached_property
    def steps(self) -> int:  # type: ignore[override]
        return sum(self._fired)

    def fired(self) -> Sequence[int]:
        return self._fired

    def depth_of(self, state: int) -> int:
        """The number of steps on a shortest path to a state."""
        return self.segments[bisect_right(self._starts, state) - 1].depth

    @cached_property
    def successors(self) -> Successors:
        """Computes steps from one state, as the reference engine does."""
        return Successors(self.network)

    def arrival(self, state: int) -> tuple[int, int] | None:
        if state == 0:
            return None
        before = self.number(*self.parts[self.place(state)[0]].parent(self.place(state)[1]))
        here = self.states[state]
        steps, _ = self.successors(self.states[before])
        return before, next(event for event, target in steps if target == here)

    def steps_from(self, state: int) -> Sequence[tuple[int, int]]:
        steps, _ = self.successors(self.states[state])
        return [(event, self.index(target)) for event, target in steps]

    def settled(self, state: int) -> bool:
        part, row = self.place(state)
        return not self.parts[part].flags[row] & 1

    def stuck(self) -> Sequence[int]:
        found: list[int] = []
        for start, segment in self.numbered():
            if segment.expanded:
                rows = self.parts[segment.part].flags[segment.low : segment.high]
                found += (start + np.flatnonzero((rows & 2) == 0)).tolist()
        return found

    def tally(self, conditions: Sequence[Condition], among: Among = "states") -> list[Tally]:
        return Counting(self).tally(conditions, among)

    def first(self, condition: Condition, among: Among = "states") -> int:
        return Counting(self).first(condition, among)

    def unsettling(self) -> Sequence[int]:
        return Endless(self).left()


class _States(Sequence[State]):
    def __init__(self, space: PackedSpace) -> None:
        self.space = space

    def __len__(self) -> int:
        return self.space.count

    @overload
    def __getitem__(self, at: int) -> State: ...
    @overload
    def __getitem__(self, at: slice) -> list[State]: ...
    def __getitem__(self, at: int | slice) -> State | list[State]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        part, row = self.space.place(at if at >= 0 else at + len(self))
        return self.space.packing.unpack(self.space.parts[part].states[row].tolist())


class _Depths(Sequence[int]):
    def __init__(self, space: PackedSpace) -> None:
        self.space = space

    def __len__(self) -> int:
        return self.space.count

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> list[int]: ...
    def __getitem__(self, at: int | slice) -> int | list[int]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        return self.space.depth_of(at if at >= 0 else at + len(self))
