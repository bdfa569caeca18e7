"""Two-phase commit as in TLA+'s TwoPhase: messages are a set that is read and never consumed.

Written from the actions of TwoPhase.tla (Gray and Lamport), one `yield` for each action and resource manager.
"""

from collections.abc import Iterator

from breadth_first import Counts, measure, replaced

State = tuple[tuple[str, ...], str, frozenset[int], frozenset[tuple[str, int]]]


def manager_steps(state: State) -> Iterator[State]:
    """The transaction manager: TMCommit, TMAbort, TMRcvPrepared."""
    rm, tm, prepared, pool = state
    if tm != "init":
        return
    if len(prepared) == len(rm):
        yield rm, "committed", prepared, pool | {("Commit", 0)}
    yield rm, "aborted", prepared, pool | {("Abort", 0)}
    for r in range(len(rm)):
        if ("Prepared", r) in pool:
            yield rm, tm, prepared | {r}, pool


def resource_steps(state: State) -> Iterator[State]:
    """One resource manager after the other: RMPrepare, RMChooseToAbort, RMRcvCommitMsg, RMRcvAbortMsg."""
    rm, tm, prepared, pool = state
    for r, at in enumerate(rm):
        if at == "working":
            yield replaced(rm, r, "prepared"), tm, prepared, pool | {("Prepared", r)}
            yield replaced(rm, r, "aborted"), tm, prepared, pool
        if ("Commit", 0) in pool:
            yield replaced(rm, r, "committed"), tm, prepared, pool
        if ("Abort", 0) in pool:
            yield replaced(rm, r, "aborted"), tm, prepared, pool


def successors(state: State) -> Iterator[State]:
    """All of TPNext."""
    yield from manager_steps(state)
    yield from resource_steps(state)


def counts(rms: int = 3) -> Counts:
    """States, steps and depth for so many resource managers."""
    start: State = (("working",) * rms, "init", frozenset(), frozenset())
    return measure(start, successors)


if __name__ == "__main__":
    for number in (1, 2, 3, 4, 5, 6):
        print(number, counts(number))
