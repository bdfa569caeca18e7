"""The fields of the network: where each machine copy, variable, connection, channel, bound and monitor is kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from everystate.composing.ages import field_of_ages, refuse_without_age, slowest
from everystate.composing.connection_state import ConnectionState, lost
from everystate.composing.connection_terms import terms_of
from everystate.composing.field import Channel, Copy, Field, FieldKey, FieldKind, Packet
from everystate.composing.field_index import PHASE, FieldIndex
from everystate.composing.formula import Missing
from everystate.composing.holding import held
from everystate.composing.settings import Settings
from everystate.loading.expression import Expr, Value, shown
from everystate.loading.party import Machine, Per, Timer, Trigger, Variable
from everystate.loading.spec import Connection, Message
from everystate.loading.wiring import carriers
from everystate.problems import Place, Problem, SpecError

MAX_FIELDS = 20_000
MAX_CHANNEL_BITS = 4_096
MAX_PACKETS = 100_000
MAX_BOUND = 10_000
MAX_INITIAL_STATES = 100_000
MAX_TICKS = 10_000

OFF = 0
"""The raw value of a timer that does not run; that of one with n ticks left is n + 1."""


@dataclass(frozen=True)
class Pair:
    """One copy of a connection: the copies at its ends, and which instance it is."""

    connection: Connection
    ends: tuple[Copy, Copy]
    instance: int
    key: FieldKey

    def __str__(self) -> str:
        return str(self.key)

    def names(self) -> dict[str, Value]:
        """The names that the connection binds."""
        return {end.name: copy.number for end, copy in zip(self.connection.ends, self.ends, strict=True)}


@dataclass(frozen=True)
class TimerTerms:
    """The durations of one timer, in ticks."""

    durations: range


class Layout(FieldIndex):
    """All fields of a spec at given settings, with the connections that they belong to."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.pairs: list[Pair] = []
        self.packets = 0
        self._between: dict[tuple[str, tuple[int, int]], list[Pair]] = {}
        self._at: dict[tuple[str, Copy], list[Pair]] = {}
        self.timers: dict[int, TimerTerms] = {}
        self.codes: dict[tuple[str, int], dict[Packet, int]] = {}
        self._about: dict[tuple[str, str, str], tuple[tuple[str, tuple[Copy, ...]], ...]] = {}
        self.terms = {connection.name: terms_of(connection, settings) for connection in self.spec.connections}
        self.slowest = slowest(settings)
        self._refuse_too_many()
        self._add_memory()
        self._add_connections()
        self._add_bounds()
        self._add_phase_and_monitors()
        self._refuse_too_many_starts()

    # -- lookup ---------------------------------------------------------------------------------------------------

    def between(self, connection: str, ends: tuple[int, int]) -> list[Pair]:
        """The instances of the connection of two copies."""
        return self._between.get((connection, ends), [])

    def at(self, connection: str, copy: Copy) -> list[Pair]:
        """The copies of a connection that one copy of a party has an end of."""
        return self._at.get((connection, copy), [])

    # -- construction ---------------------------------------------------------------------------------------------

    def _refuse_too_many(self) -> None:
        counts = self.settings.counts
        total = 0
        for party in self.spec.parties:
            groups = (party.machines, party.variables, party.timers, party.actions)
            pers = [item.per for items in groups for item in items]
            total += sum(counts[party.name] * prod(counts[p.party] for p in per) for per in pers)
        for connection in self.spec.connections:
            one, two = connection.parties()
            total += 3 * counts[one] * counts[two] * self.terms[connection.name].instances
        for monitor in self.spec.monitors:
            total += prod(counts[per.party] for per in monitor.per)
        if total > MAX_FIELDS:
            given = ", ".join(f"{name}={shown(value)}" for name, value in self.settings.values.items())
            why, instead = f"the limit is {MAX_FIELDS:,}", f"set smaller numbers ({given})"
            raise SpecError([Problem(self.spec.place, f"{total:,} fields and actions do not fit", why, instead)])

    def _refuse_too_many_starts(self) -> None:
        number = prod(len(field.initials) for field in self.fields)
        if number > MAX_INITIAL_STATES:
            what, why = f"{number:,} initial states do not fit", f"the limit is {MAX_INITIAL_STATES:,}"
            chosen = ", ".join(dict.fromkeys(field.key.name for field in self.fields if field.others))
            raise SpecError([Problem(self.spec.place, what, why, f"choose fewer initial values of {chosen}")])

    def _named(self, per: tuple[Per, ...], names: dict[str, int]) -> tuple[Copy, ...]:
        """The copies that the names of a `per` are bound to."""
        return tuple(self.copy(p.party, names[p.name]) for p in per)

    def _add_memory(self) -> None:
        for party in self.spec.parties:
            for copy in self.copies(party.name):
                for machine in party.machines:
                    self._remember(copy, machine, "machine", machine.states)
                for variable in party.variables:
                    values = self.settings.domain(variable.domain, variable.place)
                    self._remember(copy, variable, "variable", values)
                for timer in party.timers:
                    self._add_timer(copy, timer)

    def _remember(self, copy: Copy, item: Machine | Variable, kind: FieldKind, values: tuple[Value, ...]) -> None:
        for names in self.combinations(item.per):
            self.settings.effort.spend(1 + len(values))
            bound = {**names, copy.party: copy.number}
            starts = [self.settings.value(initial, bound) for initial in item.initial] or values
            initial, *others = dict.fromkeys(_among(values, start, item.name, item.place) for start in starts)
            key = FieldKey(kind, item.name, copy, self._named(item.per, names))
            self.add(Field(key, initial, values, others=tuple(others)))

    def _add_timer(self, copy: Copy, timer: Timer) -> None:
        for names in self.combinations(timer.per):
            bound = {**names, copy.party: copy.number}
            durations = self._durations(timer, bound)
            values: tuple[Value, ...] = ("off", *range(durations[-1] + 1))
            self.settings.effort.spend(1 + len(values))
            runs = self.settings.value(timer.initially, bound) == "running"
            first, *others = [ticks + 1 for ticks in durations] if runs else [OFF]
            self.timers[len(self.fields)] = TimerTerms(durations)
            key = FieldKey("timer", timer.name, copy, self._named(timer.per, names))
            self.add(Field(key, first, values, others=tuple(others)))

    def _durations(self, timer: Timer, names: dict[str, int]) -> range:
        low, high = (self.settings.value(tree, names) for tree in (timer.low, timer.high))
        least = 1 if timer.repeats else 0
        if type(low) is int and type(high) is int and least <= low <= high <= MAX_TICKS:
            return range(low, high + 1)
        said = shown(low) if timer.low is timer.high else f"{shown(low)}..{shown(high)}"
        what, why = f"the duration of '{timer.name}' is {said}", f"it can be {least} to {MAX_TICKS:,} ticks"
        raise SpecError([Problem(timer.place, what, why, "set another number")])

    def _add_connections(self) -> None:
        for connection in self.spec.connections:
            alphabets = [self._alphabet(connection, end) for end in (0, 1)]
            for end in (0, 1):
                self.codes[connection.name, end] = {packet: code for code, packet in enumerate(alphabets[end], 1)}
            values = self._connection_values(connection)
            terms = self.terms[connection.name]
            for ends in self._joined(connection):
                for instance in range(terms.instances):
                    key = FieldKey("connection", connection.name, ends=ends, instance=instance)
                    pair = Pair(connection, ends, instance, key)
                    self._add_pair(pair)
                    initial = ConnectionState.CLOSED if instance else terms.initially
                    self.add(Field(key, values.index(initial), values))
                    for end in (0, 1):
                        self._add_channel(pair, end, alphabets[end])

    def _add_pair(self, pair: Pair) -> None:
        name, (one, two) = pair.connection.name, pair.ends
        self.pairs.append(pair)
        self._between.setdefault((name, (one.number, two.number)), []).append(pair)
        for copy in pair.ends:
            self._at.setdefault((name, copy), []).append(pair)

    def _joined(self, connection: Connection) -> Iterator[tuple[Copy, Copy]]:
        left, right = (self.copies(party) for party in connection.parties())
        for one, two in itertools.product(left, right):
            self.settings.effort.spend(1)
            names = {connection.ends[0].name: one.number, connection.ends[1].name: two.number}
            if self.settings.truth(connection.where, names):
                if one == two:
                    what = f"{connection.name} joins {one} to itself"
                    why = "a copy needs no connection to itself"
                    raise SpecError([Problem(connection.place, what, why, "exclude it with `where:`")])
                yield one, two

    def _connection_values(self, connection: Connection) -> tuple[ConnectionState, ...]:
        """The possible states: a connection that never opens, or never closes or breaks, has only one."""
        closing = any(
            close.connection == connection.name for p in self.spec.parties for a in p.actions for close in a.closes
        )
        goes = closing or connection.fault("breaks") is not None
        terms = self.terms[connection.name]
        states = []
        if terms.initially is ConnectionState.OPEN or connection.opened_by is not None:
            states.append(ConnectionState.OPEN)
        if goes or terms.initially is ConnectionState.CLOSED or terms.instances > 1:
            states.append(ConnectionState.CLOSED)
        loss = Trigger("lost", connection.name)
        noticing = [end for end in (0, 1) if self.spec.party(connection.parties()[end]).listens_to(loss)]
        if goes and noticing:
            states += [*(lost((end,)) for end in noticing), lost(noticing)]
        return tuple(dict.fromkeys(states))

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
        names = [per.name for per in message.about] + [name for name, _ in message.fields]
        choices: list[tuple[Value, ...]] = [tuple(range(self.settings.counts[p.party])) for p in message.about]
        choices += [self.settings.domain(domain, message.place) for _, domain in message.fields]
        self.packets += (number := prod(map(len, choices)))
        if self.packets > MAX_PACKETS:
            what, why = f"{number:,} kinds of {message.name} do not fit", f"the limit is {MAX_PACKETS:,}"
            raise SpecError([Problem(message.place, what, why, "set smaller numbers")])
        for values in itertools.product(*choices):
            yield self.packet(message, tuple(zip(names, values, strict=True)))

    def packet(self, message: Message, values: tuple[tuple[str, Value], ...]) -> Packet:
        """A packet of a message with these values."""
        key = (message.name, message.sender, message.receiver)
        if key not in self._about:
            self._about[key] = tuple((per.name, tuple(self.copies(per.party))) for per in message.about)
        return Packet(message.name, values, self._about[key])

    def _add_channel(self, pair: Pair, end: int, alphabet: tuple[Packet, ...]) -> None:
        connection = pair.connection
        terms = self.terms[connection.name]
        if not alphabet or not terms.capacity:
            self._held(pair, end)
            return
        sender, receiver = pair.ends[end], pair.ends[1 - end]
        channel = Channel(pair.key, sender, receiver, alphabet, terms.capacity, terms.ordered)
        if channel.width * terms.capacity > MAX_CHANNEL_BITS:
            what = f"a channel of {terms.capacity:,} messages does not fit"
            raise SpecError(
                [Problem(connection.place, what, f"the limit is {MAX_CHANNEL_BITS:,} bits", "set a smaller capacity")]
            )
        held = () if pair.instance else self._held(pair, end)
        self.add(Field(pair.key.channel(end), channel.content(held), channel=channel))
        if self.slowest is not None:
            refuse_without_age(self.settings, connection, terms.ordered)
            self.add(field_of_ages(pair.key.channel(end), channel, len(held), self.slowest, connection))

    def _held(self, pair: Pair, end: int) -> tuple[int, ...]:
        """The codes of what a channel holds at the start."""
        name = pair.connection.name
        return held(pair.connection, end, pair.names(), self.terms[name], self.codes[name, end], self.settings)

    def _add_bounds(self) -> None:
        for party in self.spec.parties:
            for action in party.actions:
                self._add_bound(party.name, action.name, action.at_most, action.place)
        for connection in self.spec.connections:
            self._add_bound(connection.name, "opens", connection.opening.at_most, connection.place)
            for fault in connection.faults:
                self._add_bound(connection.name, fault.kind, fault.at_most, connection.place)

    def _add_bound(self, owner: str, name: str, at_most: Expr | None, place: Place) -> None:
        """The remaining budget. Its domain always includes 1, so that the event exists even with a budget of 0."""
        if at_most is not None:
            most = self.settings.bound(at_most, f"at_most of {owner}.{name}", place, MAX_BOUND)
            values = tuple(range(max(most, 1) + 1))
            self.add(Field(FieldKey("budget", name, of=owner), most, values))

    def _add_phase_and_monitors(self) -> None:
        if self.spec.phases:
            names = ("start", *(phase.name for phase in self.spec.phases))
            self.add(Field(PHASE, 0, names))
        for monitor in self.spec.monitors:
            initial = monitor.states.index(monitor.initial)
            for bound in self.combinations(monitor.per):
                key = FieldKey("monitor", monitor.name, index=self._named(monitor.per, bound))
                self.add(Field(key, initial, monitor.states))


def _among(values: tuple[Value, ...], value: Value | Missing, name: str, place: Place) -> int:
    for number, known in enumerate(values):
        if type(known) is type(value) and known == value:
            return number
    raise SpecError([Problem(place, f"'{name}' starts as {shown(value)}", "that is not in its domain")])
