"""Sends of rows to changes of channels: routed, valued, and split by whether the connection is open."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from everystate.compose.draft import Draft, Outgoing
from everystate.compose.formula import Const, Cube, Formula, cases
from everystate.compose.layout import Layout, Pair
from everystate.compose.listeners import Group, Listeners
from everystate.compose.network import Packet, Transfer
from everystate.load.expression import Value
from everystate.load.spec import Message, Trigger
from everystate.load.wiring import carriers
from everystate.problems import Problems


@dataclass(frozen=True)
class Route:
    """A way for a message: all instances of one connection, from one end to the other."""

    message: Message
    pairs: tuple[Pair, ...]
    end: int

    @property
    def receiver(self) -> int:
        """The number of the copy that gets it."""
        return self.pairs[0].ends[1 - self.end].number


class Sending:
    """Routes the sends of drafts."""

    def __init__(self, layout: Layout, listeners: Listeners, problems: Problems) -> None:
        self.layout = layout
        self.listeners = listeners
        self.problems = problems

    def route(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts with every send done."""
        done: list[Draft] = []
        for draft in drafts:
            made = [replace(draft, outgoing=())]
            for outgoing in draft.outgoing:
                made = [two for one in made for two in self._sent(one, outgoing)]
            done += made
        return done

    def _sent(self, draft: Draft, outgoing: Outgoing) -> Iterator[Draft]:
        for cube, routes in self._addressed(outgoing):
            made: list[Draft] = [] if (there := draft.where(cube)) is None else [there]
            for route in routes:
                made = [two for one in made for two in self._along(one, outgoing, route)]
            yield from made

    # -- routing --------------------------------------------------------------------------------------------------

    def _addressed(self, outgoing: Outgoing) -> Iterator[tuple[Cube, list[Route]]]:
        send = outgoing.send
        ways = list(self._ways(outgoing))
        if send.to_all:
            yield (
                {},
                [self._one([w for w in ways if w.receiver == n], outgoing) for n in sorted({w.receiver for w in ways})],
            )
        elif send.to_end:
            yield {}, [self._one([w for w in ways if self._end_name(w) == send.to_end], outgoing)]
        elif send.to is None:
            yield {}, [self._one(ways, outgoing)]
        else:
            formula = self.listeners.grounder.formula(send.to, outgoing.names)
            for cube, value in cases(formula, self.listeners.size, self.listeners.look):
                number = value.value  # type: ignore[attr-defined]
                yield (
                    cube,
                    [self._one([w for w in ways if w.receiver == number], outgoing)] if number is not None else [],
                )

    def _ways(self, outgoing: Outgoing) -> Iterator[Route]:
        for message in self.layout.spec.messages:
            if (message.name, message.sender) != (outgoing.send.message, outgoing.sender.party):
                continue
            [connection] = carriers(self.layout.spec, message)
            here = [p for p in self.layout.pairs if p.connection.name == connection]
            for _, pairs in itertools.groupby(here, key=lambda pair: pair.ends):
                instances = tuple(pairs)
                for end in (0, 1):
                    if (
                        instances[0].ends[end] == outgoing.sender
                        and instances[0].ends[1 - end].party == message.receiver
                    ):
                        yield Route(message, instances, end)

    def _end_name(self, way: Route) -> str:
        return way.pairs[0].connection.ends[1 - way.end].name

    def _one(self, ways: list[Route], outgoing: Outgoing) -> Route:
        if len(ways) > 1:
            ways = [way for way in ways if self._agrees(way, outgoing)] or ways
        if len(ways) == 1:
            return ways[0]
        who = f"{outgoing.sender} sends {outgoing.send.message}"
        if ways:
            self.problems.add(outgoing.send.place, f"{who}: to whom?", f"{len(ways)} could receive it", "say `to:`")
        else:
            self.problems.add(outgoing.send.place, f"{who}: there is nobody", "no connection of this copy leads there")
        self.problems.stop_if_any()
        raise AssertionError

    def _agrees(self, way: Route, outgoing: Outgoing) -> bool:
        names = {**way.pairs[0].names(), way.message.receiver: way.receiver}
        if way.message.receiver == outgoing.sender.party:
            names.pop(way.message.receiver, None)
        return all(outgoing.names.get(name, number) == number for name, number in names.items())

    # -- sending --------------------------------------------------------------------------------------------------

    def _along(self, draft: Draft, outgoing: Outgoing, route: Route) -> Iterator[Draft]:
        for cube, packet in self._packets(outgoing, route.message):
            made = draft.where(cube)
            if made is not None:
                yield from self._into(made, outgoing, route, packet)

    def _packets(self, outgoing: Outgoing, message: Message) -> Iterator[tuple[Cube, Packet]]:
        given = dict(outgoing.send.arguments)
        names = [p.name for p in message.about] + [name for name, _ in message.fields]
        formulas: list[Formula] = []
        for name in names:
            if name in given:
                formulas.append(self.listeners.grounder.formula(given[name], outgoing.names))
            elif name in outgoing.names:
                formulas.append(Const(outgoing.names[name]))
            else:
                why = "nothing binds that name here"
                self.problems.add(
                    outgoing.send.place,
                    f"{message.name} is about which {name}?",
                    why,
                    f"write {message.name}({name}=...)",
                )
                self.problems.stop_if_any()
        for combination in itertools.product(*(cases(f, self.listeners.size, self.listeners.look) for f in formulas)):
            draft: Draft | None = Draft()
            for cube, _ in combination:
                draft = draft.where(cube) if draft else None
            if draft is not None:
                values = tuple((n, v.value) for n, (_, v) in zip(names, combination, strict=True))  # type: ignore[attr-defined]
                yield draft.guard, Packet(message.name, values)  # type: ignore[misc]

    def _into(self, draft: Draft, outgoing: Outgoing, route: Route, packet: Packet) -> Iterator[Draft]:
        """Into the instance that is open once the step has opened or closed it, or lost where none is."""
        there: Draft | None = draft
        for pair in route.pairs:
            field = self.layout.index["link", *pair.key]
            values = self.layout.fields[field].values
            change = draft.update.get(field, {})
            assert isinstance(change, dict)
            opened = frozenset(raw for raw in range(len(values)) if values[change.get(raw, raw)] == "open")
            is_open = there.where({field: opened}) if there and opened else None
            if is_open is not None:
                yield from self._queued(is_open, outgoing, route, pair, packet)
            rest = frozenset(range(len(values))) - opened
            there = there.where({field: rest}) if there and rest else None
        if there is not None:
            transfer = self._transfer(route, route.pairs[0], packet)
            yield replace(there, sent=(*there.sent, replace(transfer, lost=True)))

    def _transfer(self, route: Route, pair: Pair, packet: Packet) -> Transfer:
        names = tuple(message_names(pair, route.end, packet).items())
        return Transfer(packet, pair.ends[route.end], pair.ends[1 - route.end], str(pair), names)

    def _queued(self, draft: Draft, outgoing: Outgoing, route: Route, pair: Pair, packet: Packet) -> Iterator[Draft]:
        transfer = self._transfer(route, pair, packet)
        made = replace(draft, sent=(*draft.sent, transfer))
        field = self.layout.index.get(("channel", *pair.key, route.end))
        if field is None:
            yield from self._met(made, outgoing, route, pair, transfer)
            return
        alphabet = self.layout.fields[field].channel.alphabet  # type: ignore[union-attr]
        if packet not in alphabet:
            self.problems.add(
                outgoing.send.place,
                f"{packet} cannot be sent",
                "a value is not in its domain",
                "guard the row with `when`",
            )
            return
        yield made.appending(field, alphabet.index(packet) + 1)

    def _met(self, draft: Draft, outgoing: Outgoing, route: Route, pair: Pair, transfer: Transfer) -> Iterator[Draft]:
        """A rendezvous: the receiver's step is the sender's, and sends nothing."""
        group = Group(
            transfer.receiver,
            Trigger("message", transfer.packet.message),
            message_names(pair, route.end, transfer.packet),
        )
        for made in self.listeners.expand([draft], group):
            if len(draft.sent) > 1 or len(outgoing.row.sends) > 1 or made.outgoing:
                self.problems.add(
                    outgoing.send.place, f"{transfer.packet.message} is a rendezvous", "its step sends nothing else"
                )
                return
            yield replace(made, received=(*made.received, transfer))


def message_names(pair: Pair, end: int, packet: Packet) -> dict[str, Value]:
    """The names that a packet binds on its way from an end of a connection."""
    sender, receiver = pair.ends[end], pair.ends[1 - end]
    return {sender.party: sender.number, receiver.party: receiver.number, **pair.names(), **dict(packet.values)}
