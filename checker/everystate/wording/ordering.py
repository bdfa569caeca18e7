"""In which order parties stand side by side: those that a connection joins near each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations


def side_by_side(parties: Sequence[str], connections: Sequence[tuple[str, str]]) -> list[str]:
    """The parties, in the order of the spec but for those that are moved because it shortens the connections.

    One party at a time is moved to where that shortens them most and disturbs the order least, as long as one can be.
    """

    def cost(order: list[str]) -> tuple[int, int]:
        """How far apart the ends of all connections are, in all; how many pairs are not in the order of the spec."""
        at = {party: number for number, party in enumerate(order)}
        stretch = sum(abs(at[one] - at[two]) for one, two in connections)
        return stretch, sum(at[one] > at[two] for one, two in combinations(parties, 2))

    best = list(parties)
    while best:
        nearer = min((_moved(best, party, at) for party in best for at in range(len(best))), key=cost)
        if cost(nearer) == cost(best):
            break
        best = nearer
    return best


def _moved(order: list[str], party: str, at: int) -> list[str]:
    rest = [other for other in order if other != party]
    return [*rest[:at], party, *rest[at:]]
