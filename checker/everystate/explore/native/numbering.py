"""Which state has which number: rows of parts, in the order of depth."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from everystate.compose.network import Network
from everystate.explore.native.packing import Packing
from everystate.explore.native.part import Part


@dataclass(frozen=True)
class Segment:
    """Rows `low` to `high` of a part, all at one depth, that follow each other in the order of the states."""

    part: int
    low: int
    high: int
    depth: int
    expanded: bool


class Numbering:
    """The parts of a space, and the segments that put their rows in order."""

    def __init__(self, network: Network, packing: Packing, parts: list[Part]) -> None:
        self.network = network
        self.packing = packing
        self.parts = parts
        self.segments: list[Segment] = []
        self.starts: list[int] = []
        self.count = 0
        self.expanded = 0

    def add(self, segment: Segment) -> None:
        """The next states, if there are any."""
        size = segment.high - segment.low
        if size:
            self.segments.append(segment)
            self.starts.append(self.count)
            self.count += size
            self.expanded += size * segment.expanded

    def segment(self, state: int) -> Segment:
        """The segment of a state.

        Raises:
            IndexError: there is no such state.
        """
        if not 0 <= state < self.count:
            raise IndexError(state)
        return self.segments[bisect_right(self.starts, state) - 1]

    def place(self, state: int) -> tuple[int, int]:
        """Part and row of a state."""
        segment = self.segment(state)
        return segment.part, segment.low + state - self.starts[bisect_right(self.starts, state) - 1]

    def number(self, part: int, row: int) -> int:
        """The number of the state in a row of a part."""
        found = next(n for n, s in enumerate(self.segments) if s.part == part and s.low <= row < s.high)
        return self.starts[found] + row - self.segments[found].low

    def numbered(self) -> Iterator[tuple[int, Segment]]:
        """The segments, each with the number of its first state."""
        return zip(self.starts, self.segments, strict=True)
