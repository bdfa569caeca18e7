"""What each machine copy could take in a joint state, and what is missing where it cannot.

A machine copy waits for every trigger that a row of its state has. What can set the row off is read from the events of
the network: the messages, notices and actions in whose events the copy moves. For each of them, the false parts of the
guard are what is missing: a message, room, or a connection. It may also be another machine of the party, or a variable,
that does not let the row be taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as having

from everystate.composing.clocks import RUN_OUT
from everystate.composing.event import Event, Move
from everystate.composing.field import Copy
from everystate.diagnosis.bound_names import names_of
from everystate.diagnosis.lacking import Lack, Lacking
from everystate.diagnosis.snapshot import Ground, Snapshot
from everystate.exploring.space import Space
from everystate.loading.party import Cause, Machine, Row, Trigger


@dataclass(frozen=True)
class Wait:
    """A trigger that a machine copy could take where it is; possible, if it lacks nothing.

    `peer` is who sends the message, None for an action or a notice. The step would be one of `events`.
    """

    trigger: Trigger
    text: str
    cause: Cause
    rows: tuple[Row, ...]
    lacks: tuple[Lack, ...]
    peer: Copy | None = None
    events: tuple[Event, ...] = having(default=(), compare=False, repr=False)

    @property
    def kind(self) -> str:
        """What kind of trigger it is."""
        return self.trigger.kind

    @property
    def name(self) -> str:
        """The trigger as a row names it."""
        return str(self.trigger)


@dataclass(frozen=True)
class Refusal:
    """What arrives and nobody accepts, or an expiry that is `overdue` and that time waits for; what is in its way."""

    text: str
    lacks: tuple[Lack, ...]
    overdue: bool = False


@dataclass(frozen=True)
class Standing:
    """A machine copy in a joint state: what it is called, its state, and what it waits for."""

    field: int
    owner: Copy
    name: str
    state: str
    waits: tuple[Wait, ...]

    @property
    def title(self) -> str:
        """`server[1].session[agent]`."""
        return f"{self.owner}.{self.name}"


class Waiting:
    """Computes what the machine copies of one space wait for."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.ground = Ground(space.network)
        self.by_field: dict[int, list[tuple[Event, Move]]] = {}
        for event in space.network.conceivable:
            for move in event.moves:
                self.by_field.setdefault(move.field, []).append((event, move))

    def standings(self, state: int) -> tuple[Standing, ...]:
        """Every machine copy in this joint state, in the order of the spec."""
        return tuple(_Here(self, state).standings())

    def impediments(self, state: int, events: Iterable[Event]) -> tuple[Lack, ...]:
        """What is missing in this joint state for the one of these events that is nearest to being possible."""
        return _Here(self, state).impediments(events)

    def refusals(self, state: int) -> tuple[Refusal, ...]:
        """What arrives in this joint state and is not accepted."""
        return tuple(_Here(self, state).refusals())

    def overdue(self, state: int) -> tuple[Refusal, ...]:
        """The timers that have run out in this joint state: no tick is possible before they expire."""
        return tuple(_Here(self, state).overdue())


class _Here:
    """One joint state."""

    def __init__(self, waiting: Waiting, state: int) -> None:
        self.waiting = waiting
        self.ground = waiting.ground
        self.network = waiting.space.network
        self.snapshot = Snapshot(waiting.ground, waiting.space.states[state])
        settled = state < waiting.space.expanded and waiting.space.quiet(state)
        self.lacking = Lacking(self.snapshot, settled)

    def standings(self) -> Iterator[Standing]:
        for number, field in enumerate(self.network.fields):
            if field.kind != "machine" or field.owner is None:
                continue
            yield Standing(
                number, field.owner, field.key.own_name, self.snapshot.shown(number), tuple(self._waits(number))
            )

    def overdue(self) -> Iterator[Refusal]:
        run_out = {
            field.key
            for field, raw in zip(self.network.fields, self.snapshot.state, strict=True)
            if field.kind == "timer" and raw == RUN_OUT
        }
        for key in sorted(run_out, key=str):
            events = [event for event in self.network.events if event.label.timer == key]
            yield Refusal(f"{key} has run out, and time waits for its expiry", self.lacking.lacks(events), overdue=True)

    def refusals(self) -> Iterator[Refusal]:
        met = {alarm.text: alarm.arrival for alarm in self.network.unexpected if self.snapshot.accepted(alarm.guard)}
        for text, arrival in met.items():
            events = [event for event in self.network.events if event.label.arrival == arrival]
            yield Refusal(text, tuple(dict.fromkeys(self.lacking.not_taken(events))))

    def impediments(self, events: Iterable[Event]) -> tuple[Lack, ...]:
        occasions: dict[tuple[object, ...], list[Event]] = {}
        for event in events:
            occasions.setdefault(_occasion(event), []).append(event)
        return self.lacking.nearest(list(occasions.values()))[0]

    def _waits(self, field: int) -> Iterator[Wait]:
        """The triggers of this machine copy, alike ones together, in the order of its rows."""
        raw = self.snapshot.state[field]
        chances: dict[tuple[Trigger, str, str], dict[tuple[object, ...], list[Event]]] = {}
        for event, move in self.waiting.by_field.get(field, ()):
            if raw in dict(move.rows):
                key = (move.trigger, str(self._peer(event, move) or ""), self._named(event, move))
                chances.setdefault(key, {}).setdefault(_occasion(event), []).append(event)
        machine = self.ground.machine(field)[0]
        order = {row.trigger: number for number, row in reversed(list(enumerate(machine.rows)))}
        for key, occasions in sorted(chances.items(), key=lambda item: order[item[0][0]]):
            yield self._wait(field, key[0], machine, list(occasions.values()))

    def _peer(self, event: Event, move: Move) -> Copy | None:
        """The sender of the message that a move takes; None if it takes none."""
        owner = self.network.fields[move.field].owner
        for transfer in event.label.received:
            if (Trigger("message", transfer.packet.message), transfer.receiver) == (move.trigger, owner):
                return transfer.sender
        return None

    def _named(self, event: Event, move: Move) -> str:
        """The copies that an action or a notice names, beside the party's own."""
        if self._peer(event, move) is not None:
            return ""
        return str(names_of(event.label, move.trigger, self.network.fields[move.field].owner))

    def _wait(self, field: int, trigger: Trigger, machine: Machine, occasions: list[list[Event]]) -> Wait:
        rows = tuple(row for row in machine.rows if row.trigger == trigger and self.lacking.starts_here(row, field))
        lacks, events = self.lacking.nearest(occasions)
        event = events[0]
        [move] = [move for move in event.moves if move.field == field][:1]
        peer = self._peer(event, move)
        return Wait(trigger, self._text(event, move, peer), event.label.cause, rows, lacks, peer, tuple(events))

    def _text(self, event: Event, move: Move, peer: Copy | None) -> str:
        label, trigger = event.label, move.trigger
        if peer is not None:
            return f"{trigger} from {peer}"
        if trigger.kind == "action":
            return label.action
        if label.timer is not None:
            return f"{label.timer.own_name}.expires"
        one, two = next(notice.ends for notice in label.notices if notice.connection == trigger.name)
        return f"{trigger.name}[{one}, {two}].{trigger.kind}"


def _occasion(event: Event) -> tuple[object, ...]:
    """What the pieces of one step have in common."""
    label = event.label
    return label.kind, label.name, label.actor, label.names, label.received
