"""The steps of a packed space by some of its events, found again; and which states are settled by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.native.constants import BUSY, UNSETTLED
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.stepper import Stepper
from everystate.exploring.native.temporal.graph import refuse_beyond_memory
from everystate.exploring.native.updates import pack_events
from everystate.exploring.shared.settling import SteadySteps, Truths, unsettled

Rows = NDArray[np.uint32]

_BYTES_A_STEP = 24
_BLOCK = 1 << 20


def changing_steps(space: Numbering, events: Sequence[int]) -> Iterator[tuple[Rows, Rows, Rows]]:
    """Sources, events and targets of the steps by these events that change something, in pieces.

    The events are places in the list that is given.
    """
    stepper = Stepper(space.visited, pack_events(space.packing, [space.network.events[number] for number in events]))
    at = 0
    while at < space.expanded:
        end = stepper.step(at, space.expanded)
        targets: Rows = np.empty(stepper.made, np.uint32)
        missing = space.visited.locate(stepper.targets, targets)
        assert not missing, "what an expanded state leads to was visited"
        sources = np.repeat(np.arange(at, end, dtype=np.uint32), np.diff(stepper.ends, prepend=0))
        yield sources, stepper.by.copy(), targets
        at = end


def steady_steps(space: Numbering) -> SteadySteps:
    """Every step by protocol and clock that changes something.

    Raises:
        UnansweredError: there is no memory for them.
    """
    steady = sorted(space.network.steady)
    numbers = np.array(steady, np.int64)
    empty: Rows = np.empty(0, np.uint32)
    parts: list[tuple[Rows, Rows, Rows]] = [(empty, empty, empty)]
    seen = 0
    for part in changing_steps(space, steady):
        seen += len(part[0])
        refuse_beyond_memory(_BYTES_A_STEP * seen)
        parts.append(part)
    sources, by, targets = (np.concatenate(column).astype(np.int64) for column in zip(*parts, strict=True))
    return SteadySteps(sources, numbers[by] if len(numbers) else by, targets, space.expanded, space.count)


def settle(space: Numbering, steps: SteadySteps) -> None:
    """Write into the flags which states are not settled; those that a protocol step changes are busy."""
    flags = space.visited.flags
    flags |= (flags & UNSETTLED) * np.uint8(BUSY // UNSETTLED)
    flags &= ~np.uint8(UNSETTLED)
    flags |= unsettled(steps, _essential(space, steps)) * np.uint8(UNSETTLED)


def _essential(space: Numbering, steps: SteadySteps) -> Truths:
    """Which steps change something essential."""
    network, rows = space.network, space.visited.states
    mask = space.packing.mask(network.essential - network.routine_messages.keys())
    made: Truths = np.zeros(len(steps.sources), np.bool_)
    for low in range(0, len(made), _BLOCK):
        here = slice(low, low + _BLOCK)
        made[here] = ((rows[steps.sources[here]] ^ rows[steps.targets[here]]) & mask).any(axis=1)
    for field in network.routine_messages:
        wire = _wire(space, field)
        made |= wire[steps.sources] != wire[steps.targets]
    return made


def _wire(space: Numbering, field: int) -> NDArray[np.int64]:
    """For each state a number for what is essential of the content of a channel."""
    slot = space.packing.slots[field]
    contents = (space.visited.states[:, slot.word] & np.uint64(slot.mask)) >> np.uint64(slot.shift)
    found, places = np.unique(contents, return_inverse=True)
    numbers: dict[tuple[int, ...], int] = {}
    wires = [numbers.setdefault(space.network.wire(field, content), len(numbers)) for content in found.tolist()]
    return np.array(wires, np.int64)[places]
