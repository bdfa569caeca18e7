"""A note on the unit of time. It is made in every check, so it imports nothing that is slow to load."""

from __future__ import annotations

from everystate.composing.network import Network

FAR_APART = 50
"""A timer that runs more than this many times as long as another is worth a note."""


def far_apart(network: Network) -> list[str]:
    """A note on the longest and the shortest timer, if they are far apart; timers of no ticks do not count."""
    longest = [(len(field.values) - 2, field.name) for field in network.fields if field.kind == "timer"]
    counted = [one for one in longest if one[0]]
    (least, fast), (most, slow) = min(counted, default=(0, "")), max(counted, default=(0, ""))
    if most <= FAR_APART * least:
        return []
    apart = f"{slow} ({most:,} ticks) runs more than {FAR_APART} times as long as {fast} ({least:,})"
    return [f"{apart}: with a coarser unit of time there are fewer joint states"]
