"""Who waits for whom: the wait-for graph of the machine copies in a joint state, and a circle in it if there is one.

Nodes are machine copies. An edge leads to each copy that could end a wait: to those whose rows send the message that is
missing; to those that listen to the first message of a channel that has no room, or that stands before the one that is
waited for; to those whose state makes a guard false. What waits here waits for any one of several things, so a circle
is not what makes a deadlock; that no step is possible does. (The graph is that of E. G. Coffman, M. J. Elphick,
A. Shoshani: System Deadlocks, Computing Surveys 3(2), 1971, pp. 67-78.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from everystate.composing.field import Channel, Copy
from everystate.diagnosis.lacking import Lack
from everystate.diagnosis.snapshot import Ground
from everystate.diagnosis.waiting import Standing, Wait
from everystate.loading.expression import Value
from everystate.loading.party import Machine

_NEVER_ENDS = ("opened", "refused", "lost")


@dataclass(frozen=True)
class Edge:
    """A machine copy waits for something that another one could do; both by their fields."""

    source: int
    target: int
    wait: Wait
    lack: Lack


def edges(ground: Ground, standings: tuple[Standing, ...], state: tuple[int, ...]) -> tuple[Edge, ...]:
    """Every edge in a joint state, in the order of the machine copies and their rows."""
    return tuple(dict.fromkeys(_Edges(ground, standings, state).all()))


def circle(found: tuple[Edge, ...]) -> tuple[int, ...]:
    """A shortest circle of machine copies, beginning with the first; empty, if there is none."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from((edge.source, edge.target) for edge in found)
    best: tuple[int, ...] = ()
    for node in sorted(graph):
        for follower in sorted(graph[node]):
            if nx.has_path(graph, follower, node):
                path = tuple(nx.shortest_path(graph, follower, node))
                if not best or len(path) < len(best):
                    best = (node, *path[:-1])
    return best


class _Edges:
    def __init__(self, ground: Ground, standings: tuple[Standing, ...], state: tuple[int, ...]) -> None:
        self.ground = ground
        self.standings = standings
        self.state = state

    def all(self) -> Iterator[Edge]:
        for standing in self.standings:
            for wait in standing.waits:
                if wait.kind in _NEVER_ENDS:
                    continue
                for lack in wait.lacks:
                    for target in self._ending(standing, wait, lack):
                        yield Edge(standing.field, target, wait, lack)

    def _ending(self, standing: Standing, wait: Wait, lack: Lack) -> Iterator[int]:
        """The machine copies that could provide what is missing."""
        fields = self.ground.network.fields
        match lack.kind:
            case "message" if wait.peer is not None:
                yield from self._senders(wait, standing.owner)
            case "room" | "behind":
                channel = fields[lack.fields[0]].channel
                if channel is not None:
                    yield from self._takers(channel, lack.fields[0])
            case "guard" | "state":
                yield from (f for f in lack.fields if fields[f].kind == "machine" and f != standing.field)
            case _:
                return

    def _senders(self, wait: Wait, receiver: Copy) -> Iterator[int]:
        for other in self.standings:
            if other.owner != wait.peer:
                continue
            machine, own = self.ground.machine(other.field)
            sends = any(send.message == wait.name for row in machine.rows for send in row.sends)
            names: dict[str, Value] = {receiver.party: receiver.number}
            if sends and all(names.get(name, number) == number for name, number in own.items()):
                yield other.field

    def _takers(self, channel: Channel, field: int) -> Iterator[int]:
        """The machine copies that listen to the message at the head of a channel."""
        queued = channel.packets(self.state[field])
        for other in self.standings:
            machine, _ = self.ground.machine(other.field)
            if other.owner == channel.receiver and (not queued or _takes(machine, queued[0].message)):
                yield other.field


def _takes(machine: Machine, message: str) -> bool:
    return any(str(row.trigger) == message for row in machine.rows)
