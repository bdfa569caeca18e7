"""Chang and Roberts on a one-way ring: the highest of n nodes becomes the leader.

A node may start of itself; a message with a higher name is passed on, one with a lower name is dropped (and wakes a
node that has not started), one's own name makes the leader. Where names go `up` along the ring node i tells i + 1,
where they go `down` it tells i - 1.
"""

from collections.abc import Iterator

from breadth_first import Counts, measure, replaced

State = tuple[
    tuple[str, ...], tuple[tuple[int, ...], ...]
]  # of each node: where it is, and the queue of what it will read


def told(queues: tuple[tuple[int, ...], ...], target: int, name: int) -> tuple[tuple[int, ...], ...]:
    """One more name for one node to read."""
    return replaced(queues, target, (*queues[target], name))


def reading(state: State, me: int, target: int) -> State:
    """One node reads one name."""
    at, queues = state
    name, queues = queues[me][0], replaced(queues, me, queues[me][1:])
    if name == me:
        return replaced(at, me, "leader"), queues
    if name > me:
        return replaced(at, me, "passive"), told(queues, target, name)
    if at[me] == "asleep":
        return replaced(at, me, "running"), told(queues, target, me)
    return at, queues


def counts(nodes: int = 3, direction: str = "up") -> Counts:
    """States, steps and depth; a queue has room for a name of every node."""

    def successors(state: State) -> Iterator[State]:
        at, queues = state
        for me in range(nodes):
            target = (me + (1 if direction == "up" else -1)) % nodes
            assert len(queues[target]) <= nodes, "the room of a queue would matter"
            if at[me] == "asleep":
                yield replaced(at, me, "running"), told(queues, target, me)
            if queues[me]:
                yield reading(state, me, target)

    start: State = (("asleep",) * nodes, ((),) * nodes)
    return measure(start, successors)


if __name__ == "__main__":
    for number in (2, 3, 4):
        print(number, counts(number, "up"), counts(number, "down"))
