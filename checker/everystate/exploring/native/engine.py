"""The native engine: the packed network, explored breadth first by compiled loops, on several threads.

A layer is explored in rounds. In a round some states, in their order, are distributed to workers, one a thread. Each
sorts the successors of its states by the partition of the visited states that they fall into. Then each partition takes
what fell into it, worker by worker, and finds what is new. Then the new states get their rows, in the order of the
states and events that led to them. That is the order in which the reference engine finds them. So all numbers and all
runs that are shown are the same on any engine and any number of threads. It is also what lets most steps be counted and
not taken: see `sleep`.
"""

from __future__ import annotations

import os

from everystate.composing.network import Network
from everystate.exploring.native.machine_code import loops
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.packed_space import PackedSpace
from everystate.exploring.native.packing import Packing
from everystate.exploring.native.rounds import Rounds
from everystate.exploring.native.threads import Threads
from everystate.exploring.native.updates import pack_events
from everystate.exploring.native.visited import PARTITIONS, Visited
from everystate.exploring.shared.watch import Watch
from everystate.exploring.space import Limits, OnProgress


def explore(
    network: Network,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    threads: int | None = None,
    *,
    watch: Watch | None = None,
) -> PackedSpace:
    """Every reachable joint state, breadth first, or as many as the limits and the memory allow.

    Ctrl-C ends the exploration after the round it is in; what was found so far is kept.
    A `watch` has limits of its own.

    Raises:
        NotPackedError: the network does not fit into words.
    """
    watch = watch or Watch(limits or Limits(), on_progress)
    with Threads(max(1, min(threads or os.cpu_count() or 1, PARTITIONS))) as pool:
        return _Search(network, watch, pool).run()


class _Search:
    def __init__(self, network: Network, watch: Watch, pool: Threads) -> None:
        self.watch = watch
        packing = Packing(network)
        self.visited = Visited(packing.words, loops(packing.words))
        self.visited.begin([packing.pack(state) for state in network.initial_states])
        self.numbering = Numbering(network, packing, self.visited)
        self.rounds = Rounds(self.numbering, pack_events(packing, network.events), watch.limits.states, pool)
        self.rounds.sleep.make_room(self.visited.count)

    def run(self) -> PackedSpace:
        """Layer by layer, until there is no new state or a limit is reached."""
        outcome = self.watch.outcome_of(self._search)
        space = PackedSpace(self.numbering, self.rounds.fired.tolist(), outcome, self.watch)
        if self.numbering.network.clocked:
            space.settle()
        return space

    def _search(self) -> None:
        while self.numbering.expanded < self.visited.count:
            self._layer()

    def _layer(self) -> None:
        """Expand the deepest layer; the new states are the next one."""
        numbering, end = self.numbering, self.visited.count
        depth = len(numbering.layers) - 1
        self.rounds.begin_layer()
        try:
            while numbering.expanded < end:
                self.watch.count(self.visited.count, depth)
                queue = self.visited.count - numbering.expanded
                self.watch.look(self.visited.count, int(self.rounds.fired.sum()), depth, queue)
                self.rounds.run(end)
        finally:
            if self.visited.count > end:
                numbering.layers.append(end)
