"""The order between sources that their clocks give, where these are known to agree to some seconds."""

from __future__ import annotations

from collections.abc import Sequence

from everystate.logs.record import Source

Positions = tuple[int, ...]
"""How many records of each source are explained."""


class Clocks:
    """Says which records of other sources must be explained before a record.

    A record is surely earlier than one of another source if its time is earlier by more than `off_by` seconds. Records
    without a time, and those of one source, are ordered by their places alone.
    """

    def __init__(self, sources: Sequence[Source], off_by: float) -> None:
        self.before = [[_before(one, two, off_by) if one is not two else None for two in sources] for one in sources]

    def allow(self, source: int, moved: Positions) -> bool:
        """Whether the last explained record of a source may come at these positions of the other sources."""
        at = moved[source] - 1
        return all(needed is None or moved[other] >= needed[at] for other, needed in enumerate(self.before[source]))


def _before(one: Source, two: Source, off_by: float) -> list[int]:
    """For each record of a source, how many of the first ones of another are surely earlier."""
    needed, earlier = [], 0
    for record in one.records:
        while record.time is not None and earlier < len(two.records):
            time = two.records[earlier].time
            if time is None or time + off_by >= record.time:
                break
            earlier += 1
        needed.append(earlier)
    return needed
