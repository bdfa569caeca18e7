"""What each machine copy could take in a joint state, and what is missing where it cannot.

A machine copy waits for every trigger that a row of its state has. What can set the row off is read from the events of
the network: the messages, notices and actions in whose events the copy moves. For each of them, the parts of the guard
that are false are what is missing: a message that is not there, room, a connection, or another machine of the party, or
its memory, that does not let the row be taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from everystate.compose.network import Accepts, Channel, Copy, Event, Move, Packet, Test
from everystate.explore.space import Space
from everystate.load.spec import Cause, Machine, Row
from everystate.problems import Place
from everystate.study.naming import names_of, parties_of
from everystate.study.reasons import Fact, Reasons
from everystate.study.snapshot import Ground, Snapshot

LackKind = Literal["message", "behind", "room", "guard", "state", "connection", "bound", "calm"]


@dataclass(frozen=True)
class Lack:
    """One thing that is missing for a trigger to be taken.

    kinds: message (`subject` is not in its channel, whose connection `want` is `have`), behind (it is, after `have`), room (channel `subject`, which
    holds `have`, has none for `number` messages, of the `capacity` that it has), guard (that of the row at `place`; `facts` say why), state (machine copy `subject` takes it in `want`, and
    is in `have`), connection (`subject` is `have`, not `want`), bound (nothing is left of `subject`), calm (`subject`
    happens in settled states only). `fields` are those that could mend it.
    """

    kind: LackKind
    subject: str
    have: str = ""
    want: str = ""
    place: Place | None = None
    facts: tuple[Fact, ...] = ()
    fields: tuple[int, ...] = ()
    number: int = 0
    capacity: int = 0


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
        self.settled = state < waiting.space.expanded and waiting.space.settled(state)

    def standings(self) -> Iterator[Standing]:
        for number, field in enumerate(self.network.fields):
            if field.kind != "machine" or field.owner is None:
                continue
            name = field.name.removeprefix(f"{field.owner}.")
            yield Standing(number, field.owner, name, self.snapshot.shown(number), tuple(self._waits(number)))

    def refusals(self) -> Iterator[Refusal]:
        met = dict.fromkeys(
            alarm.text
            for alarm in self.network.unexpected
            if all(self.snapshot.accepted(field, accepts) for field, accepts in alarm.guard)
        )
        for text in met:
            events = [event for event in self.network.events if _unexpected(event) == text]
            yield Refusal(text, tuple(dict.fromkeys(self._not_taken(events))))

    def _here(self, row: Row, field: int) -> bool:
        """Whether a row starts in the state that its machine copy is in."""
        off = self.network.switched_off
        return self.snapshot.shown(field) in row.sources and not row.defer and row not in off

    def _waits(self, field: int) -> Iterator[Wait]:
        """The triggers of this machine copy, alike ones together, in the order of its rows."""
        raw = self.snapshot.state[field]
        chances: dict[tuple[str, ...], dict[tuple[object, ...], list[Event]]] = {}
        for event, move in self.waiting.by_field.get(field, ()):
            if raw in dict(move.rows):
                key = (move.trigger, str(self._peer(event, move) or ""), self._named(event, move))
                occasion = (event.label.kind, event.label.name, event.label.actor, event.label.names, event.label.received)
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
        rows = tuple(row for row in machine.rows if str(row.trigger) == trigger and self._here(row, field))
        lacks = min((self._lacks(events, field) for events in occasions), key=_distance)
        event = occasions[0][0]
        [move] = [move for move in event.moves if move.field == field][:1]
        peer = self._peer(event, move)
        label = event.label
        kind = "message" if peer else next((n.kind for n in label.notices if n.at == self.network.fields[field].owner), label.kind)
        return Wait(kind, trigger, self._text(event, trigger, peer), label.cause, rows, lacks, peer)

    def _text(self, event: Event, trigger: str, peer: Copy | None) -> str:
        if peer is not None:
            return f"{trigger} from {peer}"
        label = event.label
        if label.kind == "action":
            action = next(a for a in self.ground.spec.party(label.actor.party).actions if a.name == label.name) if label.actor else None
            names = dict(label.names)
            inside = ", ".join(self.ground.copy(p.party, names[p.name]) for p in action.per) if action else ""
            return f"{trigger}({inside})" if inside else trigger
        one, two = label.notices[0].ends if label.notices else (None, None)
        return f"{label.name}[{one}, {two}].{trigger.rpartition('.')[2]}"

    # -- what is missing ------------------------------------------------------------------------------------------

    def _lacks(self, events: list[Event], field: int) -> tuple[Lack, ...]:
        if any(self._possible(event) for event in events):
            return ()
        lacks = [*self._not_taken(events), *self._not_there(events)]
        return tuple(dict.fromkeys(lacks)) or tuple(self._not_so(events))

    def _possible(self, event: Event) -> bool:
        return not self.snapshot.failing(event) and (self.settled or not event.when_settled)

    def _not_taken(self, events: list[Event]) -> Iterator[Lack]:
        """The machine copies that take part, and do not accept."""
        moves: dict[int, list[tuple[Event, Move]]] = {}
        for event in events:
            for move in event.moves:
                moves.setdefault(move.field, []).append((event, move))
        for field, found in moves.items():
            event, move = found[0]
            rows = [row for row in move.machine.rows if str(row.trigger) == move.trigger and not row.defer]
            here = [row for row in rows if self._here(row, field)]
            name = self.network.fields[field].name
            if not here:
                states = dict.fromkeys(s for row in rows if row not in self.network.switched_off for s in row.sources)
                yield Lack("state", name, self.snapshot.shown(field), ", ".join(states), fields=(field,))
                continue
            refused = [self._refusal(event, move, row) for row in here]
            if all(refused):
                yield from (lack for lack in refused if lack)

    def _refusal(self, event: Event, move: Move, row: Row) -> Lack | None:
        """Why the guard of a row is false; None if it is true."""
        owner = self.network.fields[move.field].owner
        assert owner is not None
        machine, own = self.ground.machine(move.field)
        names = {**names_of(event.label, move.trigger, owner), owner.party: owner.number, **own}
        if self.snapshot.value(row.when, names):
            return None
        parties = {**parties_of(self.ground.spec, row.trigger, owner), **{p.name: p.party for p in machine.per}}
        reasons = Reasons(self.snapshot, names, {**parties, owner.party: owner.party}, owner.party)
        support = self.ground.grounder.formula(row.when, names).support
        name = self.network.fields[move.field].name
        return Lack("guard", name, place=row.place, facts=reasons.why(row.when), fields=support)

    def _not_there(self, events: list[Event]) -> Iterator[Lack]:
        """What is missing of channels, connections and bounds, where least is."""
        failing = [self._outside(event) for event in events]
        best = min(range(len(events)), key=lambda n: (len(failing[n]), n))
        lacks = [lack for field, accepts in failing[best] for lack in self._lack(field, accepts)]
        waits = any(lack.kind in ("message", "behind") for lack in lacks)
        yield from (lack for lack in lacks if not (waits and lack.kind == "room" and lack.number <= lack.capacity))
        if events[best].when_settled and not self.settled:
            yield Lack("calm", str(events[best].label))

    def _outside(self, event: Event) -> list[tuple[int, Accepts]]:
        kinds = ("channel", "connection", "budget")
        return [(field, a) for field, a in self.snapshot.failing(event) if self.network.fields[field].kind in kinds]

    def _lack(self, number: int, accepts: Accepts) -> Iterator[Lack]:
        field = self.network.fields[number]
        have = self.snapshot.shown(number)
        if field.kind == "budget":
            yield Lack("bound", field.name.removesuffix(".left"))
        elif isinstance(accepts, frozenset):
            wanted = " or ".join(field.shown(raw) for raw in sorted(accepts))
            yield Lack("connection", field.name, have, wanted, fields=(number,))
        else:
            yield from self._lack_of_channel(number, accepts, have)

    def _lack_of_channel(self, number: int, tests: tuple[Test, ...], have: str) -> Iterator[Lack]:
        field = self.network.fields[number]
        channel = field.channel
        assert channel is not None
        raw = self.snapshot.state[number]
        for test in tests:
            if test.accepts(channel, raw):
                continue
            if test.kind == "room":
                room = {"number": test.number, "capacity": channel.capacity}
                yield Lack("room", field.name, have, str(channel.receiver), fields=(number,), **room)
            elif test.kind in ("head", "holds"):
                yield self._lack_of_message(number, channel, channel.alphabet[test.number - 1])
            else:
                yield Lack("connection", field.name, have, "[]", fields=(number,))

    def _lack_of_message(self, number: int, channel: Channel, packet: Packet) -> Lack:
        queued = channel.packets(self.snapshot.state[number])
        if packet in queued:
            return Lack("behind", str(packet), str(queued[0]), channel.connection, fields=(number,))
        link = next(n for n, f in enumerate(self.network.fields) if (f.kind, f.name) == ("connection", channel.connection))
        return Lack("message", str(packet), self.snapshot.shown(link), channel.connection, fields=(number,))

    def _not_so(self, events: list[Event]) -> Iterator[Lack]:
        """Whatever else stands in the way, by the fields it is in."""
        failing = min((self.snapshot.failing(event) for event in events), key=len)
        for number, accepts in failing:
            field = self.network.fields[number]
            wanted = ", ".join(field.shown(raw) for raw in sorted(accepts)) if isinstance(accepts, frozenset) else ""
            yield Lack("state", field.name, self.snapshot.shown(number), wanted, fields=(number,))


def _unexpected(event: Event) -> str:
    """What is said where a message or the notice of a loss is not accepted, as `compose.occasions` and `notices` say it."""
    label = event.label
    if label.kind == "message":
        transfer = label.received[0]
        return f"{transfer.receiver} does not accept {transfer.packet} from {transfer.sender}"
    if label.kind == "lost":
        one, two = label.notices[0].ends
        return f"{label.actor} does not accept the loss of {label.name}[{one}, {two}]"
    return ""


def _distance(lacks: tuple[Lack, ...]) -> int:
    return len(lacks)
