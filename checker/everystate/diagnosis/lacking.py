"""What is missing for a trigger to be taken in a joint state: the parts of its events' guards that are false."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from everystate.composing.event import Event, Move, Test
from everystate.composing.field import Channel, FieldKey, Packet
from everystate.diagnosis.bound_names import names_of, parties_of
from everystate.diagnosis.reasons import Fact, Reasons
from everystate.diagnosis.snapshot import Snapshot
from everystate.loading.spec import Row
from everystate.problems import Place

_OUTSIDE = ("channel", "connection", "budget")

LackKind = Literal["message", "behind", "room", "guard", "state", "connection", "bound", "calm", "time"]


@dataclass(frozen=True)
class Lack:
    """One thing that is missing for a trigger to be taken.

    message: `subject` is not in its channel; the connection `want` is `have`.
    behind: it is, after `have`.
    room: channel `subject` holds `have` and has no room for `number` messages; it has `capacity` places.
    guard: the one of machine copy `subject` at `place` is false; `facts` say why.
    state: machine copy `subject` is in `have`, and takes the trigger in `want`.
    connection: `subject` is `have`, not `want`.
    bound: nothing is left of `subject`.
    calm: `subject` happens in quiet states only.
    time: timer `subject` has `have` ticks left, or it is off.

    `fields` are those that could mend it; `key` is the field that it is about: of a message, its channel.
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
    key: FieldKey | None = None


class Lacking:
    """Finds what is missing in one joint state; `settled` says whether that is one."""

    def __init__(self, snapshot: Snapshot, settled: bool) -> None:
        self.snapshot = snapshot
        self.ground = snapshot.ground
        self.network = snapshot.network
        self.settled = settled

    def lacks(self, events: list[Event]) -> tuple[Lack, ...]:
        """What is missing for any of the pieces of one step to be possible; nothing, if one is."""
        if any(self._possible(event) for event in events):
            return ()
        nearest = min(events, key=lambda event: len(self.snapshot.failing(event.guard)))
        lacks = [*self.not_taken(events), *self._not_there(nearest)]
        named = {field for lack in lacks for field in lack.fields}
        return tuple(dict.fromkeys([*lacks, *self._not_so(nearest, named)]))

    def _possible(self, event: Event) -> bool:
        return not self.snapshot.failing(event.guard) and (self.settled or not event.when_settled)

    def starts_here(self, row: Row, field: int) -> bool:
        """Whether a row starts in the state that its machine copy is in."""
        off = self.network.switched_off
        return self.snapshot.shown(field) in row.sources and not row.defer and row not in off

    def not_taken(self, events: list[Event]) -> Iterator[Lack]:
        """The machine copies that take part, and do not accept."""
        moves: dict[int, list[tuple[Event, Move]]] = {}
        for event in events:
            for move in event.moves:
                moves.setdefault(move.field, []).append((event, move))
        for field, found in moves.items():
            event, move = found[0]
            rows = [row for row in move.machine.rows if row.trigger == move.trigger and not row.defer]
            here = [row for row in rows if self.starts_here(row, field)]
            key = self.network.fields[field].key
            if not here:
                states = dict.fromkeys(s for row in rows if row not in self.network.switched_off for s in row.sources)
                yield Lack("state", str(key), self.snapshot.shown(field), ", ".join(states), fields=(field,), key=key)
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
        key = self.network.fields[move.field].key
        return Lack("guard", str(key), place=row.place, facts=reasons.why(row.when), fields=support, key=key)

    def _not_there(self, event: Event) -> Iterator[Lack]:
        """What is missing of channels, connections and bounds."""
        lacks = [lack for field, accepts in self._outside(event) for lack in self._lack(field, accepts)]
        waits = any(lack.kind in ("message", "behind") for lack in lacks)
        yield from (lack for lack in lacks if not (waits and lack.kind == "room" and lack.number <= lack.capacity))
        if event.when_settled and not self.settled:
            yield Lack("calm", str(event.label))

    def _outside(self, event: Event) -> list[tuple[int, frozenset[int] | tuple[Test, ...]]]:
        """The conditions on channels, connections and bounds that are false; relations are of rows."""
        return [
            (key, asked)
            for key, asked in self.snapshot.failing(event.guard)
            if isinstance(key, int)
            and isinstance(asked, frozenset | tuple)
            and self.network.fields[key].kind in _OUTSIDE
        ]

    def _lack(self, number: int, accepts: frozenset[int] | tuple[Test, ...]) -> Iterator[Lack]:
        field = self.network.fields[number]
        have = self.snapshot.shown(number)
        if field.kind == "budget":
            yield Lack("bound", f"{field.key.of}.{field.key.name}", key=field.key)
        elif isinstance(accepts, frozenset):
            wanted = " or ".join(field.shown(raw) for raw in sorted(accepts))
            yield Lack("connection", field.name, have, wanted, fields=(number,), key=field.key)
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
                yield Lack(
                    "room",
                    field.name,
                    have,
                    str(channel.receiver),
                    fields=(number,),
                    number=test.number,
                    capacity=channel.capacity,
                    key=field.key,
                )
            elif test.kind in ("head", "holds"):
                yield self._lack_of_message(number, channel, channel.packet(test.number))
            else:
                yield Lack("connection", field.name, have, "[]", fields=(number,), key=field.key)

    def _lack_of_message(self, number: int, channel: Channel, packet: Packet) -> Lack:
        queued, key = channel.packets(self.snapshot.state[number]), self.network.fields[number].key
        if packet in queued:
            return Lack("behind", str(packet), str(queued[0]), str(channel.connection), fields=(number,), key=key)
        link = next(n for n, field in enumerate(self.network.fields) if field.key == channel.connection)
        have = self.snapshot.shown(link)
        return Lack("message", str(packet), have, str(channel.connection), fields=(number,), key=key)

    def _not_so(self, event: Event, named: set[int]) -> Iterator[Lack]:
        """All other false conditions, by their fields; for example, the state in which the other end refuses."""
        for key, accepts in self.snapshot.failing(event.guard):
            numbers = key if isinstance(key, tuple) else (key,)
            for number in numbers if named.isdisjoint(numbers) else ():
                field = self.network.fields[number]
                wanted = ", ".join(map(field.shown, sorted(accepts))) if isinstance(accepts, frozenset) else ""
                have = self.snapshot.shown(number)
                if field.kind == "timer":
                    yield Lack("time", field.name, have, fields=(number,), key=field.key)
                elif field.kind not in _OUTSIDE:
                    yield Lack("state", field.name, have, wanted, fields=(number,), key=field.key)
