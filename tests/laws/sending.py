"""Where messages go, and what becomes of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.laws.ordering import Order, orders
from tests.laws.state import Draft, LinkKey, Mistake, Outgoing, State, Who
from tests.laws.taking import Taking
from tests.laws.values import NOWHERE, Names

from everystate.loading.party import Send, Trigger
from everystate.loading.spec import Connection, Message


class Sending(Taking):
    """Routing and queueing."""

    def delivered(self, draft: Draft) -> Iterator[tuple[Order, Draft]]:
        """The step with everything sent, in each order that it may have."""
        for order, sends in orders(draft, lambda one: self._says(draft, one)):
            for made in self.deliver(replace(draft, sends=sends)):
                yield order, made

    def _says(self, draft: Draft, outgoing: Outgoing) -> bool:
        """Whether a send is done, to anybody."""
        who, send, names, _ = outgoing
        said = self.reader(names, draft.before).truth(send.when)
        return said and bool(self.routes(draft.before, who, send, names))

    def deliver(self, draft: Draft) -> Iterator[Draft]:
        """The step with everything sent; nothing, where it has to wait for room."""
        if not draft.sends:
            if draft.as_assumed:
                yield draft
            return
        (who, send, names, _), *rest = draft.sends
        drafts = [replace(draft.copy(), sends=[])]
        said = self.reader(names, draft.before).truth(send.when)
        for connection, end, receiver in self.routes(draft.before, who, send, names) if said else []:
            drafts = [two for one in drafts for two in self.queue(one, connection, end, receiver, who, send, names)]
        for made in drafts:
            yield from self.deliver(replace(made, sends=rest))

    def routes(self, state: State, who: Who, send: Send, names: Names) -> list[tuple[Connection, int, Who]]:
        """Where a message goes."""
        ways = [way for m in self.spec.messages if m.name == send.message for way in self._ways(m, who)]
        if send.to_all:
            return sorted(ways, key=lambda way: way[2])
        if send.to_end:
            ways = [way for way in ways if way[0].ends[1 - way[1]].name == send.to_end]
        elif send.to is not None:
            to = self.reader(names, state).value(send.to)
            ways = [way for way in ways if way[2][1] == to]
        if len(ways) > 1:
            ways = [way for way in ways if self._agrees(way, who, names)]
        if len(ways) != 1:
            raise Mistake(f"{who} sends {send.message} to {len(ways)}")
        return ways

    def _ways(self, message: Message, who: Who) -> Iterator[tuple[Connection, int, Who]]:
        if message.sender != who[0]:
            return
        carriers = self.carriers(message)
        for key, end in itertools.product(self.start.links, (0, 1)):
            ends = self.ends(key)
            if key[0] in carriers and not key[3] and (ends[end], ends[1 - end][0]) == (who, message.receiver):
                yield self.spec.connection(key[0]), end, ends[1 - end]

    def carriers(self, message: Message) -> list[str]:
        """The connections that carry a message."""
        wanted = {message.sender, message.receiver}
        joined = [one for one in self.spec.connections if {end.party for end in one.ends} == wanted]
        return [one.name for one in joined if not one.carries or message.protocol in one.carries]

    def _agrees(self, way: tuple[Connection, int, Who], who: Who, names: Names) -> bool:
        connection, end, receiver = way
        bound = {connection.ends[end].name: who[1], connection.ends[1 - end].name: receiver[1]}
        if receiver[0] != who[0]:
            bound[receiver[0]] = receiver[1]
        return all(names.get(name, number) == number for name, number in bound.items())

    def queue(
        self, draft: Draft, connection: Connection, end: int, receiver: Who, who: Who, send: Send, names: Names
    ) -> Iterator[Draft]:
        """Into the connection that is open now; lost, where none is."""
        copies = (who[1], receiver[1]) if end == 0 else (receiver[1], who[1])
        packet = self._packet(draft.before, receiver, who, send, names)
        bound = self.bound_by((connection.name, *copies, 0), end, packet)
        draft = draft.copy().seeing("sends", who, send.message, bound)
        keys = [
            key
            for key, link in draft.after.links.items()
            if key[:3] == (connection.name, *copies)
            and (link.status == "open" or ((key, end) in draft.draining and draft.before.links[key].status == "open"))
        ]
        capacity = self.term(connection.name, "capacity")
        draft.spoken |= frozenset(keys)
        if not keys:
            yield draft
        elif capacity == 0:
            yield from self._meet(draft, receiver, send.message, bound)
        elif len(queue := draft.after.links[keys[0]].queues[end]) < capacity:
            queue.append(packet)
            draft.after.links[keys[0]].ages[end].append(0)
            self.tidy(connection.name, queue)
            yield draft
        elif self.term(connection.name, "full") == "drop":
            yield draft

    def _meet(self, draft: Draft, receiver: Who, message: str, bound: Names) -> Iterator[Draft]:
        """A rendezvous: the receiver's step is the sender's."""
        seeing = replace(draft.seeing("receives", receiver, message, bound), sends=[])
        for made in self.take(seeing, receiver, Trigger("message", message), bound):
            if made.sends:
                raise Mistake("the receiver of a rendezvous sends")
            yield replace(made, met=True)

    def tidy(self, connection: str, queue: list[Any]) -> None:
        """A channel without order knows no first and last."""
        if self.term(connection, "order") == "any":
            queue.sort(key=repr)

    def _packet(self, state: State, receiver: Who, who: Who, send: Send, names: Names) -> Any:
        found = [m for m in self.spec.messages if (m.name, m.sender, m.receiver) == (send.message, who[0], receiver[0])]
        given = {name: self.reader(names, state).value(tree) for name, tree in send.arguments}
        values = {per.name: given[per.name] if per.name in given else names[per.name] for per in found[0].about}
        values |= {name: given[name] for name, _ in found[0].fields}
        domains = {p.name: list(range(self.world.counts[p.party])) for p in found[0].about}
        domains |= {name: self.world.domain(domain) for name, domain in found[0].fields}
        if any(value is NOWHERE or value is None or value not in domains[name] for name, value in values.items()):
            raise Mistake(f"{send.message} with {values}")
        return (send.message, *values.items())

    def bound_by(self, key: LinkKey, end: int, packet: Any) -> dict[str, Any]:
        """The names that a message binds: both copies, both ends, what it is about, and its fields."""
        sender, receiver = self.ends(key)[end], self.ends(key)[1 - end]
        return {sender[0]: sender[1], receiver[0]: receiver[1], **self.names(key), **dict(packet[1:])}
