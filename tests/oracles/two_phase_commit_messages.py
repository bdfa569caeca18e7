"""Two-phase commit where messages travel and are consumed; the coordinator writes every vote into a journal.

Channels: one place from each resource manager to the coordinator (Prepared), one back (Commit, Abort), and one queue in
order, as long as there are resource managers, from the coordinator to the journal (whose vote it was).
"""

from collections.abc import Iterator
from typing import NamedTuple

from breadth_first import Counts, measure, replaced


class State(NamedTuple):
    """Everything; the tuples have one place for each resource manager, `book` is the queue to the journal."""

    rm: tuple[str, ...]
    votes: tuple[bool, ...]
    decision: str
    to_coordinator: tuple[bool, ...]
    to_rm: tuple[str, ...]
    book: tuple[int, ...]
    noted: tuple[bool, ...]


def resource_steps(state: State, r: int) -> Iterator[State]:
    """A resource manager prepares, refuses, or learns the decision."""
    if state.rm[r] == "working":
        if not state.to_coordinator[r]:
            yield state._replace(
                rm=replaced(state.rm, r, "prepared"), to_coordinator=replaced(state.to_coordinator, r, True)
            )
        yield state._replace(rm=replaced(state.rm, r, "aborted"))
    if state.to_rm[r]:
        outcome = {"Commit": "committed", "Abort": "aborted"}[state.to_rm[r]]
        yield state._replace(rm=replaced(state.rm, r, outcome), to_rm=replaced(state.to_rm, r, ""))


def coordinator_steps(state: State) -> Iterator[State]:
    """The coordinator takes a vote (and notes it), or decides and tells everybody."""
    rms = len(state.rm)
    for r in range(rms):
        if state.to_coordinator[r] and len(state.book) < rms:
            yield state._replace(
                votes=replaced(state.votes, r, True),
                to_coordinator=replaced(state.to_coordinator, r, False),
                book=(*state.book, r),
            )
    if state.decision == "undecided" and not any(state.to_rm):
        if all(state.votes):
            yield state._replace(decision="committed", to_rm=("Commit",) * rms)
        yield state._replace(decision="aborted", to_rm=("Abort",) * rms)


def successors(state: State) -> Iterator[State]:
    """Whatever may happen next."""
    yield from coordinator_steps(state)
    for r in range(len(state.rm)):
        yield from resource_steps(state, r)
    if state.book:
        yield state._replace(book=state.book[1:], noted=replaced(state.noted, state.book[0], True))


def counts(rms: int = 3) -> Counts:
    """States, steps and depth for so many resource managers."""
    no = (False,) * rms
    return measure(State(("working",) * rms, no, "undecided", no, ("",) * rms, (), no), successors)


if __name__ == "__main__":
    for number in (1, 2, 3):
        print(number, counts(number))
