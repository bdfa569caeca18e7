"""Sends of rows to changes of channels: routed, valued, and split by whether the connection is open."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from everystate.composing.connection_state import ConnectionState
from everystate.composing.contents import Content, Contents
from everystate.composing.draft import Draft, Outgoing, bounded
from everystate.composing.effort import fitting
from everystate.composing.event import Test, Transfer
from everystate.composing.field import Copy, Packet
from everystate.composing.formula import Const, Formula, Missing
from everystate.composing.layout import Pair
from everystate.composing.listeners import Group, Listeners
from everystate.composing.orders import Speech, orders, spoken
from everystate.composing.taking import Taking
from everystate.loading.expression import Value
from everystate.loading.party import Row, Send, Trigger
from everystate.loading.printing import Writer
from everystate.loading.spec import Message
from everystate.loading.wiring import carriers


@dataclass(frozen=True)
class Route:
    """A route of a message: all instances of one connection, from one end to the other."""

    message: Message
    pairs: tuple[Pair, ...]
    end: int

    @property
    def end_name(self) -> str:
        """The name of the receiving end."""
        return self.pairs[0].connection.ends[1 - self.end].name

    @property
    def receiver(self) -> int:
        """The number of the receiving copy."""
        return self.pairs[0].ends[1 - self.end].number


class Sending:
    """Routes the sends of drafts."""

    def __init__(self, listeners: Listeners, taking: Taking) -> None:
        self.layout = listeners.layout
        self.listeners = listeners
        self.taking = taking
        self.problems = listeners.problems
        self.contents = Contents(listeners)
        self._known: dict[tuple[str, Copy], list[Route]] = {}
        self._arrives: dict[tuple[Row, Send, str], bool] = {}
        """For each send of an action that closes its own connection: whether some instance of the send arrives."""

    def check_farewells(self) -> None:
        """Note the sends that are always lost, because their own step closes the connection."""
        for (row, send, connection), arrives in self._arrives.items():
            if not arrives:
                what = f"{send.message} never arrives: {row.trigger} closes {connection} before it is sent"
                self.problems.add(send.place, what, "", f"let it drain: `closes: {{{connection}: drain}}`")

    def route(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts with every send routed."""
        done: list[Draft] = []
        for draft in drafts:
            for order in orders(draft.outgoing, self.problems):
                made = [replace(draft, outgoing=())]
                for place, (usual, speech) in enumerate(order):
                    made = [two for one in made for two in spoken(one, self._spoken(one, speech), place != usual)]
                done += (one for one in made if self._sends_as_assumed(one))
                self._check_rendezvous(made, draft.outgoing)
        return bounded(done)

    def _spoken(self, draft: Draft, speech: Speech) -> list[Draft]:
        """The pieces of a draft after the sends of one copy of a machine."""
        made = [draft]
        for outgoing in speech:
            self.listeners.effort.spend(10 * len(made))
            made = bounded([two for one in made for two in self._sent(one, outgoing)])
        return made

    def _sends_as_assumed(self, draft: Draft) -> bool:
        """Whether the step sends over the connections that it drains, or not, where the piece is for such a step."""
        for field, draining in draft.draining.items():
            key = self.layout.fields[field].key
            sent = (t for t in draft.sent if t.connection == key and t.sender == key.ends[draining.end])
            if draining.speaks not in (None, any(not transfer.lost for transfer in sent)):
                return False
        return True

    def _check_rendezvous(self, drafts: list[Draft], outgoing: tuple[Outgoing, ...]) -> None:
        """A rendezvous is one send, and nothing else is sent in its step."""
        for draft in drafts:
            met = [transfer for transfer in draft.sent if transfer in draft.received]
            if met and len(draft.sent) > 1:
                what = f"{met[0].packet.message} is a rendezvous"
                self.problems.add(outgoing[-1].send.place, what, "its step sends nothing else")

    def _sent(self, draft: Draft, outgoing: Outgoing) -> list[Draft]:
        done: list[Draft] = []
        with fitting(outgoing.send.place, "this send"):
            condition = self.listeners.grounder.formula(outgoing.send.when, outgoing.names)
            done += self._possible(draft, condition, False)
            sending = self._possible(draft, condition, True)
            for there, routes in (pair for one in sending for pair in self._addressed(one, outgoing)):
                made = [there]
                for route in routes:
                    self.listeners.effort.spend(10 * len(made))
                    made = bounded([two for one in made for two in self._along(one, outgoing, route)])
                done += made
        return done

    def _possible(self, draft: Draft, condition: Formula, truth: bool) -> list[Draft]:
        """The parts of a draft where a condition has this truth value."""
        if isinstance(condition, Const):
            return [draft] if bool(condition.value) == truth else []
        parts = self.listeners.narrowed([draft], condition, truth)
        return [part for part in parts if part.region.is_possible(self.listeners.effort)]

    # -- routing --------------------------------------------------------------------------------------------------

    def _addressed(self, draft: Draft, outgoing: Outgoing) -> Iterator[tuple[Draft, list[Route]]]:
        send = outgoing.send
        ways = self._ways(outgoing)
        if send.to_all:
            numbers = sorted({way.receiver for way in ways})
            routes = [self._one([way for way in ways if way.receiver == number], outgoing) for number in numbers]
            yield draft, list(itertools.chain(*routes))
        elif send.to_end:
            yield draft, self._one([way for way in ways if way.end_name == send.to_end], outgoing)
        elif send.to is None:
            yield draft, self._one(ways, outgoing)
        else:
            formula = self.listeners.grounder.formula(send.to, outgoing.names)
            for region, number in self.listeners.regions.by_value(formula):
                there = draft.inside(region)
                if there is not None and there.region.is_possible(self.listeners.effort):
                    yield there, self._one([way for way in ways if way.receiver == number], outgoing, number)

    def _ways(self, outgoing: Outgoing) -> list[Route]:
        key = (outgoing.send.message, outgoing.sender)
        if key not in self._known:
            self._known[key] = list(self._routes(*key))
        return self._known[key]

    def _routes(self, name: str, sender: Copy) -> Iterator[Route]:
        for message in self.layout.spec.messages:
            if (message.name, message.sender) != (name, sender.party):
                continue
            [connection] = carriers(self.layout.spec, message)
            for ends, pairs in itertools.groupby(self.layout.at(connection, sender), key=lambda pair: pair.ends):
                instances = tuple(pairs)
                end = ends.index(sender)
                if ends[1 - end].party == message.receiver:
                    yield Route(message, instances, end)

    def _one(self, ways: list[Route], outgoing: Outgoing, number: Value | Missing = 0) -> list[Route]:
        """The only way, or the one that agrees with the names; none, and a problem, where that is not one."""
        if len(ways) > 1:
            ways = [way for way in ways if self._agrees(way, outgoing)] or ways
        if len(ways) == 1:
            return ways
        what, why, instead = self._unrouted(ways, outgoing, number)
        self.problems.add(outgoing.send.place, what, why, instead)
        return []

    def _unrouted(self, ways: list[Route], outgoing: Outgoing, number: Value | Missing) -> tuple[str, str, str]:
        """Why a send has no way, or more than one: the same for all copies, so that it is one message."""
        send, sender = outgoing.send, outgoing.sender
        who = f"{sender.party} sends {send.message}"
        to = Writer(self.layout.spec, sender.party).expression(send.to) if send.to is not None else ""
        receivers = {
            m.receiver for m in self.layout.spec.messages if (m.name, m.sender) == (send.message, sender.party)
        }
        if ways:
            return f"{who}: to whom?", f"{len(ways)} could receive it", "say `to:`"
        if number is None or isinstance(number, Missing):
            return f"{who} to none", "to: may be none", "guard the row with `when`"
        if to and receivers == {sender.party} and number == sender.number:
            return (
                f"{who} to itself",
                f"{to} may be the {sender.party} that sends",
                f"exclude it with `when: {to} != {sender.party}`",
            )
        return f"{who}: there is nobody", "no connection of this copy leads there", ""

    def _agrees(self, way: Route, outgoing: Outgoing) -> bool:
        names = {**way.pairs[0].names(), way.message.receiver: way.receiver}
        if way.message.receiver == outgoing.sender.party:
            names.pop(way.message.receiver, None)
        return all(outgoing.names.get(name, number) == number for name, number in names.items())

    # -- sending --------------------------------------------------------------------------------------------------

    def _along(self, draft: Draft, outgoing: Outgoing, route: Route) -> Iterator[Draft]:
        first = route.pairs[0]
        queued = first.key.channel(route.end) in self.layout.index
        codes = self.layout.codes[first.connection.name, route.end]
        for there, content in self.contents.of(draft, outgoing, route.message, codes, queued):
            yield from self._into(there, outgoing, route, content)

    def _into(self, draft: Draft, outgoing: Outgoing, route: Route, content: Content) -> Iterator[Draft]:
        """Into the instance that is open once the step has opened or closed it, or that drains; lost where none is."""
        there: Draft | None = draft
        for pair in route.pairs:
            field = self.layout.index[pair.key]
            opened = self._opened(draft, field, route.end)
            self._note(outgoing, draft, pair, bool(opened))
            is_open = there.where({field: opened}) if there and opened else None
            if is_open is not None:
                yield from self._queued(is_open, outgoing, route, pair, content)
            rest = frozenset(range(len(self.layout.fields[field].values))) - opened
            there = there.where({field: rest}) if there and rest else None
        if there is not None:
            transfer = self._transfer(route, route.pairs[0], content)
            yield replace(there, sent=(*there.sent, replace(transfer, lost=True)))

    def _opened(self, draft: Draft, field: int, end: int) -> frozenset[int]:
        """The values before the step of a connection over which an end can send in it."""
        values, draining = self.layout.fields[field].values, draft.draining.get(field)
        drains = draining is not None and draining.end == end
        change = {} if drains else draft.values.get(field, {})
        assert isinstance(change, dict)
        return frozenset(raw for raw in range(len(values)) if values[change.get(raw, raw)] is ConnectionState.OPEN)

    def _note(self, outgoing: Outgoing, draft: Draft, pair: Pair, arrives: bool) -> None:
        """Note whether what an action sends arrives; where it may not be open anyway, that says nothing."""
        field, key = self.layout.index[pair.key], (outgoing.row, outgoing.send, pair.connection.name)
        values, change = self.layout.fields[field].values, draft.values.get(field, {})
        closes = isinstance(change, dict) and any(values[raw] is ConnectionState.OPEN for raw in change)
        if outgoing.row.trigger.kind == "action" and (arrives or closes):
            self._arrives[key] = self._arrives.get(key, False) or arrives

    def _transfer(self, route: Route, pair: Pair, content: Content) -> Transfer:
        names = tuple(message_names(pair, route.end, content.packet).items())
        sender, receiver = pair.ends[route.end], pair.ends[1 - route.end]
        return Transfer(content.packet, sender, receiver, pair.key, names, read=content.read)

    def _queued(self, draft: Draft, outgoing: Outgoing, route: Route, pair: Pair, content: Content) -> Iterator[Draft]:
        transfer = self._transfer(route, pair, content)
        made = replace(draft, sent=(*draft.sent, transfer))
        field = self.layout.index.get(pair.key.channel(route.end))
        if field is None:
            yield from self._met(made, outgoing, transfer)
            return
        terms, queued = self.layout.terms[pair.connection.name], draft.queued(field)
        if queued < terms.capacity or not terms.drops:
            yield made.appending(field, content.code)
        empty = any(test.kind == "empty" for test in draft.tests.get(field, ()))
        if terms.drops and not (empty and queued < terms.capacity):
            lost = replace(draft, sent=(*draft.sent, replace(transfer, lost=True, full=True)))
            yield lost.testing(field, Test("full", queued + 1)) if queued < terms.capacity else lost

    def _met(self, draft: Draft, outgoing: Outgoing, transfer: Transfer) -> Iterator[Draft]:
        """A rendezvous: the receiver's step is the sender's, and sends nothing."""
        group = Group(transfer.receiver, Trigger("message", transfer.packet.message), dict(transfer.names))
        for made in self.taking.expand([draft], group):
            if made.outgoing:
                what, why = f"{transfer.packet.message} is a rendezvous", "its receiver sends in the same step"
                self.problems.add(outgoing.send.place, what, why, "give the connection a capacity")
            yield replace(made, outgoing=(), received=(*made.received, transfer))


def message_names(pair: Pair, end: int, packet: Packet) -> dict[str, Value]:
    """The names that a packet binds on its way from an end of a connection."""
    sender, receiver = pair.ends[end], pair.ends[1 - end]
    return {sender.party: sender.number, receiver.party: receiver.number, **pair.names(), **dict(packet.values)}
