"""What is missing for a trigger to be taken in a joint state: the parts of its events' guards that are false."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from everystate.composing.event import Accepts, Event, Move, Test
from everystate.composing.field import Channel, Copy, FieldKey, Packet
from everystate.composing.formula import FALSE
from everystate.composing.relations import Fields, Together
from everystate.diagnosis.bound_names import names_of, parties_of
from everystate.diagnosis.reasons import Fact, Reasons
from everystate.diagnosis.snapshot import Snapshot
from everystate.loading.expression import Value
from everystate.loading.party import Row
from everystate.problems import Place, either

_OUTSIDE = ("channel", "connection", "budget")

LackKind = Literal["message", "behind", "room", "guard", "state", "connection", "bound", "calm", "time"]


@dataclass(frozen=True)
class Lack:
    """One thing that is missing for a trigger to be taken.

    message: `subject` is not in its channel; the connection `want` is `have`.
    behind: it is, after `have`.
    room: channel `subject` holds `have` and has no room for `number` messages; it has `capacity` places.
    guard: the one of machine copy `subject` at `place` is false; `facts` say why.
    state: machine copy `subject` is in `have`, and takes the trigger in `want`; or it and `others` do not fit together.
    connection: `subject` is `have`, not `want`.
    bound: nothing is left of `subject`.
    calm: `subject` happens in quiet states only.
    time: timer `subject` has `have` ticks left, or it is off.

    `fields` are those that could mend it; `key` is the field that it is about: of a message, its channel. In a guard,
    the `names` are bound, and the machine copy would move as well were one of the `others` mended.
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
    names: tuple[tuple[str, Value], ...] = ()
    others: tuple[Lack, ...] = ()


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
        explained = [(event, self._explained(events, event)) for event in events]
        nearest, lacks = min(explained, key=lambda one: (self._misfits(one[0]), self._false(one[0]), len(one[1])))
        if len(lacks) == 1 and lacks[0].kind == "guard":
            return (self._with_others(events, nearest, lacks[0]),)
        return lacks

    def _explained(self, events: list[Event], event: Event) -> tuple[Lack, ...]:
        """What is missing for one of the events."""
        refused = [lack for move in event.moves for lack in self._of_move(events, event, move)]
        lacks = [*refused, *self._not_there(event)]
        named = {field for lack in lacks for field in lack.fields}
        return tuple(dict.fromkeys([*lacks, *self._not_so(event, named)]))

    def nearest(self, occasions: list[list[Event]]) -> tuple[tuple[Lack, ...], list[Event]]:
        """Of several occasions, what is missing for the one that is nearest to being possible, and its events."""
        found = [(self.lacks(events), events) for events in occasions]
        return min(found, key=lambda one: _distance(one[0]))

    def _misfits(self, event: Event) -> int:
        """How many machines that move are in none of the states of their rows."""
        return sum(self.snapshot.state[move.field] not in _starts(event, move) for move in event.moves)

    def _false(self, event: Event) -> int:
        """How many conditions of an event are false."""
        return len(self.snapshot.failing(event.guard))

    def _of_move(self, events: list[Event], event: Event, move: Move) -> Iterator[Lack]:
        """Why a machine copy does not move in an event; in none of the events, if it is elsewhere for all of them."""
        raw = self.snapshot.state[move.field]
        starts = _starts(event, move)
        if raw in starts:
            yield from filter(None, [self._refusal(event, move, starts[raw])])
            return
        moves = ((one, other) for one in events for other in one.moves if other.field == move.field)
        every = {raw for one, other in moves for raw in _starts(one, other)}
        field = self.network.fields[move.field]
        wanted = either([*map(field.shown, sorted(starts if raw in every else every))])
        yield Lack("state", field.name, field.shown(raw), wanted, fields=(move.field,), key=field.key)

    def _with_others(self, events: list[Event], nearest: Event, lack: Lack) -> Lack:
        """A guard that is all that is missing, with the guards of which each is all that is missing for another row."""
        others: list[Lack] = []
        for event in events:
            for move in event.moves if event is not nearest and not self._misfits(event) else ():
                other = next(self._of_move(events, event, move), None)
                if other is not None and other.kind == "guard" and other != lack and other not in others:
                    rest = {n for key, _ in self.snapshot.failing(event.guard) for n in _numbers(key)}
                    others += [other] * (rest <= set(other.fields))
        fields = dict.fromkeys(field for one in (lack, *others) for field in one.fields)
        return replace(lack, fields=tuple(fields), others=tuple(others))

    def _key(self, move: Move) -> FieldKey:
        return self.network.fields[move.field].key

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
        for found in moves.values():
            event, move = found[0]
            here = self._rows_here(event, move)
            refused = list(filter(None, (self._refusal(event, move, row) for row in here)))
            if not here:
                yield self._elsewhere(event, move)
            elif len(refused) == len(here):
                fields = dict.fromkeys(field for lack in refused for field in lack.fields)
                yield replace(refused[0], fields=tuple(fields), others=tuple(refused[1:]))

    def _rows_of(self, event: Event, move: Move) -> list[Row]:
        """The rows of a machine copy that may take a trigger: those whose guards are not false by these names alone."""
        rows = [row for row in move.machine.rows if row.trigger == move.trigger and not row.defer]
        return [row for row in rows if self._is_of(event, move, row)] or rows

    def _rows_here(self, event: Event, move: Move) -> list[Row]:
        return [row for row in self._rows_of(event, move) if self.starts_here(row, move.field)]

    def _elsewhere(self, event: Event, move: Move) -> Lack:
        """A machine copy that takes the trigger in other states only."""
        rows = [row for row in self._rows_of(event, move) if row not in self.network.switched_off]
        states = ", ".join(dict.fromkeys(state for row in rows for state in row.sources))
        key, have = self._key(move), self.snapshot.shown(move.field)
        return Lack("state", str(key), have, states, fields=(move.field,), key=key)

    def _names(self, event: Event, move: Move) -> tuple[Copy, dict[str, Value]]:
        """The copy whose machine moves, and what each name means in a row that it takes."""
        owner = self.network.fields[move.field].owner
        assert owner is not None
        own = self.ground.machine(move.field)[1]
        return owner, {**names_of(event.label, move.trigger, owner), owner.party: owner.number, **own}

    def _is_of(self, event: Event, move: Move, row: Row) -> bool:
        """Whether the guard of a row may be true at all where these names are bound."""
        return self.ground.grounder.formula(row.when, self._names(event, move)[1]) != FALSE

    def _refusal(self, event: Event, move: Move, row: Row) -> Lack | None:
        """Why the guard of a row is false; None if it is true."""
        owner, names = self._names(event, move)
        machine = self.ground.machine(move.field)[0]
        if self.snapshot.value(row.when, names):
            return None
        parties = {**parties_of(self.ground.spec, row.trigger, owner), **{p.name: p.party for p in machine.per}}
        reasons = Reasons(self.snapshot, names, {**parties, owner.party: owner.party}, owner.party)
        support = self.ground.grounder.formula(row.when, names).support
        key = self._key(move)
        facts, bound = reasons.why(row.when), tuple(names.items())
        return Lack("guard", str(key), place=row.place, facts=facts, fields=support, key=key, names=bound)

    def _not_there(self, event: Event) -> Iterator[Lack]:
        """What is missing of channels, connections and bounds."""
        lacks = [lack for field, accepts in self._outside(event) for lack in self._lack(field, accepts)]
        waits = any(lack.kind in ("message", "behind") for lack in lacks)
        yield from (lack for lack in lacks if not (waits and lack.kind == "room" and not _never(lack)))
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
            yield Lack("bound", f"{field.key.of}.{field.key.name}", fields=(number,), key=field.key)
        elif isinstance(accepts, frozenset):
            wanted = either([*map(field.shown, sorted(accepts))])
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
            numbers = tuple(number for number in _numbers(key) if number not in named)
            if not numbers or self.network.fields[numbers[0]].kind in _OUTSIDE:
                continue
            if not isinstance(key, tuple) or not self._fit(key, accepts, named):
                first, *others = (self._value(number, accepts) for number in numbers)
                yield replace(first, fields=numbers, others=tuple(others))

    def _fit(self, key: Fields, accepts: Accepts, named: set[int]) -> bool:
        """Whether a relation may hold were only these fields otherwise; they are taken to be enough of a difference."""
        if not isinstance(accepts, Together):
            return not named.isdisjoint(key)
        fixed = [(at, self.snapshot.state[number]) for at, number in enumerate(key) if number not in named]
        return any(all(raws[at] == raw for at, raw in fixed) for raws in accepts.raws)

    def _value(self, number: int, accepts: Accepts) -> Lack:
        """A field that is not as it has to be; of several that have to fit together, what it is."""
        field = self.network.fields[number]
        if field.kind == "timer":
            return Lack("time", field.name, self.snapshot.shown(number), fields=(number,), key=field.key)
        wanted = either([*map(field.shown, sorted(accepts))]) if isinstance(accepts, frozenset) else ""
        return Lack("state", field.name, self.snapshot.shown(number), wanted, fields=(number,), key=field.key)


def _starts(event: Event, move: Move) -> dict[int, Row]:
    """The states in which a machine copy may be for an event, each with its row."""
    return {raw: row for raw, row in move.rows if all(_may_be(move.field, raw, *part) for part in event.guard)}


def _may_be(field: int, raw: int, key: int | Fields, accepts: Accepts) -> bool:
    """Whether a condition may hold where a field has this raw value."""
    if isinstance(key, int):
        return key != field or not isinstance(accepts, frozenset) or raw in accepts
    if field not in key or not isinstance(accepts, Together):
        return True
    at = key.index(field)
    return any(raws[at] == raw for raws in accepts.raws)


def _never(lack: Lack) -> bool:
    """Whether messages are never few enough for a channel."""
    return lack.kind == "room" and lack.number > lack.capacity


def _numbers(key: int | Fields) -> Fields:
    """The fields that a condition is about."""
    return key if isinstance(key, tuple) else (key,)


def _distance(lacks: tuple[Lack, ...]) -> tuple[bool, bool, int]:
    """How far an occasion is from being taken: a message at the head of its channel comes before any other."""
    kinds = {lack.kind for lack in lacks}
    return "message" in kinds, "behind" in kinds, len(lacks)
