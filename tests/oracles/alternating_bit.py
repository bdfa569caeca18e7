"""The alternating bit protocol over a line that loses, and that may double some messages.

The sender repeats the current value under the current bit as often as it likes; the receiver answers every message with
its bit and takes the value where the bit is the one it waits for; the right answer moves the sender on. Values count up
modulo 3. Each direction is a queue of `capacity`; anything queued may vanish; a double joins the tail, `doubles` times
in all. A double that joins the tail overtakes: with room for three messages one double breaks the protocol.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from breadth_first import Counts, distance, measure


class State(NamedTuple):
    """The sender's value and bit, the receiver's next bit and number of values so far, both queues, the doubles left.

    And whether a wrong value was ever taken.
    """

    value: int
    bit: int
    expected: int
    delivered: int
    data: tuple[tuple[int, int], ...]
    acks: tuple[int, ...]
    doubles: int
    wrong: bool = False


def sender_steps(state: State, capacity: int) -> Iterator[State]:
    """Transmit (again), or read an answer."""
    if len(state.data) < capacity:
        yield state._replace(data=(*state.data, (state.value, state.bit)))
    if state.acks:
        rest = state._replace(acks=state.acks[1:])
        moved = rest._replace(value=(state.value + 1) % 3, bit=1 - state.bit)
        yield moved if state.acks[0] == state.bit else rest


def receiver_steps(state: State, capacity: int) -> Iterator[State]:
    """Read a message and answer it."""
    if state.data and len(state.acks) < capacity:
        value, bit = state.data[0]
        answered = state._replace(data=state.data[1:], acks=(*state.acks, bit))
        if bit == state.expected:
            wrong = state.wrong or value != state.delivered
            answered = answered._replace(expected=1 - bit, delivered=(state.delivered + 1) % 3, wrong=wrong)
        yield answered


def line_steps(state: State, capacity: int) -> Iterator[State]:
    """The line loses or doubles one queued message."""
    for n in range(len(state.data)):
        yield state._replace(data=state.data[:n] + state.data[n + 1 :])
    for n in range(len(state.acks)):
        yield state._replace(acks=state.acks[:n] + state.acks[n + 1 :])
    if state.doubles:
        left = state._replace(doubles=state.doubles - 1)
        if len(state.data) < capacity:
            yield from (left._replace(data=(*state.data, message)) for message in state.data)
        if len(state.acks) < capacity:
            yield from (left._replace(acks=(*state.acks, bit)) for bit in state.acks)


def neighbours(capacity: int) -> Callable[[State], Iterator[State]]:
    """The steps of all."""

    def successors(state: State) -> Iterator[State]:
        yield from sender_steps(state, capacity)
        yield from receiver_steps(state, capacity)
        yield from line_steps(state, capacity)

    return successors


def about_to_be_wrong(state: State, capacity: int) -> bool:
    """The receiver can read, and will take, a value that is not the next one."""
    if not state.data or len(state.acks) == capacity:
        return False
    value, bit = state.data[0]
    return bit == state.expected and value != state.delivered


def counts(capacity: int = 1, doubles: int = 0) -> Counts:
    """States, steps and depth."""
    return measure(State(0, 0, 0, 0, (), (), doubles), neighbours(capacity))


def gap(capacity: int = 1, doubles: int = 0) -> int | None:
    """The number of steps to the nearest state in which the sender is neither level with the receiver nor one back."""
    start = State(0, 0, 0, 0, (), (), doubles)
    return distance(start, neighbours(capacity), lambda s: s.value not in (s.delivered, (s.delivered + 2) % 3))


def broken(capacity: int = 1, doubles: int = 0) -> int | None:
    """The number of steps to the nearest state in which a wrong value is about to be taken."""
    start = State(0, 0, 0, 0, (), (), doubles)
    return distance(start, neighbours(capacity), lambda state: about_to_be_wrong(state, capacity))


if __name__ == "__main__":
    for setting in ((1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)):
        print(setting, counts(*setting), broken(*setting), gap(*setting))
