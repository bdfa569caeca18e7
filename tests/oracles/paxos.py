"""Paxos for one value: L. Lamport, Paxos made simple, 2001. Proposer n has ballot n + 1, and asks in it once.

A proposer sends to every acceptor at once. Between the two there is a queue in each direction.
"""

from collections.abc import Iterator
from typing import NamedTuple

from breadth_first import Counts, distance, measure, replaced

OWN = ("red", "green")
BLANK = "blank"

Message = tuple[str | int, ...]


class Proposer(NamedTuple):
    """Where it is, who promised, who accepted, the highest vote that it heard of, and the value."""

    at: str = "idle"
    promised: frozenset[int] = frozenset()
    accepted: frozenset[int] = frozenset()
    best: int = 0
    value: str = BLANK


class Acceptor(NamedTuple):
    """The highest ballot that it has seen, and the ballot and the value of its last vote."""

    ballot: int = 0
    voted: int = 0
    vote: str = BLANK


class State(NamedTuple):
    """All of them; `asked[p][a]` is what proposer p sent to acceptor a, `told[p][a]` what comes back."""

    proposers: tuple[Proposer, ...]
    acceptors: tuple[Acceptor, ...]
    asked: tuple[tuple[tuple[Message, ...], ...], ...]
    told: tuple[tuple[tuple[Message, ...], ...], ...]


class Paxos:
    """The steps, with this many acceptors; a careless proposer does not adopt the value of the highest vote."""

    def __init__(self, acceptors: int, adopts: bool = True) -> None:
        self.acceptors = acceptors
        self.adopts = adopts
        empty = (((),) * acceptors,) * 2
        self.start = State((Proposer(), Proposer()), (Acceptor(),) * acceptors, empty, empty)

    def successors(self, state: State) -> Iterator[State]:
        """Every step."""
        for number, proposer in enumerate(state.proposers):
            yield from self.moves(state, number, proposer)
            for acceptor in range(self.acceptors):
                if state.asked[number][acceptor]:
                    yield self.heard(state, number, acceptor)
                if state.told[number][acceptor]:
                    yield self.counted(state, number, acceptor)

    def moves(self, state: State, number: int, proposer: Proposer) -> Iterator[State]:
        """A proposer asks for promises, or for votes."""
        if proposer.at == "idle":
            yield self.sent_to_all(state, number, proposer._replace(at="preparing"), ("Prepare",))
        if proposer.at == "preparing" and 2 * len(proposer.promised) > self.acceptors:
            adopted = self.adopts and proposer.value != BLANK
            value = proposer.value if adopted else OWN[number]
            yield self.sent_to_all(state, number, proposer._replace(at="proposing", value=value), ("Accept", value))

    def sent_to_all(self, state: State, number: int, proposer: Proposer, message: Message) -> State:
        """The state with a message in every queue of a proposer; none of them holds more than two."""
        queues = tuple((*queue, message) for queue in state.asked[number])
        proposers = replaced(state.proposers, number, proposer)
        return state._replace(proposers=proposers, asked=replaced(state.asked, number, queues))

    def heard(self, state: State, number: int, which: int) -> State:
        """An acceptor takes what a proposer sent, and answers where the ballot is high enough."""
        (kind, *rest), *queue = state.asked[number][which]
        acceptor, ballot = state.acceptors[which], number + 1
        answer: tuple[Message, ...] = ()
        if kind == "Prepare" and ballot > acceptor.ballot:
            answer = (("Promise", acceptor.voted, acceptor.vote),)
            acceptor = acceptor._replace(ballot=ballot)
        elif kind == "Accept" and ballot >= acceptor.ballot:
            answer = (("Accepted",),)
            acceptor = Acceptor(ballot, ballot, str(rest[0]))
        asked = replaced(state.asked[number], which, tuple(queue))
        told = replaced(state.told[number], which, (*state.told[number][which], *answer))
        return state._replace(
            acceptors=replaced(state.acceptors, which, acceptor),
            asked=replaced(state.asked, number, asked),
            told=replaced(state.told, number, told),
        )

    def counted(self, state: State, number: int, which: int) -> State:
        """A proposer takes an answer; a promise that comes late counts no more."""
        (kind, *rest), *queue = state.told[number][which]
        proposer = state.proposers[number]
        if kind == "Accepted":
            proposer = proposer._replace(accepted=proposer.accepted | {which})
        elif proposer.at == "preparing":
            proposer = proposer._replace(promised=proposer.promised | {which})
            if int(rest[0]) > proposer.best:
                proposer = proposer._replace(best=int(rest[0]), value=str(rest[1]))
        told = replaced(state.told[number], which, tuple(queue))
        proposers = replaced(state.proposers, number, proposer)
        return state._replace(proposers=proposers, told=replaced(state.told, number, told))

    def disagree(self, state: State) -> bool:
        """Whether both proposers have a majority, for different values."""
        one, two = state.proposers
        majorities = all(2 * len(proposer.accepted) > self.acceptors for proposer in state.proposers)
        return majorities and one.value != two.value


def counts(acceptors: int, adopts: bool = True) -> Counts:
    """States, steps and depth."""
    paxos = Paxos(acceptors, adopts)
    return measure(paxos.start, paxos.successors)


def disagreement(acceptors: int, adopts: bool = True) -> int | None:
    """The number of steps until two values are decided."""
    paxos = Paxos(acceptors, adopts)
    return distance(paxos.start, paxos.successors, paxos.disagree)


if __name__ == "__main__":
    for size in (1, 2, 3):
        for careful in (True, False):
            print(size, "adopts" if careful else "careless", counts(size, careful), disagreement(size, careful))
