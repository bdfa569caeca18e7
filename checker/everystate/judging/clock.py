"""Claims that need to know how protocol and clock go on: *time goes on*, and *no deadlock* where states do not rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from everystate.composing.clocks import RUN_OUT
from everystate.composing.layout import OFF
from everystate.composing.network import Network
from everystate.exploring.shared.enabling import EnabledMasks
from everystate.exploring.shared.settling import Truths
from everystate.exploring.space import Space


@dataclass(frozen=True)
class Halted:
    """A joint state in which a timer runs and time does not go on, with the timers that have run out."""

    state: int
    timers: tuple[int, ...]


class Clock:
    """Where time goes on in a space, and where it stands still.

    Raises:
        UnansweredError: the steps of the space do not fit.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self.network: Network = space.network
        self.steps = space.steady_steps()
        self.ticking = self.steps.from_some(self.steps.by(self.network.ticks))

    def halted(self) -> list[Halted]:
        """The states in which some timer runs, no tick is possible, and no urgent step changes something."""
        urgent = self.steps.from_some(self.steps.by(self.network.urgent))
        asked = np.flatnonzero(~(urgent | self.ticking)[: self.space.expanded]).tolist()
        return [found for state in asked if (found := self._halted(state))]

    def _halted(self, state: int) -> Halted | None:
        values = self.space.states[state]
        runs = any(values[field] != OFF for field in self._timers)
        return Halted(state, tuple(field for field in self._timers if values[field] == RUN_OUT)) if runs else None

    @cached_property
    def _timers(self) -> list[int]:
        return [number for number, field in enumerate(self.network.fields) if field.kind == "timer"]

    @cached_property
    def hasty(self) -> Truths:
        """The states from which the protocol may change something for ever, in no time."""
        steps = self.steps
        without = ~(self.ticking[steps.sources] | self.ticking[steps.targets])
        return steps.endless(steps.by(self.network.unsettling) & without)

    def is_hasty(self, source: int, event: int, target: int) -> bool:
        """Whether a step changes something in no time, and another may follow."""
        inside = self.hasty[source] and self.hasty[target] and event in self.network.unsettling
        return bool(inside) and self.space.changes(source, target)


def deadlocked(space: Space) -> Sequence[int]:
    """The settled states from which protocol and clock reach no step but ticks, expiries and routine messages.

    Steps count that would be possible were every bound unlimited.

    Raises:
        UnansweredError: the steps of the space do not fit.
    """
    steps, settled = space.steady_steps(), [n for n in range(space.expanded) if space.settled(n)]
    going: Truths = np.zeros(steps.count, np.bool_)
    going[steps.expanded :] = True
    busy = steps.from_some(steps.by(space.network.unsettling))
    possible = _Possible(space)
    for state in settled:
        going[state] = possible(state, bool(busy[state]))
    reached = steps.reaching(going)
    return [state for state in settled if not reached[state]]


class _Possible:
    """Whether a step is possible in a state, were every bound unlimited, that is not ticks and routine alone."""

    def __init__(self, space: Space) -> None:
        network = self.network = space.network
        self.space = space
        bounds = {number for number, field in enumerate(network.fields) if field.kind == "budget"}
        guards = [tuple(one for one in event.guard if one[0] not in bounds) for event in network.events]
        self.enabled = EnabledMasks(network, guards)
        self.counted = sum(1 << number for number in self._counted())
        self.waiting = sum(1 << number for number, event in enumerate(network.events) if event.when_settled)

    def _counted(self) -> Iterator[int]:
        routine = {(m.name, m.sender, m.receiver) for m in self.network.spec.messages if m.routine}
        for number, event in enumerate(self.network.events):
            label = event.label
            taken = {(t.packet.message, t.sender.party, t.receiver.party) for t in label.received[:1]}
            if label.kind not in ("tick", "expires") and not (label.kind == "message" and taken & routine):
                yield number

    def __call__(self, state: int, busy: bool) -> bool:
        mask = self.enabled(self.space.states[state]) & self.counted
        return bool(mask & ~self.waiting if busy else mask)
