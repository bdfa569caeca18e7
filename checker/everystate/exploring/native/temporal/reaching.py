"""Reachability in a packed space, and the longest runs of protocol steps; see `shared.reaching`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everystate.composing.formula import Formula
from everystate.exploring.lasso import PhaseQuestion, PhaseRun
from everystate.exploring.native.arguments import Bytes, Numbers, Rows
from everystate.exploring.native.constants import UNSETTLED
from everystate.exploring.native.control import ENDLESS, NEVER
from everystate.exploring.native.machine_code import Loops
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.temporal.graph import StepGraph, refuse_beyond_memory
from everystate.exploring.native.temporal.signatures import Longest, Predecessors, Reverse, Spread, Sweep
from everystate.exploring.native.temporal.truth import Truth
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.space import Tally

MAX_SWEEPS = 50


def lost_for(truth: Truth, steps: StepGraph, loops: Loops, goal: Formula) -> Tally:
    """The states from which no state in which `goal` holds can be reached.

    States are numbered breadth first, so most steps lead to a later one. Sweeps from the last state to the first soon
    reach all that can be reached. Where they do not, what is left is searched backwards.

    Raises:
        UnansweredError: there is no memory for it.
    """
    refuse_beyond_memory(5 * truth.space.count)
    reached: Bytes = np.ones(truth.space.count, np.uint8)
    reached[: steps.expanded] = truth.of(goal)
    waiting: Rows = np.flatnonzero(reached == 0).astype(np.uint32)
    first, left, sweeps = -1, 0, 0
    while first < left < len(waiting) and sweeps < MAX_SWEEPS:
        first, sweeps = left, sweeps + 1
        left = loops(Sweep(graph=steps, reached=reached, waiting=waiting, first=first, end=len(waiting)))
    if first < left < len(waiting):
        _spread(steps, loops, reached)
    lost = np.flatnonzero(reached == 0)
    return Tally(len(lost), int(lost[0])) if len(lost) else Tally()


def _spread(steps: StepGraph, loops: Loops, reached: Bytes) -> None:
    """Set `reached` for all states from which a state can be reached where it is set, step by step backwards."""
    count = len(reached)
    refuse_beyond_memory(4 * len(steps.targets) + 20 * count)
    before = Predecessors(
        count=count, starts=np.empty(count + 1, np.int64), sources=np.empty(len(steps.targets), np.uint32)
    )
    loops(Reverse(graph=steps, before=before, fill=np.empty(count, np.int64)))
    queue: Rows = np.empty(count, np.uint32)
    begin = np.flatnonzero(reached)
    queue[: len(begin)] = begin
    loops(Spread(before=before, reached=reached, queue=queue, last=len(begin)))


def way_to(truth: Truth, steps: StepGraph, start: int, goal: Formula) -> list[tuple[int, int]]:
    """A shortest way from a state to one in which `goal` holds, layer by layer; see `Space.way_to`.

    Raises:
        UnansweredError: there is no memory for it.
    """
    space = truth.space
    refuse_beyond_memory(8 * space.count)
    holds = _Holding(truth, goal)
    by: Numbers = np.full(space.count, -1, np.int64)
    layer = np.array([start])
    while len(layer):
        met = holds(layer)
        if met.any():
            return _back(steps, by, start, int(layer[np.argmax(met)]))
        places = steps.from_states(layer[layer < steps.expanded])
        targets = steps.targets[places]
        fresh = (by[targets] < 0) & (targets != start)
        places, targets = places[fresh], targets[fresh]
        by[targets[::-1]] = places[::-1]
        layer = targets[by[targets] == places].astype(np.int64)
    return []


class _Holding:
    """Decides in which of some states a formula holds, expanded or not."""

    def __init__(self, truth: Truth, formula: Formula) -> None:
        self.space = truth.space
        self.known = truth.of(formula)
        self.predicate = Predicate(formula, truth.space.network)

    def __call__(self, states: Numbers) -> NDArray[np.bool_]:
        rows, unpack = self.space.visited.states, self.space.packing.unpack
        made: NDArray[np.bool_] = np.zeros(len(states), np.bool_)
        known = states < len(self.known)
        made[known] = self.known[states[known]]
        for n in np.flatnonzero(~known):
            made[n] = self.predicate(unpack(rows[states[n]].tolist()))
        return made


def _back(steps: StepGraph, by: Numbers, start: int, here: int) -> list[tuple[int, int]]:
    """The way to a state, from the place of the step by which each state was reached."""
    made: list[tuple[int, int]] = []
    while here != start:
        made.append((steps.event(int(by[here])), here))
        here = int(np.searchsorted(steps.starts, by[here], side="right")) - 1
    return made[::-1]


def longest(space: Numbering, steps: StepGraph, loops: Loops, question: PhaseQuestion) -> PhaseRun | None:
    """The longest of the protocol's runs after a phase begins.

    Raises:
        UnansweredError: there is no memory for the lengths.
    """
    takes = _flags(steps, space.network.steady - question.halts)
    begin = _flags(steps, question.begins)
    begin[steps.kinds :] = begin[: steps.kinds]
    begins = np.flatnonzero(begin[steps.events])
    sources = np.searchsorted(steps.starts, begins, side="right") - 1
    targets = steps.targets[begins].astype(np.int64)
    if question.at_start:
        starts = np.arange(len(space.network.initial_states))
        begins, sources, targets = (
            np.concatenate(pair) for pair in ((np.full_like(starts, -1), begins), (starts, sources), (starts, targets))
        )
    if not len(targets):
        return None
    lengths = _lengths(space, steps, loops, takes, targets)
    found = lengths[targets].astype(np.int64)
    most = int(found.max()) if question.beyond is None else question.beyond + 1
    best = int(np.lexsort((begins, sources, -np.minimum(most, found)))[0])
    event = -1 if begins[best] < 0 else steps.event(int(begins[best]))
    return PhaseRun(int(sources[best]), event, _way(steps, takes, lengths, int(targets[best]))[:most])


def _flags(steps: StepGraph, events: frozenset[int]) -> Bytes:
    """1 for these events, where they change something."""
    made: Bytes = np.zeros(2 * steps.kinds, np.uint8)
    made[list(events)] = 1
    return made


def _lengths(space: Numbering, steps: StepGraph, loops: Loops, takes: Bytes, targets: Numbers) -> Rows:
    """For each state that is reached from the targets, the number of steps of a longest run; it ends where settled."""
    count = space.count
    refuse_beyond_memory(12 * count)
    lengths: Rows = np.full(count, NEVER, np.uint32)
    lengths[: space.expanded][space.visited.flags[: space.expanded] & UNSETTLED == 0] = 0
    stack, at = np.empty(count, np.uint32), np.empty(count, np.uint32)
    for target in dict.fromkeys(targets.tolist()):
        ended = loops(Longest(graph=steps, takes=takes, begin=target, lengths=lengths, stack=stack, at=at))
        assert ended != ENDLESS, "only asked where all runs are known to end"
    return lengths


def _way(steps: StepGraph, takes: Bytes, lengths: Rows, here: int) -> tuple[tuple[int, int], ...]:
    made: list[tuple[int, int]] = []
    while lengths[here]:
        made.append(
            next(
                (steps.event(k), int(steps.targets[k]))
                for k in steps.from_state(here)
                if takes[steps.events[k]] and lengths[steps.targets[k]] == lengths[here] - 1
            )
        )
        here = made[-1][1]
    return tuple(made)
