"""What each machine copy could take in a joint state, and what is missing where it cannot.

A machine copy waits for every trigger that a row of its state has. What can set the row off is read from the events of
the network: the messages, notices and actions in whose events the copy moves. For each of them, the parts of the guard
that are false are what is missing: a message that is not there, room, a connection, or another machine of the party, or
its memory, that does not let the row be taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everystate.composing.network import Copy, Event, Move
from everystate.diagnosis.bound_names import names_of
from everystate.diagnosis.lacking import Lack, Lacking
from everystate.diagnosis.snapshot import Ground, Snapshot
from everystate.exploring.space import Space
from everystate.loading.spec import Cause, Machine, Row


@dataclass(frozen=True)
class Wait:
    """A trigger that a machine copy could take where it is; possible, if it lacks nothing.

    `peer` is who sends the message, None for an action or a notice.
    """

    kind: str
    name: str
    text: str
    cause: Cause
    rows: tuple[Row, ...]
    lacks: tuple[Lack, ...]
    peer: Copy | None = None


@dataclass(frozen=True)
class Refusal:
    """A message or a notice that arrives and that nobody accepts, and what is in its way."""

    text: str
    lacks: tuple[Lack, ...]


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
    """Tells what machine copies of one space wait for."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.ground = Ground(space.network)
        self.by_field: dict[int, list[tuple[Event, Move]]] = {}
        for event in space.network.events:
            for move in event.moves:
                self.by_field.setdefault(move.field, []).append((event, move))

    def standings(self, state: int) -> tuple[Standing, ...]:
        """Every machine copy in this joint state, in the order of the spec."""
        return tuple(_Here(self, state).standings())

    def refusals(self, state: int) -> tuple[Refusal, ...]:
        """What arrives in this joint state and is not accepted."""
        return tuple(_Here(self, state).refusals())


class _Here:
    """One joint state."""

    def __init__(self, waiting: Waiting, state: int) -> None:
        self.waiting = waiting
        self.ground = waiting.ground
        self.network = waiting.space.network
        self.snapshot = Snapshot(waiting.ground, waiting.space.states[state])
        settled = state < waiting.space.expanded and waiting.space.settled(state)
        self.lacking = Lacking(self.snapshot, settled)

    def standings(self) -> Iterator[Standing]:
        for number, field in enumerate(self.network.fields):
            if field.kind != "machine" or field.owner is None:
                continue
            yield Standing(
                number, field.owner, field.key.own_name, self.snapshot.shown(number), tuple(self._waits(number))
            )

    def refusals(self) -> Iterator[Refusal]:
        met = dict.fromkeys(
            alarm.text
            for alarm in self.network.unexpected
            if all(self.snapshot.accepted(field, accepts) for field, accepts in alarm.guard)
        )
        for text in met:
            events = [event for event in self.network.events if _unexpected(event) == text]
            yield Refusal(text, tuple(dict.fromkeys(self.lacking.not_taken(events))))

    def _waits(self, field: int) -> Iterator[Wait]:
        """The triggers of this machine copy, alike ones together, in the order of its rows."""
        raw = self.snapshot.state[field]
        chances: dict[tuple[str, str, str], dict[tuple[object, ...], list[Event]]] = {}
        for event, move in self.waiting.by_field.get(field, ()):
            if raw in dict(move.rows):
                key = (move.trigger, str(self._peer(event, move) or ""), self._named(event, move))
                occasion = (
                    event.label.kind,
                    event.label.name,
                    event.label.actor,
                    event.label.names,
                    event.label.received,
                )
                chances.setdefault(key, {}).setdefault(occasion, []).append(event)
        machine = self.ground.machine(field)[0]
        order = {str(row.trigger): number for number, row in reversed(list(enumerate(machine.rows)))}
        for key, occasions in sorted(chances.items(), key=lambda item: order[item[0][0]]):
            yield self._wait(field, key[0], machine, list(occasions.values()))

    def _peer(self, event: Event, move: Move) -> Copy | None:
        """Who sends the message that a move takes."""
        owner = self.network.fields[move.field].owner
        for transfer in event.label.received:
            if (transfer.packet.message, transfer.receiver) == (move.trigger, owner):
                return transfer.sender
        return None

    def _named(self, event: Event, move: Move) -> str:
        """The copies that an action or a notice names, beside the party's own."""
        if self._peer(event, move) is not None:
            return ""
        return str(names_of(event.label, move.trigger, self.network.fields[move.field].owner))

    def _wait(self, field: int, trigger: str, machine: Machine, occasions: list[list[Event]]) -> Wait:
        rows = tuple(
            row for row in machine.rows if str(row.trigger) == trigger and self.lacking.starts_here(row, field)
        )
        lacks = min((self.lacking.lacks(events) for events in occasions), key=len)
        event = occasions[0][0]
        [move] = [move for move in event.moves if move.field == field][:1]
        peer = self._peer(event, move)
        label = event.label
        kind = (
            "message"
            if peer
            else next((n.kind for n in label.notices if n.at == self.network.fields[field].owner), label.kind)
        )
        return Wait(kind, trigger, self._text(event, trigger, peer), label.cause, rows, lacks, peer)

    def _text(self, event: Event, trigger: str, peer: Copy | None) -> str:
        if peer is not None:
            return f"{trigger} from {peer}"
        label = event.label
        if label.kind == "action":
            action = (
                next(a for a in self.ground.spec.party(label.actor.party).actions if a.name == label.name)
                if label.actor
                else None
            )
            names = dict(label.names)
            inside = ", ".join(self.ground.copy(p.party, names[p.name]) for p in action.per) if action else ""
            return f"{trigger}({inside})" if inside else trigger
        one, two = label.notices[0].ends if label.notices else (None, None)
        return f"{label.name}[{one}, {two}].{trigger.rpartition('.')[2]}"


def _unexpected(event: Event) -> str:
    """What is said where this message or notice is not accepted, in the words of `compose.occasions` and `notices`."""
    label = event.label
    if label.kind == "message":
        transfer = label.received[0]
        return f"{transfer.receiver} does not accept {transfer.packet} from {transfer.sender}"
    if label.kind == "lost":
        one, two = label.notices[0].ends
        return f"{label.actor} does not accept the loss of {label.name}[{one}, {two}]"
    return ""
