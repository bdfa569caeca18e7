"""Timers, ticks, and what is settled where protocol and clock never rest, as the interpreter has them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from tests.laws.sending import Sending
from tests.laws.state import Draft, Label, MachineKey, Mistake, State, Step, Who
from tests.laws.values import Names, World

from everystate.loading.party import Machine, Row, Timer, Trigger, Variable
from everystate.loading.spec import Spec

OFF = "off"
ARRIVALS = ("message", "opened", "refused", "lost")


def timers_of(spec: Spec, world: World) -> Iterator[tuple[Timer, Who, Names, MachineKey]]:
    """Every timer of every copy, with the names that its expiry binds, and where it is kept."""
    for party in spec.parties:
        for timer, copy in itertools.product(party.timers, range(world.counts[party.name])):
            for names in world.combinations(timer.per):
                key = (party.name, copy, timer.name, *names.values())
                yield timer, (party.name, copy), {**names, party.name: copy}, key


class Timing(Sending):
    """What time does."""

    def durations(self, key: MachineKey) -> list[int]:
        """How many ticks a timer may take."""
        [(timer, names)] = [(t, names) for t, _, names, one in timers_of(self.spec, self.world) if one == key]
        low, high = (self.reader(names).value(tree) for tree in (timer.low, timer.high))
        return list(range(low, high + 1))

    def timed(self, draft: Draft, who: Who, row: Row, names: Names) -> None:
        """Note the timers that a row starts and stops."""
        reader = self.reader(names, draft.before)
        for change in row.timers:
            key = (*who, change.timer, *map(reader.value, change.index))
            if key not in draft.after.memory:
                raise Mistake(f"{key} is no timer")
            if draft.timers.setdefault(key, change.kind) != change.kind:
                raise Mistake(f"{key} is started and stopped")

    def chosen(self, draft: Draft) -> Iterator[tuple[tuple[Any, ...], State]]:
        """The state after a step, for each choice of durations."""
        keys = list(draft.timers)
        values = [self.durations(key) if draft.timers[key] == "start" else [OFF] for key in keys]
        for choice in itertools.product(*values):
            after = draft.after.copy()
            after.memory.update(zip(keys, choice, strict=True))
            yield choice, after

    def expiries(self, state: State) -> Iterator[tuple[Label, Draft]]:
        """Timers that have run out."""
        for timer, who, names, key in timers_of(self.spec, self.world):
            if state.memory[key] == 0:
                after = state.copy()
                after.memory[key] = self.durations(key)[0] if timer.repeats else OFF
                draft = Draft(state, after, names).seeing("expires", who, timer.name)
                for made in self.take(draft, who, Trigger("expires", timer.name), names):
                    yield ("expires", *key), made

    def ticked(self, state: State, steps: list[Step]) -> State | None:
        """The state after a tick; None where none is possible."""
        keys = [key for *_, key in timers_of(self.spec, self.world)]
        running = [key for key in keys if state.memory[key] != OFF]
        here, lazy = state.unwatched(), self.spec.time is not None and self.fixed(self.spec.time.delivery) == "any"
        for step in steps:
            put_off = lazy and step.label[0] in ARRIVALS and not self._overdue(state, step)
            urgent = step.cause == "protocol" and not step.waits and not put_off
            if urgent and step.after.unwatched() != here:
                return None
        if not running or any(state.memory[key] == 0 for key in running):
            return None
        after = state.copy()
        after.memory.update({key: state.memory[key] - 1 for key in running})
        for ages in (ages for link in after.links.values() for ages in link.ages):
            ages[:] = [min(age + 1, self.slowest) for age in ages]
        return after

    @property
    def slowest(self) -> int:
        """The most ticks that a message takes; 0 where that is not counted."""
        time = self.spec.time
        return 0 if time is None or time.slowest is None else int(self.fixed(time.slowest))

    def _overdue(self, state: State, step: Step) -> bool:
        """Whether a step takes a message that is under way for as long as a message may be."""
        if self.spec.time is None or self.spec.time.slowest is None or step.label[0] != "message":
            return False
        return state.links[step.label[1]].ages[step.label[2]][0] >= self.slowest

    def essential(self, state: State) -> tuple[Any, ...]:
        """What never changes again, by protocol and clock, in a settled state."""
        timers = {key for *_, key in timers_of(self.spec, self.world)}
        memory = {key: value for key, value in state.memory.items() if key not in timers and not self._routine(key)}
        routine = {(m.name, m.sender, m.receiver) for m in self.spec.messages if m.routine}
        links = []
        for key, link in state.links.items():
            if not self.spec.connection(key[0]).routine:
                one, two = (who[0] for who in self.ends(key))
                left = tuple(p for p in link.queues[0] if (p[0], one, two) not in routine)
                right = tuple(p for p in link.queues[1] if (p[0], two, one) not in routine)
                links.append((link.status, frozenset(link.pending), left, right))
        return (*memory.values(), *links, *state.left.values(), state.phase)

    def _routine(self, key: MachineKey) -> bool:
        party = self.spec.party(key[0])
        items: tuple[Machine | Variable, ...] = (*party.machines, *party.variables)
        return any(item.name == key[2] and item.routine for item in items)

    def counts(self, step: Step) -> bool:
        """Whether a step is more than time and routine: without such steps, a settled state is a deadlock."""
        if step.label[0] != "message":
            return step.label[0] not in ("tick", "expires")
        _, key, end, packet = step.label
        sender, receiver = self.ends(key)[end][0], self.ends(key)[1 - end][0]
        return not any(
            m.routine and (m.name, m.sender, m.receiver) == (packet[0], sender, receiver) for m in self.spec.messages
        )
