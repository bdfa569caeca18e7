"""What can be reached from where in a packed space, and how far the protocol runs of itself; see `explore.reaching`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everystate.compose.formula import Formula
from everystate.explore.lasso import PhaseQuestion, PhaseRun
from everystate.explore.native.control import ENDLESS, NEVER
from everystate.explore.native.machine_code import TimeLoops
from everystate.explore.native.numbering import Numbering
from everystate.explore.native.packing import addresses
from everystate.explore.native.steps import Steps, refuse_beyond_memory
from everystate.explore.native.truth import truths
from everystate.explore.space import Tally


def lost_for(space: Numbering, steps: Steps, loops: TimeLoops, goal: Formula) -> Tally:
    """The states from which no state in which `goal` holds can be reached.

    Raises:
        UnansweredError: there is no memory for the steps the other way round.
    """
    count = space.count
    refuse_beyond_memory(4 * len(steps.targets) + 21 * count)
    reached: NDArray[np.uint8] = np.ones(count, np.uint8)
    reached[: steps.expanded] = truths(space, goal)
    before_starts: NDArray[np.int64] = np.empty(count + 1, np.int64)
    before: NDArray[np.uint32] = np.empty(len(steps.targets), np.uint32)
    fill: NDArray[np.int64] = np.empty(count, np.int64)
    arrays = addresses(before_starts, before, fill)
    starts, targets = addresses(steps.starts, steps.targets)
    loops.reverse(starts, targets, steps.expanded, count, *arrays)
    queue: NDArray[np.uint32] = np.empty(count, np.uint32)
    goals = np.flatnonzero(reached)
    queue[: len(goals)] = goals
    loops.spread(*addresses(before_starts, before, reached, queue), len(goals))
    lost = np.flatnonzero(reached == 0)
    return Tally(len(lost), int(lost[0])) if len(lost) else Tally()


def longest(space: Numbering, steps: Steps, loops: TimeLoops, question: PhaseQuestion) -> PhaseRun | None:
    """The longest of the protocol's runs after a phase begins.

    Raises:
        UnansweredError: there is no memory for the lengths.
    """
    takes = _flags(
        space, {n for n, e in enumerate(space.network.events) if e.label.cause == "protocol"} - question.halts
    )
    begins = np.flatnonzero(_flags(space, question.begins)[steps.events])
    sources = np.searchsorted(steps.starts, begins, side="right") - 1
    targets = steps.targets[begins].astype(np.int64)
    if question.at_start and space.count:
        begins, sources, targets = (
            np.concatenate([[n], array]) for n, array in ((-1, begins), (-1, sources), (0, targets))
        )
    if not len(targets):
        return None
    lengths = _lengths(steps, loops, takes, np.unique(targets), space.count)
    best = int(np.lexsort((begins, sources, -lengths[targets].astype(np.int64)))[0])
    event = -1 if begins[best] < 0 else int(steps.events[begins[best]])
    return PhaseRun(int(sources[best]), event, _way(steps, takes, lengths, int(targets[best])))


def _flags(space: Numbering, events: frozenset[int] | set[int]) -> NDArray[np.uint8]:
    made: NDArray[np.uint8] = np.zeros(len(space.network.events) + 1, np.uint8)
    made[list(events)] = 1
    return made


def _lengths(
    steps: Steps, loops: TimeLoops, takes: NDArray[np.uint8], targets: NDArray[np.int64], count: int
) -> NDArray[np.uint32]:
    """For each state that is reached from the targets, the number of steps of a longest run."""
    refuse_beyond_memory(12 * count)
    lengths: NDArray[np.uint32] = np.full(count, NEVER, np.uint32)
    stack, at = np.empty(count, np.uint32), np.empty(count, np.uint32)
    arrays = addresses(lengths, stack, at)
    for target in targets.tolist():
        ended = loops.longest(*steps.arguments, *addresses(takes), target, *arrays)
        assert ended != ENDLESS, "only asked where all runs are known to end"
    return lengths


def _way(steps: Steps, takes: NDArray[np.uint8], lengths: NDArray[np.uint32], here: int) -> tuple[tuple[int, int], ...]:
    made: list[tuple[int, int]] = []
    while lengths[here]:
        made.append(
            next(
                (int(steps.events[k]), int(steps.targets[k]))
                for k in steps.from_state(here)
                if takes[steps.events[k]]
                and steps.targets[k] != here
                and lengths[steps.targets[k]] == lengths[here] - 1
            )
        )
        here = made[-1][1]
    return tuple(made)
