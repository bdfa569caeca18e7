"""Peterson's lock for two threads: raise the flag, give the turn away, wait, enter, leave; each a step of its own."""

from collections.abc import Iterator

from breadth_first import Counts, measure, replaced

State = tuple[tuple[str, ...], tuple[bool, ...], int]  # where each thread is, its flag, the turn

START: State = (("idle", "idle"), (False, False), 0)


def thread_steps(state: State, me: int) -> Iterator[State]:
    """What one thread may do."""
    at, wants, turn = state
    other = 1 - me
    if at[me] == "idle":
        yield replaced(at, me, "flagged"), replaced(wants, me, True), turn
    elif at[me] == "flagged":
        yield replaced(at, me, "waiting"), wants, other
    elif at[me] == "waiting":
        if not wants[other] or turn == me:
            yield replaced(at, me, "critical"), wants, turn
    else:
        yield replaced(at, me, "idle"), replaced(wants, me, False), turn


def successors(state: State) -> Iterator[State]:
    """Either thread moves."""
    for me in (0, 1):
        yield from thread_steps(state, me)


def counts() -> Counts:
    """States, steps and depth."""
    return measure(START, successors)


if __name__ == "__main__":
    print(counts())
