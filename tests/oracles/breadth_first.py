"""The one search loop of the oracles: every state once, layer by layer, in plain Python."""

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, TypeVar

State = TypeVar("State", bound=Hashable)
Item = TypeVar("Item")


class Counts(NamedTuple):
    """What an oracle knows of a model: joint states, firings, and steps on the longest shortest path."""

    states: int
    steps: int
    depth: int


def measure(start: State, successors: Callable[[State], Iterable[State]]) -> Counts:
    """Count from one start; a successor that is yielded twice is two steps."""
    seen, layer, steps, depth = {start}, [start], 0, 0
    while True:
        coming: list[State] = []
        for state in layer:
            for successor in successors(state):
                steps += 1
                if successor not in seen:
                    seen.add(successor)
                    coming.append(successor)
        if not coming:
            return Counts(len(seen), steps, depth)
        layer, depth = coming, depth + 1


def distance(
    start: State, successors: Callable[[State], Iterable[State]], reached: Callable[[State], bool]
) -> int | None:
    """The number of steps to the nearest state of a kind, or None where there is none."""
    seen, layer, depth = {start}, [start], 0
    while layer:
        if any(reached(state) for state in layer):
            return depth
        coming = {successor for state in layer for successor in successors(state)} - seen
        seen |= coming
        layer, depth = list(coming), depth + 1
    return None


def replaced(items: tuple[Item, ...], index: int, item: Item) -> tuple[Item, ...]:
    """The same tuple with one place changed."""
    return (*items[:index], item, *items[index + 1 :])
