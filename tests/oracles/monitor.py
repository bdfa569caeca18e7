"""A gate tells a counter who enters and leaves; two monitors watch, and stop watching once something is wrong.

The queue between them has room for two. A careless gate lets in although somebody is inside.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from breadth_first import Counts, distance, measure


class State(NamedTuple):
    """The gate, the queue, the counter, what the monitor of turns saw last, and whether anything was counted."""

    occupied: bool = False
    queue: str = ""
    one_inside: bool = False
    turn: str = "L"  # L: the last sent was Left, or nothing; E: it was Entered; W: wrong
    counted: bool = False


def sent(state: State, message: str, occupied: bool) -> State:
    """The gate sends, and the monitor of turns watches."""
    turn = "W" if state.turn in ("W", message) else message
    return state._replace(occupied=occupied, queue=state.queue + message, turn=turn)


def neighbours(careless: bool) -> Callable[[State], Iterator[State]]:
    """The steps of all."""

    def successors(state: State) -> Iterator[State]:
        if len(state.queue) < 2:
            if careless or not state.occupied:
                yield sent(state, "E", True)
            if state.occupied:
                yield sent(state, "L", False)
        if state.queue:
            yield state._replace(queue=state.queue[1:], one_inside=state.queue[0] == "E", counted=True)

    return successors


def counts(careless: bool = False) -> Counts:
    """States, steps and depth."""
    return measure(State(), neighbours(careless))


def wrong(careless: bool = False) -> int | None:
    """The number of steps until two enter without one leaving."""
    return distance(State(), neighbours(careless), lambda state: state.turn == "W")


if __name__ == "__main__":
    for manner in (False, True):
        print("careless" if manner else "careful", counts(manner), wrong(manner))
