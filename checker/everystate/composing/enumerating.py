"""Every occasion on which something can happen: actions, messages, and the life of connections."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import get_args

from everystate.composing.connection_state import LOST, ConnectionState, lost
from everystate.composing.draft import Draft, bounded
from everystate.composing.event import Arrival, Edit, Test, Transfer
from everystate.composing.faults import Faults
from everystate.composing.field import Channel, Copy, Packet
from everystate.composing.layout import Layout, Pair
from everystate.composing.links import Links, group
from everystate.composing.listeners import Group, Listeners
from everystate.composing.notices import Notices
from everystate.composing.occasion import Occasion, Stuck, spent
from everystate.composing.sending import message_names
from everystate.composing.taking import Taking
from everystate.loading.events import EventName
from everystate.loading.expression import Value
from everystate.loading.party import Action, NoticeKind, Trigger


class Occasions:
    """Lists the occasions of a layout."""

    def __init__(self, layout: Layout, listeners: Listeners, taking: Taking) -> None:
        self.layout = layout
        self.listeners = listeners
        self.taking = taking
        self.links = Links(layout)
        self.notices = Notices(layout, listeners, taking, self.links)
        self.faults = Faults(layout, listeners, self.links, self.notices)

    def all(self) -> Iterator[Occasion]:
        """Every occasion, in the order of the spec."""
        for party in self.layout.spec.parties:
            for action in party.actions:
                yield from self._actions(action)
            for occasion, reached in self.taking.clocks.expiries(party.name):
                yield replace(occasion, drafts=self.taking.expand(occasion.drafts, reached))
        for pair in self.layout.pairs:
            for end, field, channel in self.links.channels(pair):
                for code, packet in enumerate(channel.alphabet, 1):
                    yield self._receipt(pair, end, field, channel, code, packet)
            yield from self.notices.all(pair)
            yield from self.faults.all(pair)
        yield from self.taking.clocks.tick()

    def stuck(self) -> Iterator[Stuck]:
        """Every way in which a message or a notice is unexpected."""
        for pair in self.layout.pairs:
            for end in (0, 1):
                yield from self._stuck_messages(pair, end)
                yield from self.notices.stuck(pair, end)
        yield from self.taking.clocks.stuck()

    def conceivable(self) -> Iterator[Group]:
        """Every trigger with all values that it could bind at each copy, whether it is ever possible or not."""
        for party in self.layout.spec.parties:
            for action, copy in itertools.product(party.actions, self.layout.copies(party.name)):
                yield from (_action_group(action, copy, names) for names in self._chosen(action))
            yield from self.taking.clocks.groups(party.name)
        for pair, end in itertools.product(self.layout.pairs, (0, 1)):
            yield from (group(pair, end, notice) for notice in get_args(NoticeKind))
            for packet in self.layout.codes[pair.connection.name, end]:
                yield _receipt_group(pair, end, packet)

    # -- actions --------------------------------------------------------------------------------------------------

    def _actions(self, action: Action) -> Iterator[Occasion]:
        for copy in self.layout.copies(action.party):
            for names in self._chosen(action):
                yield self._action(action, _action_group(action, copy, names))

    def _chosen(self, action: Action) -> Iterator[dict[str, Value]]:
        """Every way to choose the copies that an action is for, and its values."""
        domains = [self.layout.settings.domain(domain, action.place) for _, domain in action.fields]
        for names in self.layout.combinations(action.per):
            for values in itertools.product(*domains):
                self.listeners.effort.spend(1)
                yield {**names, **dict(zip((name for name, _ in action.fields), values, strict=True))}

    def _action(self, action: Action, reached: Group) -> Occasion:
        copy, bound = reached.copy, reached.names
        draft = spent(Draft(), self.layout, action.party, action.name)
        drafts = [draft] if draft else []
        closed = list(self._closed(action, copy, bound))
        for pair, drain in closed:
            self.listeners.effort.spend(10 * len(drafts))
            drafts = bounded([two for one in drafts for two in self._closing(one, pair, copy, drain)])
        drafts = self.taking.expand(drafts, reached)
        event = EventName("action", action.party, action.name)
        ends = tuple((pair.connection.name, *pair.ends) for pair, _ in closed)
        return Occasion("action", action.name, copy, action.cause, bound, drafts, event, ends)

    def _closed(self, action: Action, copy: Copy, names: dict[str, Value]) -> Iterator[tuple[Pair, bool]]:
        """The connections of this copy that agree with the names of the action."""
        for close in action.closes:
            for pair in self.layout.at(close.connection, copy):
                if _agrees(pair, copy, names):
                    yield pair, close.drain

    def _closing(self, draft: Draft, pair: Pair, copy: Copy, drain: bool) -> Iterator[Draft]:
        """One end closes: it notices at once; the other end has a notice pending, or notices in the same step."""
        own = pair.ends.index(copy)
        other = 1 - own
        listens = other in self.links.listening(pair, "lost")
        pending = lost([other] if listens else [])
        settled = {state: state.noticed_by(own) for state in LOST}
        emptied = self.links.emptied(draft, pair, (own,) if drain else (own, other))
        emptied = self.links.draining_by(emptied, pair, own) if drain else emptied
        if not (listens and self.links.together(pair)):
            yield self.links.become(emptied, pair, {**settled, ConnectionState.OPEN: pending})
            return
        opened = self.links.open_alone(emptied, pair)
        if opened is not None:
            yield from self._noticed_at_once(opened, pair, other, drain)
        rest = self.links.where(emptied, pair, *settled)
        if rest is not None:
            yield self.links.become(rest, pair, settled)

    def _noticed_at_once(self, opened: Draft, pair: Pair, end: int, drain: bool) -> Iterator[Draft]:
        """The other end notices in the same step, unless it does not accept that or has messages to receive before."""
        pending = {ConnectionState.OPEN: lost([end])}
        closed = {ConnectionState.OPEN: ConnectionState.CLOSED}
        accepts = self.listeners.accepts(group(pair, end, "lost"))
        arrived = self.links.drained(opened, pair, (end,)) if drain else opened
        silent = self.links.draining_by(arrived, pair, 1 - end, speaks=False) if drain else arrived
        yield from self.notices.noticing(self.links.become(silent, pair, closed), pair, [end])
        left = self.listeners.narrowed([arrived], accepts, False)
        if drain:
            speaking = self.links.draining_by(arrived, pair, 1 - end, speaks=True)
            left += self.listeners.narrowed([speaking], accepts)
            left += (opened.testing(field, Test("longer", 0)) for _, field, _ in self.links.channels(pair, (1 - end,)))
        yield from (self.links.become(made, pair, pending) for made in left)

    # -- messages -------------------------------------------------------------------------------------------------

    def _receipt(self, pair: Pair, end: int, field: int, channel: Channel, code: int, packet: Packet) -> Occasion:
        """A message that this end sent is taken by the other."""
        reached = _receipt_group(pair, end, packet)
        transfer = Transfer(packet, channel.sender, channel.receiver, pair.key, tuple(reached.names.items()))
        taken = Draft(received=(transfer,)).testing(field, _at_front(channel, code))
        taken = taken.editing(field, Edit("take") if channel.ordered else Edit("remove", code))
        drafts = self.taking.expand([taken], reached)
        return Occasion("message", packet.message, channel.receiver, "protocol", reached.names, drafts)

    def _stuck_messages(self, pair: Pair, end: int) -> Iterator[Stuck]:
        for _, field, channel in self.links.channels(pair, (end,)):
            for code, packet in enumerate(channel.alphabet, 1):
                formula = self.listeners.stuck(_receipt_group(pair, end, packet))
                there = Draft().testing(field, _at_front(channel, code))
                text = f"{channel.receiver} does not accept {packet} from {channel.sender}"
                arrival = Arrival(pair.key, channel.receiver, packet)
                yield Stuck(text, arrival, self.listeners.narrowed([there], formula))


def _action_group(action: Action, copy: Copy, names: Mapping[str, Value]) -> Group:
    """An action as it reaches a copy."""
    return Group(copy, Trigger("action", action.name), {**names, action.party: copy.number})


def _receipt_group(pair: Pair, end: int, packet: Packet) -> Group:
    """A message as it reaches the copy at the other end."""
    return Group(pair.ends[1 - end], Trigger("message", packet.message), message_names(pair, end, packet))


def _agrees(pair: Pair, copy: Copy, names: dict[str, Value]) -> bool:
    bound = {end.party: end.number for end in pair.ends} | pair.names()
    if pair.ends[0].party == pair.ends[1].party:
        bound.pop(copy.party, None)
    return all(names.get(name, number) == number for name, number in bound.items())


def _at_front(channel: Channel, code: int) -> Test:
    return Test("head" if channel.ordered else "holds", code)
