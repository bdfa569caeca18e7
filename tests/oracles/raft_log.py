"""Elections and a log of two entries, in the style of Raft: D. Ongaro, J. Ousterhout, In search of an understandable
consensus algorithm, 2014. An entry is its term. Asking is one step of two nodes; who owes an answer gives it first.
"""

from collections.abc import Iterator
from typing import NamedTuple

from breadth_first import Counts, distance, measure, replaced

NODES = 3


class Node(NamedTuple):
    """One node; `owes` is the kind of its answer and to whom, or nothing."""

    at: str = "follower"
    term: int = 0
    voted: int | None = None
    votes: frozenset[int] = frozenset()
    log: tuple[int, ...] = ()
    stored: frozenset[int] = frozenset()
    decided: tuple[int, ...] = ()
    owes: tuple[str, int] | None = None


class State(NamedTuple):
    """The nodes, how many elections there may still be, and how many writes."""

    nodes: tuple[Node, ...]
    elections: int
    writes: int


def newness(log: tuple[int, ...]) -> tuple[int, int]:
    """What decides which of two logs is newer."""
    return (log[-1] if log else 0, len(log))


def is_majority(some: frozenset[int]) -> bool:
    """Whether these are more than half of the nodes."""
    return 2 * len(some) > NODES


class Raft:
    """The steps; with `counts_old`, a leader commits an entry of an old term as soon as a majority has it."""

    def __init__(self, terms: int, writes: int, counts_old: bool) -> None:
        self.terms = terms
        self.counts_old = counts_old
        self.start = State((Node(),) * NODES, terms, writes)

    def successors(self, state: State) -> Iterator[State]:
        """Every step."""
        for number, node in enumerate(state.nodes):
            if node.owes is not None:
                yield self.answered(state, number, node)
                continue
            yield from self.alone(state, number, node)
            for other in range(NODES):
                if other != number and state.nodes[other].owes is None:
                    yield from self.asked(state, number, other)

    def alone(self, state: State, number: int, node: Node) -> Iterator[State]:
        """A timeout, or a client's write."""
        if node.at != "leader" and state.elections and node.term < self.terms:
            one = frozenset([number])
            made = node._replace(at="candidate", term=node.term + 1, voted=number, votes=one)
            yield self.put(state, number, made)._replace(elections=state.elections - 1)
        if node.at == "leader" and state.writes and len(node.log) < 2:
            made = node._replace(log=(*node.log, node.term), stored=frozenset([number]))
            yield self.put(state, number, made)._replace(writes=state.writes - 1)

    def put(self, state: State, number: int, node: Node) -> State:
        """The state with another node in the place of one."""
        return state._replace(nodes=replaced(state.nodes, number, node))

    def asked(self, state: State, number: int, other: int) -> Iterator[State]:
        """A candidate asks for a vote, or a leader sends its log."""
        node, peer = state.nodes[number], state.nodes[other]
        if node.at == "candidate" and other not in node.votes:
            yield self.put(state, other, self.asked_for_vote(node, number, peer))
        if node.at == "leader" and node.log and other not in node.stored:
            yield self.put(state, other, self.given(node, number, peer))

    def asked_for_vote(self, node: Node, number: int, peer: Node) -> Node:
        """What becomes of a node that is asked for its vote."""
        voted = None if node.term > peer.term else peer.voted
        willing = node.term >= peer.term and voted in (None, number)
        if willing and newness(node.log) >= newness(peer.log):
            return peer._replace(at="follower", term=node.term, voted=number, owes=("vote", number))
        return peer._replace(at="follower", term=node.term, voted=None) if node.term > peer.term else peer

    def given(self, node: Node, number: int, peer: Node) -> Node:
        """What becomes of a node that is sent a log: what conflicts with it is overwritten."""
        if node.term < peer.term:
            return peer
        voted = peer.voted if node.term == peer.term else None
        log = peer.log if peer.log[: len(node.log)] == node.log else node.log
        return peer._replace(at="follower", term=node.term, voted=voted, log=log, owes=("stored", number))

    def answered(self, state: State, number: int, node: Node) -> State:
        """A node gives the answer that it owes."""
        assert node.owes is not None
        kind, asker = node.owes
        state = self.put(state, number, node._replace(owes=None))
        peer = state.nodes[asker]
        if kind == "vote" and peer.at == "candidate" and peer.term == node.term:
            votes = peer.votes | {number}
            peer = peer._replace(votes=votes)
            if is_majority(votes):
                peer = peer._replace(at="leader", votes=frozenset(), stored=frozenset([asker]))
        if kind == "stored" and peer.at == "leader" and peer.term == node.term and len(peer.log) == len(node.log):
            peer = peer._replace(stored=peer.stored | {number})
            if is_majority(peer.stored) and (self.counts_old or peer.log[-1] == peer.term):
                peer = peer._replace(decided=peer.log)
        return self.put(state, asker, peer)


def may_be_elected(state: State, node: Node) -> bool:
    """Whether a majority has logs that are no newer."""
    others = [number for number, other in enumerate(state.nodes) if newness(node.log) >= newness(other.log)]
    return is_majority(frozenset(others))


def lost(state: State) -> bool:
    """Whether a node that may be elected has not what another one has decided."""
    able = [node for node in state.nodes if may_be_elected(state, node)]
    return any(node.log[: len(other.decided)] != other.decided for node in able for other in state.nodes)


def counts(terms: int, writes: int, counts_old: bool) -> tuple[Counts, int | None]:
    """States, steps and depth; and the number of steps until something that is decided may be lost."""
    raft = Raft(terms, writes, counts_old)
    return measure(raft.start, raft.successors), distance(raft.start, raft.successors, lost)


if __name__ == "__main__":
    for size in (1, 2, 3):
        for old in (False, True):
            print(size, "counts old" if old else "by the rule", *counts(size, 2, old), flush=True)
