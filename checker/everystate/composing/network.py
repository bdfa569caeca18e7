"""The network: a finite list of fields and of events. This is what every engine explores.

A joint state is a tuple of small integers, one a field. An event has a guard and an update. The guard is a conjunction
of conditions, each on one field or, as a relation, on several. The update says how each of its fields changes: by a map
from old to new, by edits of a channel, or by a table over several fields. Events of one step are disjoint pieces: in
any joint state at most one of them is enabled.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from everystate.composing.event import Accepts, Alarm, Event, Label
from everystate.composing.field import Field, look
from everystate.composing.formula import Formula, Look
from everystate.composing.ground_timing import FairnessConstraint, GroundTiming
from everystate.composing.relations import Difference, Fields, Table, Together
from everystate.loading.expression import Value
from everystate.loading.party import Machine, Row, Variable
from everystate.loading.spec import Claim, Spec


@dataclass(frozen=True, eq=False)
class GroundClaim:
    """A claim over fields.

    `formula` must be true in the states that the claim speaks of. A `whenever` has, for each event, the formulas that
    must be true before it: one for each time that the watched event happens in that step. `known` says why a violation
    is known. `copies` has the claim of each copy for which it is made, with the copies in words.
    """

    claim: Claim
    formula: Formula
    before: tuple[tuple[int, tuple[Formula, ...]], ...] = ()
    known: str = ""
    timing: GroundTiming | None = None
    copies: tuple[tuple[str, GroundClaim], ...] = ()


@dataclass(frozen=True, eq=False)
class Network:
    """A spec at given parameters, as fields and events.

    `dead` has the rows that are said never to fire at these parameters, each with the reason. `conceivable` has the
    events and, in their places, those that are never possible since nobody sends what they receive: explanations
    name what is waited for.
    """

    def __repr__(self) -> str:
        return f"Network({self.spec.folder!r}, {len(self.fields):,} fields, {len(self.events):,} events)"

    spec: Spec
    parameters: dict[str, Value]
    fields: tuple[Field, ...]
    events: tuple[Event, ...]
    unexpected: tuple[Alarm, ...]
    waits: tuple[Alarm, ...]
    switched_off: frozenset[Row]
    dead: Mapping[Row, str]
    shown_from: Mapping[str, Formula]
    claims: tuple[GroundClaim, ...] = ()
    final: Formula | None = None
    phase_field: int = -1
    fairness: tuple[FairnessConstraint, ...] = ()
    conceivable: tuple[Event, ...] = ()

    @property
    def declared(self) -> bool:
        """Whether no layer is laid, and every parameter has its declared value."""
        return not self.spec.laid and all(self.parameters[p.name] == p.initial for p in self.spec.parameters)

    @property
    def setting(self) -> dict[str, Value]:
        """The parameters by their names; before them, where layers are laid, `layers` with their names."""
        laid: dict[str, Value] = {"layers": "+".join(self.spec.laid)} if self.spec.laid else {}
        return {**laid, **self.parameters}

    @cached_property
    def initial_states(self) -> tuple[tuple[int, ...], ...]:
        """The joint states at the start: one for each choice of an initial value of each field, in their order."""
        return tuple(itertools.product(*(field.initials for field in self.fields)))

    @cached_property
    def observers(self) -> frozenset[int]:
        """The fields that only watch. A step that changes nothing else changes nothing."""
        return frozenset(number for number, field in enumerate(self.fields) if field.kind == "monitor")

    @cached_property
    def unsettling(self) -> frozenset[int]:
        """The events of the protocol's steps, without ticks and those that wait until the state is settled.

        A state is quiet where none of them makes a step that changes something. Without ticks, that is settled.
        """
        return frozenset(number for number, event in enumerate(self.events) if event.unsettles)

    @cached_property
    def ticks(self) -> frozenset[int]:
        """The events by which time goes on; none where there are no timers."""
        return frozenset(number for number, event in enumerate(self.events) if event.is_tick)

    @cached_property
    def urgent(self) -> frozenset[int]:
        """The events that time waits for: no tick is possible where one of them makes a step that changes something."""
        return frozenset(number for number in self.unsettling if not self.events[number].lazy)

    @property
    def clocked(self) -> bool:
        """Whether a state may be settled and not quiet: protocol and clock go on, and change nothing essential."""
        return self.spec.has_timers or self.spec.has_routine

    @cached_property
    def essential(self) -> frozenset[int]:
        """The fields of which none changes in a settled state: all but timers, ages, monitors and what is routine."""
        return frozenset(number for number, field in enumerate(self.fields) if not self._is_routine(field))

    def _is_routine(self, field: Field) -> bool:
        match field.key.kind:
            case "timer" | "ages" | "monitor":
                return True
            case "connection" | "channel":
                return self.spec.connection(field.key.name).routine
            case "machine" | "variable":
                assert field.key.owner is not None
                party = self.spec.party(field.key.owner.party)
                memory: tuple[Machine | Variable, ...] = (*party.machines, *party.variables)
                return any(item.name == field.key.name and item.routine for item in memory)
            case _:
                return False

    @cached_property
    def routine_messages(self) -> dict[int, frozenset[int]]:
        """For each channel that is essential, the codes of its messages that are not."""
        routine = {(m.name, m.sender, m.receiver) for m in self.spec.messages if m.routine}
        made: dict[int, frozenset[int]] = {}
        for number in sorted(self.essential) if routine else ():
            channel = self.fields[number].channel
            for code, packet in enumerate(channel.alphabet, 1) if channel else ():
                assert channel is not None
                if (packet.message, channel.sender.party, channel.receiver.party) in routine:
                    made[number] = made.get(number, frozenset()) | {code}
        return made

    def wire(self, field: int, content: int) -> tuple[int, ...]:
        """What is essential of the content of a channel: the codes in order, without those of routine messages."""
        channel = self.fields[field].channel
        assert channel is not None
        return tuple(code for code in channel.codes(content) if code not in self.routine_messages[field])

    @property
    def is_lazy(self) -> bool:
        """Whether messages may be under way for any time."""
        bounded = self.spec.time is not None and self.spec.time.slowest is not None
        return not bounded and any(event.lazy for event in self.events)

    @cached_property
    def steady(self) -> frozenset[int]:
        """The events by protocol and clock: those of `unsettling`, and ticks."""
        return self.unsettling | self.ticks

    def changes(self, before: tuple[int, ...], after: tuple[int, ...]) -> bool:
        """Whether a step from one joint state to another changes something: a field that is no observer."""
        if not self.observers:
            return before != after
        pairs = zip(before, after, strict=True)
        return any(old != new for field, (old, new) in enumerate(pairs) if field not in self.observers)

    def look(self, asked: Look, raw: int) -> Any:
        """What a look shows at this raw value of its field."""
        return look(self.fields[asked.field], asked, raw)

    def label(self, event: int, state: Sequence[int]) -> Label:
        """The label of an event's step from a joint state."""
        return self.events[event].label.at(state, self.look)

    def after(self, event: Event, state: Sequence[int]) -> tuple[int, ...]:
        """The joint state after an event's step from one in which its guard holds."""
        values = list(state)
        for field, change in event.update:
            if isinstance(change, Table):
                values[field] = change.at(state)
            elif isinstance(change, dict):
                values[field] = change[state[field]]
            else:
                channel = self.fields[field].channel
                assert channel is not None
                for edit in change:
                    values[field] = edit.at(state).apply(channel, values[field])
        return tuple(values)

    def accepts(self, key: int | Fields, accepted: Accepts, state: Sequence[int] | Mapping[int, int]) -> bool:
        """Whether a condition of a guard holds in a joint state."""
        if isinstance(key, tuple):
            assert isinstance(accepted, Together | Difference)
            return accepted.accepts(tuple([state[field] for field in key]))
        if isinstance(accepted, frozenset):
            return state[key] in accepted
        channel = self.fields[key].channel
        assert channel is not None
        assert isinstance(accepted, tuple)
        return all(test.accepts(channel, state[key]) for test in accepted)
