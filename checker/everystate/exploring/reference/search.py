"""The reference engine: obviously right.

`networkx` searches the product breadth first; the neighbours of a joint state are computed when it asks for them. The
enabled events are the intersection, over the fields, of the sets of events that accept the field's value. Each set is a
bit mask, computed on first use. Machines move as their live `transitions` machines say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, cast

import networkx as nx

from everystate.composing.network import Network
from everystate.exploring.reference.recorded import RecordedSpace
from everystate.exploring.reference.recording import Recording
from everystate.exploring.shared.successors import Successors
from everystate.exploring.shared.watch import Watch
from everystate.exploring.space import Limits, OnProgress, State

_LOOK_EVERY = 256

_ORIGIN: State = (-1,)
"""The node before all initial states; no joint state has a negative value."""


def explore(
    network: Network,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    *,
    watch: Watch | None = None,
) -> RecordedSpace:
    """Every reachable joint state, breadth first, or as many as the limits allow.

    Ctrl-C ends the exploration at once; what was found so far is kept. A `watch` has limits of its own.
    """
    graph = _Joint(network, watch or Watch(limits or Limits(), on_progress))

    def search() -> None:
        # a graph is only asked for its length and its neighbours here
        for _ in nx.generic_bfs_edges(cast(Any, graph), _ORIGIN, neighbors=graph.neighbors):
            pass

    outcome = graph.watch.outcome_of(search)
    graph.recording.cut()
    space = RecordedSpace(network, "reference", graph.recording, outcome)
    if network.clocked:
        space.settle()
    return space


class _Joint:
    """The graph of joint states, with neighbours computed when asked for; what is seen is recorded."""

    def __init__(self, network: Network, watch: Watch) -> None:
        self.recording = Recording()
        self.initial_states = network.initial_states
        for state in self.initial_states:
            self.recording.add(state, -1, -1)
        self.successors = Successors(network)
        self.watch = watch

    def __len__(self) -> int:
        return sys.maxsize

    def neighbors(self, state: State) -> Iterator[State]:
        """The joint states one step away; of the origin, the initial states."""
        if state == _ORIGIN:
            yield from self.initial_states
            return
        made = self.recording
        number, count = made.expanded, len(made.states)
        self.watch.count(count, made.depths[number])
        if not number % _LOOK_EVERY:
            self.watch.look(count, len(made.targets), made.depths[-1], count - number)
        steps, unsettled = self.successors(state)
        found = made.index
        targets = []
        for event, target in steps:
            index = found.get(target, -1)
            targets.append(made.add(target, number, event) if index < 0 else index)
        made.record([event for event, _ in steps], targets, unsettled)
        for _, target in steps:
            yield target
