"""The reference engine: obviously right.

`networkx` searches the product breadth first; the neighbours of a joint state are computed when it asks for them. Which
events are enabled is the intersection, over the fields, of the sets of events that accept the field's value, each set a
bit mask made on first use. Machines move as their live `transitions` machines say.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import networkx as nx
import psutil

from everystate.compose.network import Channel, Edit, Event, Network
from everystate.explore.enabling import EnabledMasks, bits
from everystate.explore.live import LocalSteps
from everystate.explore.space import Limits, OnProgress, Progress, Space, State

_CHECK_EVERY = 256


def explore(network: Network, limits: Limits | None = None, on_progress: OnProgress | None = None) -> Space:
    """Every reachable joint state, breadth first, or as many as the limits allow.

    Ctrl-C ends the exploration at once; what was found so far is kept.
    """
    product = Product(network, limits or Limits(), on_progress)
    try:
        for _ in nx.generic_bfs_edges(product, network.initial, neighbors=product.neighbors):
            pass
    except _Stop as stop:
        product.space.stopped = str(stop)
    except KeyboardInterrupt:
        product.space.stopped = "interrupted"
    return product.finish()


class _Stop(Exception):
    """A limit is reached."""


class _Edited(dict[int, int]):
    """For one channel: the content after some edits, made on first use."""

    def __init__(self, channel: Channel, edits: tuple[Edit, ...]) -> None:
        self.channel = channel
        self.edits = edits

    def __missing__(self, raw: int) -> int:
        new = raw
        for edit in self.edits:
            new = edit.apply(self.channel, new)
        self[raw] = new
        return new


class Product:
    """The product graph, with neighbours computed when asked for; what is seen is recorded in `space`."""

    def __init__(self, network: Network, limits: Limits, on_progress: OnProgress | None) -> None:
        self.network = network
        self.space = Space(network, "reference")
        self.space.add(network.initial, -1, -1)
        self.limits = limits
        self.on_progress = on_progress
        self.started = time.perf_counter()
        self.process = psutil.Process()
        local = LocalSteps()
        self.enabled = EnabledMasks(network, [event.guard for event in network.events])
        self.updates = [self._update(event, local) for event in network.events]
        protocol = [event.label.cause == "protocol" for event in network.events]
        self.protocol = sum(1 << number for number, is_protocol in enumerate(protocol) if is_protocol)
        self.only_settled = sum(1 << number for number, event in enumerate(network.events) if event.when_settled)

    def __len__(self) -> int:
        return sys.maxsize

    def _update(self, event: Event, local: LocalSteps) -> list[tuple[int, dict[int, int]]]:
        moves = {move.field: move for move in event.moves}
        made: list[tuple[int, dict[int, int]]] = []
        for field, change in event.update:
            declared = self.network.fields[field]
            if isinstance(change, tuple):
                assert declared.channel is not None
                made.append((field, _Edited(declared.channel, change)))
            elif field in moves:
                states = moves[field].machine.states
                rows = moves[field].rows
                made.append(
                    (
                        field,
                        {raw: states.index(local.take(moves[field].machine, row, states[raw])) for raw, row in rows},
                    )
                )
            else:
                made.append((field, change))
        return made

    def neighbors(self, state: State) -> Iterator[State]:
        """The joint states one step away."""
        space = self.space
        number = space.expanded
        self._check(number)
        steps, unsettled = self._steps(state)
        index = space.index
        made = []
        for event, target in steps:
            found = index.get(target, -1)
            if found < 0:
                found = space.add(target, number, event)
            made.append((event, found, target))
        space.events.extend([event for event, _, _ in made])
        space.targets.extend([found for _, found, _ in made])
        space.unsettled.append(unsettled)
        space.offsets.append(len(space.targets))
        for _, _, target in made:
            yield target

    def _steps(self, state: State) -> tuple[list[tuple[int, State]], bool]:
        """Events and successors, in the order of the events, and whether a protocol step changes something."""
        enabled = self.enabled(state)
        made = [(event, self._after(state, event)) for event in bits(enabled & ~self.only_settled)]
        unsettled = any(self.protocol >> event & 1 and target != state for event, target in made)
        if (rest := enabled & self.only_settled) and not unsettled:
            made = sorted(made + [(event, self._after(state, event)) for event in bits(rest)])
        return made, unsettled

    def _after(self, state: State, event: int) -> State:
        values = list(state)
        for field, change in self.updates[event]:
            values[field] = change[state[field]]
        return tuple(values)

    def _check(self, number: int) -> None:
        limits, space = self.limits, self.space
        if limits.states is not None and len(space.states) > limits.states:
            raise _Stop(f"--max-states {limits.states:,} reached")
        if limits.depth is not None and space.depths[number] >= limits.depth:
            raise _Stop(f"--max-depth {limits.depth:,} reached")
        if number % _CHECK_EVERY:
            return
        seconds = time.perf_counter() - self.started
        if limits.seconds is not None and seconds >= limits.seconds:
            raise _Stop(f"--max-seconds {limits.seconds:g} reached")
        if limits.memory is not None and self.process.memory_info().rss >= limits.memory:
            raise _Stop(f"--max-memory {limits.memory / 2**20:,.0f}M reached")
        if self.on_progress is not None:
            queue = len(space.states) - number
            self.on_progress(Progress(len(space.states), space.steps, space.depth, queue, seconds))

    def finish(self) -> Space:
        """The space, cut back to states that were expanded whole."""
        space = self.space
        count = min(len(space.offsets) - 1, len(space.unsettled))
        del space.offsets[count + 1 :]
        del space.unsettled[count:]
        del space.events[space.offsets[-1] :]
        del space.targets[space.offsets[-1] :]
        space.seconds = time.perf_counter() - self.started
        return space
