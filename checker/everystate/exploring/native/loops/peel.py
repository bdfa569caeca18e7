"""The loop that takes states away from which every run ends."""

from __future__ import annotations

from typing import Any


def peel(_: int) -> Any:
    """Of a graph whose `steps` are given, the steps out of each state that are left in `out` (A. B. Kahn, 1962).

    `starts` has a place more than there are states, and is 0; `before` has as many as steps, `ending` as states.
    """

    def run(
        sources: Any, targets: Any, steps: int, states: int, starts: Any, before: Any, out: Any, ending: Any
    ) -> Any:
        for n in range(steps):
            starts[targets[n]] += 1
            out[sources[n]] += 1
        for n in range(states):
            starts[n + 1] += starts[n]
        for n in range(steps):
            target = targets[n]
            starts[target] -= 1
            before[starts[target]] = sources[n]
        last = 0
        for n in range(states):
            if out[n] == 0:
                ending[last] = n
                last += 1
        at = 0
        while at < last:
            state = ending[at]
            for n in range(starts[state], starts[state + 1]):
                source = before[n]
                out[source] -= 1
                if out[source] == 0:
                    ending[last] = source
                    last += 1
            at += 1
        return states - last

    return run
