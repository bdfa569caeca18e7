"""Dining philosophers who take the left fork, take the right one, eat, put the left one down, put the right one down.

A fork lies on the table, or its left or its right neighbour has it: 3^n ways, and each says what every philosopher is
doing. All are reached but one: everybody holding the right fork alone, for the last to put the left fork down would
have held what his neighbour holds. Every philosopher can move in 6 of the 9 ways of his two forks, so there are 6n *
3^(n-2) steps, less the n of the way not reached.
"""

from collections.abc import Callable, Iterator

from breadth_first import Counts, distance, measure, replaced

Forks = tuple[
    str, ...
]  # of fork f: "table", "own" (philosopher f, at his left), "next" (philosopher f - 1, at his right)

CYCLE = [("left", "take"), ("right", "take"), ("left", "put"), ("right", "put")]
MIRRORED = [("right", "take"), ("left", "take"), ("right", "put"), ("left", "put")]


def seat_steps(forks: Forks, p: int, cycle: list[tuple[str, str]]) -> Iterator[Forks]:
    """The next move of one philosopher, if the fork he wants is free."""
    place = {"left": p, "right": (p + 1) % len(forks)}
    mine = {"left": "own", "right": "next"}
    holds = {side: forks[place[side]] == mine[side] for side in place}
    first, second = cycle[0][0], cycle[1][0]
    number = {(False, False): 0, (True, False): 1, (True, True): 2, (False, True): 3}[holds[first], holds[second]]
    side, move = cycle[number]
    if move == "put":
        yield replaced(forks, place[side], "table")
    elif forks[place[side]] == "table":
        yield replaced(forks, place[side], mine[side])


def neighbours(polite: bool) -> Callable[[Forks], Iterator[Forks]]:
    """The steps of all; where they are polite the first philosopher does everything the other way round."""

    def successors(forks: Forks) -> Iterator[Forks]:
        for p in range(len(forks)):
            yield from seat_steps(forks, p, MIRRORED if polite and p == 0 else CYCLE)

    return successors


def counts(philosophers: int = 3, polite: bool = False) -> Counts:
    """States, steps and depth for so many philosophers."""
    return measure(("table",) * philosophers, neighbours(polite))


def stuck(philosophers: int = 3, polite: bool = False) -> int | None:
    """The number of steps to the nearest deadlock."""
    steps = neighbours(polite)
    return distance(("table",) * philosophers, steps, lambda forks: not list(steps(forks)))


if __name__ == "__main__":
    for number in (2, 3, 4, 5, 6, 7, 8):
        print(number, counts(number), stuck(number), "polite", counts(number, True), stuck(number, True))
        assert counts(number)[:2] == (3**number - 1, 6 * number * 3 ** (number - 2) - number)
