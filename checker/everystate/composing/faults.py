"""The faults of a connection: it breaks, loses a message, or duplicates one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from everystate.composing.connection_state import ConnectionState, lost
from everystate.composing.draft import Draft
from everystate.composing.event import Edit, Test
from everystate.composing.field import Channel
from everystate.composing.formula import Formula, make
from everystate.composing.layout import Layout, Pair
from everystate.composing.links import Links, group, notice
from everystate.composing.listeners import Listeners
from everystate.composing.notices import Notices
from everystate.composing.occasion import Occasion, spent
from everystate.loading.events import EventName
from everystate.loading.faults import FaultKind

_Slip = tuple[Edit, tuple[Test, ...]]
"""An edit of a channel, and where it is possible."""


class Faults:
    """Lists the faults of a connection."""

    def __init__(self, layout: Layout, listeners: Listeners, links: Links, notices: Notices) -> None:
        self.layout = layout
        self.listeners = listeners
        self.links = links
        self.notices = notices

    def all(self, pair: Pair) -> Iterator[Occasion]:
        """Every fault that the connection may have."""
        for fault in pair.connection.faults:
            drafts = self._breaking(pair) if fault.kind == "breaks" else self._queue(pair, fault.kind)
            yield self._fault(fault.kind, pair, list(drafts))

    def _fault(self, kind: FaultKind, pair: Pair, drafts: list[Draft]) -> Occasion:
        name = pair.connection.name
        marked = [replace(draft, notices=(notice(kind, pair, None), *draft.notices)) for draft in drafts]
        possible = [made for draft in marked if (made := spent(draft, self.layout, name, kind)) is not None]
        return Occasion(kind, name, None, "fault", pair.names(), possible, EventName(kind, "", name))

    # -- breaking -------------------------------------------------------------------------------------------------

    def _breaking(self, pair: Pair) -> Iterator[Draft]:
        ends = self.links.listening(pair, "lost")
        there = self.links.where(Draft(), pair, ConnectionState.OPEN)
        if there is None:
            return
        there = self.links.emptied(there, pair)
        if not self.links.together(pair):
            yield self.links.become(there, pair, {ConnectionState.OPEN: lost(ends)})
            return
        for number in range(len(ends) + 1):
            for noticing in itertools.combinations(ends, number):
                yield from self._breaking_with(there, pair, ends, noticing)

    def _breaking_with(self, there: Draft, pair: Pair, ends: list[int], noticing: tuple[int, ...]) -> Iterator[Draft]:
        """The break that exactly these ends notice in the same step: the other ends do not accept the notice."""
        left = [end for end in ends if end not in noticing]
        deaf: list[Formula] = [make("not", self.listeners.accepts(group(pair, end, "lost"))) for end in left]
        drafts = self.listeners.narrowed([there], make("and", *deaf))
        for draft in drafts:
            broken = self.links.become(draft, pair, {ConnectionState.OPEN: lost(left)})
            yield from self.notices.noticing(broken, pair, noticing)

    # -- what happens to a queued message -------------------------------------------------------------------------

    def _queue(self, pair: Pair, kind: FaultKind) -> Iterator[Draft]:
        for _, field, channel in self.links.channels(pair):
            for edit, tests in _ON_QUEUES[kind](channel):
                yield Draft().testing(field, *tests).editing(field, edit)


def _losses(channel: Channel) -> Iterator[_Slip]:
    if channel.ordered:
        return ((Edit("lose", at), (Test("longer", at),)) for at in range(channel.capacity))
    return ((Edit("remove", code), (Test("holds", code),)) for code in _codes(channel))


def _doubles(channel: Channel) -> Iterator[_Slip]:
    room = Test("room", 1)
    if channel.ordered:
        return ((Edit("double", at), (Test("longer", at), room)) for at in range(channel.capacity))
    return ((Edit("append", code), (Test("holds", code), room)) for code in _codes(channel))


def _codes(channel: Channel) -> range:
    return range(1, len(channel.alphabet) + 1)


_ON_QUEUES: Mapping[FaultKind, Callable[[Channel], Iterator[_Slip]]] = {"loses": _losses, "duplicates": _doubles}
