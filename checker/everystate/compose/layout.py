"""The fields of the network: where each machine copy, variable, connection, channel, bound and monitor is kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from everystate.compose.network import Channel, Copy, Field, FieldKind, Packet
from everystate.compose.settings import Settings
from everystate.load.expression import Expr, Value
from everystate.load.spec import Connection, Message, Per, Spec, Trigger
from everystate.load.wiring import carriers
from everystate.problems import Place, Problem, SpecError

MAX_FIELDS = 20_000
MAX_CHANNEL_BITS = 4_096

Key = tuple[object, ...]


@dataclass(frozen=True)
class Pair:
    """One copy of a connection: the copies at its ends, and which instance it is."""

    connection: Connection
    ends: tuple[Copy, Copy]
    instance: int
    key: Key

    def __str__(self) -> str:
        second = f"#{self.instance}" if self.instance else ""
        return f"{self.connection.name}[{self.ends[0]}, {self.ends[1]}]{second}"

    def names(self) -> dict[str, Value]:
        """The names that the connection binds."""
        return {end.name: copy.number for end, copy in zip(self.connection.ends, self.ends, strict=True)}


class Layout:
    """All fields, found by key."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.spec: Spec = settings.spec
        self.fields: list[Field] = []
        self.index: dict[Key, int] = {}
        self.pairs: list[Pair] = []
        self._refuse_too_many()
        self._add_memory()
        self._add_connections()
        self._add_bounds()
        self._add_phase_and_monitors()

    # -- finding --------------------------------------------------------------------------------------------------

    def copies(self, party: str) -> list[Copy]:
        """The copies of a party."""
        count = self.settings.counts[party]
        return [Copy(party, number, count == 1) for number in range(count)]

    def combinations(self, per: tuple[Per, ...]) -> Iterator[dict[str, int]]:
        """Every way to bind the names of a `per`."""
        for numbers in itertools.product(*(range(self.settings.counts[p.party]) for p in per)):
            yield {p.name: number for p, number in zip(per, numbers, strict=True)}

    def between(self, connection: str, ends: tuple[int, int]) -> list[Pair]:
        """The instances of the connection of two copies."""
        return [p for p in self.pairs if p.connection.name == connection and tuple(e.number for e in p.ends) == ends]

    # -- making ---------------------------------------------------------------------------------------------------

    def _refuse_too_many(self) -> None:
        counts = self.settings.counts
        total = 0
        for party in self.spec.parties:
            for item in (*party.machines, *party.variables):
                number = counts[party.name]
                for per in item.per:
                    number *= counts[per.party]
                total += number
        for connection in self.spec.connections:
            total += 3 * counts[connection.ends[0].party] * counts[connection.ends[1].party]
        if total > MAX_FIELDS:
            given = ", ".join(f"{name}={value}" for name, value in self.settings.values.items())
            what = f"{total:,} fields do not fit"
            raise SpecError(
                [Problem(self.spec.place, what, f"the limit is {MAX_FIELDS:,}", f"set smaller numbers ({given})")]
            )

    def _add(
        self, key: Key, name: str, kind: FieldKind, values: tuple[Value, ...], initial: Value, owner: Copy | None = None
    ) -> None:
        self.index[key] = len(self.fields)
        self.fields.append(Field(name, kind, values.index(initial), values, owner))

    def _add_memory(self) -> None:
        for party in self.spec.parties:
            for copy in self.copies(party.name):
                for machine in party.machines:
                    for names in self.combinations(machine.per):
                        initial = self.settings.value(machine.initial, {**names, party.name: copy.number})
                        self._remember(copy, machine.name, names, "machine", machine.states, initial, machine.place)
                for variable in party.variables:
                    values = self.settings.domain(variable.domain, variable.place)
                    for names in self.combinations(variable.per):
                        initial = self.settings.value(variable.initial, {**names, party.name: copy.number})
                        self._remember(copy, variable.name, names, "variable", values, initial, variable.place)

    def _remember(
        self,
        copy: Copy,
        name: str,
        names: dict[str, int],
        kind: FieldKind,
        values: tuple[Value, ...],
        initial: Value,
        place: Place,
    ) -> None:
        if initial not in values:
            raise SpecError([Problem(place, f"'{name}' starts as {initial}", "that is not in its domain")])
        per = self._memory_per(copy.party, name)
        inside = ", ".join(str(Copy(p.party, names[p.name], self.settings.counts[p.party] == 1)) for p in per)
        shown = f"{copy}.{name}[{inside}]" if inside else f"{copy}.{name}"
        key = ("memory", copy.party, copy.number, name, *names.values())
        self._add(key, shown, kind, values, initial, copy)

    def _memory_per(self, party: str, name: str) -> tuple[Per, ...]:
        declared = self.spec.party(party)
        return next(item.per for item in (*declared.machines, *declared.variables) if item.name == name)

    def _add_connections(self) -> None:
        for connection in self.spec.connections:
            alphabets = [self._alphabet(connection, end) for end in (0, 1)]
            values = self._connection_values(connection)
            initial = self.settings.value(connection.initially)
            for ends in self._joined(connection):
                count = self.settings.bound(connection.instances, "instances", connection.place, 8)
                for instance in range(count):
                    key = (connection.name, ends[0].number, ends[1].number, instance)
                    pair = Pair(connection, ends, instance, key)
                    self.pairs.append(pair)
                    self._add(("link", *key), str(pair), "connection", values, "closed" if instance else initial)
                    for end in (0, 1):
                        self._add_channel(pair, end, alphabets[end])

    def _joined(self, connection: Connection) -> Iterator[tuple[Copy, Copy]]:
        left, right = (self.copies(party) for party in connection.parties())
        for one, two in itertools.product(left, right):
            names = {connection.ends[0].name: one.number, connection.ends[1].name: two.number}
            if self.settings.value(connection.where, names) is True:
                if one == two:
                    raise SpecError(
                        [
                            Problem(
                                connection.place,
                                f"{connection.name} joins {one} to itself",
                                "",
                                "exclude it with `where:`",
                            )
                        ]
                    )
                yield one, two

    def _connection_values(self, connection: Connection) -> tuple[Value, ...]:
        """Only what can come about: a connection that never opens or never goes is one value."""
        closing = any(
            close.connection == connection.name for p in self.spec.parties for a in p.actions for close in a.closes
        )
        goes = closing or connection.breaks is not None
        initial = self.settings.value(connection.initially)
        states = ["open"] if initial == "open" or connection.opened_by is not None else []
        states += ["closed"] if goes or initial == "closed" else []
        lost = Trigger("lost", connection.name)
        noticing = [end for end in (0, 1) if self.spec.party(connection.parties()[end]).listens_to(lost)]
        if goes:
            states += [f"pending {end}" for end in noticing] + (["pending both"] if len(noticing) == 2 else [])
        return tuple(states)

    def _alphabet(self, connection: Connection, end: int) -> tuple[Packet, ...]:
        """The packets that this end may send."""
        sender, receiver = connection.parties()[end], connection.parties()[1 - end]
        packets: list[Packet] = []
        for message in self.spec.messages:
            if (message.sender, message.receiver) == (sender, receiver) and connection.name in carriers(
                self.spec, message
            ):
                packets += self._packets(message)
        return tuple(packets)

    def _packets(self, message: Message) -> Iterator[Packet]:
        choices = [[(p.name, n) for n in range(self.settings.counts[p.party])] for p in message.about]
        choices += [[(name, v) for v in self.settings.domain(domain, message.place)] for name, domain in message.fields]  # type: ignore[misc]
        for values in itertools.product(*choices):
            yield Packet(message.name, values)

    def _add_channel(self, pair: Pair, end: int, alphabet: tuple[Packet, ...]) -> None:
        connection = pair.connection
        capacity = self.settings.bound(connection.capacity, "capacity", connection.place)
        if not alphabet or not capacity:
            return
        sender, receiver = pair.ends[end], pair.ends[1 - end]
        ordered = self.settings.value(connection.order) == "fifo"
        channel = Channel(str(pair), sender, receiver, alphabet, capacity, ordered)
        if channel.width * capacity > MAX_CHANNEL_BITS:
            what = f"a channel of {capacity:,} messages does not fit"
            raise SpecError(
                [Problem(connection.place, what, f"the limit is {MAX_CHANNEL_BITS:,} bits", "set a smaller capacity")]
            )
        self.index["channel", *pair.key, end] = len(self.fields)
        self.fields.append(Field(f"{pair} to {receiver}", "channel", 0, channel=channel))

    def _add_bounds(self) -> None:
        for party in self.spec.parties:
            for action in party.actions:
                self._add_bound(party.name, action.name, action.at_most, action.place)
        for connection in self.spec.connections:
            faults = {"breaks": connection.breaks, "loses": connection.loses, "duplicates": connection.duplicates}
            for name, fault in faults.items():
                if fault is not None:
                    self._add_bound(connection.name, name, fault.at_most, connection.place)

    def _add_bound(self, owner: str, name: str, at_most: Expr | None, place: Place) -> None:
        if at_most is not None:
            most = self.settings.bound(at_most, f"at_most of {owner}.{name}", place, 10_000)
            self._add(("bound", owner, name), f"{owner}.{name}.left", "budget", tuple(range(most + 1)), most)

    def _add_phase_and_monitors(self) -> None:
        if self.spec.phases:
            self._add(("phase",), "phase", "phase", ("start", *(p.name for p in self.spec.phases)), "start")
        for monitor in self.spec.monitors:
            for names in self.combinations(monitor.per):
                inside = ", ".join(
                    map(str, (Copy(p.party, names[p.name], self.settings.counts[p.party] == 1) for p in monitor.per))
                )
                key = ("monitor", monitor.name, *names.values())
                self._add(
                    key,
                    f"{monitor.name}[{inside}]" if inside else monitor.name,
                    "monitor",
                    monitor.states,
                    monitor.initial,
                )
