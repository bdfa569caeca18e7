"""From which states the protocol may run on for ever."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from everystate.exploring.system import TransitionSystem


def unsettling(system: TransitionSystem) -> Sequence[int]:
    """The states that remain after repeatedly removing those from which every run of steps that unsettle ends.

    A. B. Kahn: Topological sorting of large networks, CACM 5(11), 1962, p. 558.
    """
    out, before = _steps(system)
    ending = deque(number for number, count in enumerate(out) if not count)
    while ending:
        for source in before.get(ending.popleft(), ()):
            out[source] -= 1
            if not out[source]:
                ending.append(source)
    return [number for number, count in enumerate(out) if count]


def _steps(system: TransitionSystem) -> tuple[list[int], dict[int, list[int]]]:
    """How many steps from each state unsettle, and the sources of those into each."""
    out = [0] * len(system.states)
    before: dict[int, list[int]] = {}
    for source, event, target in system.edges():
        if system.unsettles(source, event, target):
            out[source] += 1
            before.setdefault(target, []).append(source)
    return out, before
