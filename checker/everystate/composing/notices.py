"""The life of a connection as its ends notice it: opened, refused, lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from everystate.composing.connection_state import LOST, ConnectionState
from everystate.composing.draft import Draft
from everystate.composing.event import Arrival
from everystate.composing.formula import make
from everystate.composing.layout import Layout, Pair
from everystate.composing.links import Links, group, notice
from everystate.composing.listeners import Listeners
from everystate.composing.occasion import Occasion, Stuck, spent
from everystate.composing.taking import Taking
from everystate.loading.events import EventName
from everystate.loading.party import NoticeKind


class Notices:
    """Lists what the ends of a connection may notice."""

    def __init__(self, layout: Layout, listeners: Listeners, taking: Taking, links: Links) -> None:
        self.layout = layout
        self.listeners = listeners
        self.taking = taking
        self.links = links

    def all(self, pair: Pair) -> Iterator[Occasion]:
        """Every notice that an end may take of itself."""
        opener = pair.connection.opened_by
        if opener is not None:
            yield from self._openings(pair, opener)
        for end in self.links.listening(pair, "lost"):
            yield self._loss(pair, end)

    def noticing(self, draft: Draft, pair: Pair, ends: Iterable[int]) -> list[Draft]:
        """The draft in which these ends take the notice of the loss as well."""
        drafts = [draft]
        for end in ends:
            marked = [replace(one, notices=(*one.notices, notice("lost", pair, end))) for one in drafts]
            drafts = self.taking.expand(marked, group(pair, end, "lost"))
        return drafts

    def stuck(self, pair: Pair, end: int) -> Iterator[Stuck]:
        """The pending notice of a loss that an end does not accept."""
        there = self._pending(pair, end) if end in self.links.listening(pair, "lost") else None
        if there is not None:
            formula = self.listeners.stuck(group(pair, end, "lost"))
            text = f"{pair.ends[end]} does not accept the loss of {pair}"
            yield Stuck(text, Arrival(pair.key, pair.ends[end]), self.listeners.narrowed([there], formula))

    # -- opening --------------------------------------------------------------------------------------------------

    def _openings(self, pair: Pair, opener: int) -> Iterator[Occasion]:
        ready = self._openable(pair)
        noticing = [opener, *(end for end in self.links.listening(pair, "opened") if end != opener)]
        notices = tuple(notice("opened", pair, end) for end in noticing)
        opening = {ConnectionState.CLOSED: ConnectionState.OPEN}
        drafts = [replace(self.links.become(draft, pair, opening), notices=notices) for draft in ready]
        for end in noticing:
            drafts = self.taking.expand(drafts, group(pair, end, "opened"))
        left = (spent(draft, self.layout, pair.connection.name, "opens") for draft in drafts)
        yield self._opening("opened", pair, opener, [draft for draft in left if draft is not None])
        if len(noticing) == 2 and opener in self.links.listening(pair, "refused"):
            yield self._refusal(pair, opener, ready)

    def _openable(self, pair: Pair) -> list[Draft]:
        """Where this instance is closed and empty, none is open, and all earlier instances are old."""
        made = self.links.where(self.links.drained(Draft(), pair), pair, ConnectionState.CLOSED)
        drafts = [] if made is None else [made]
        for other in self.layout.between(pair.connection.name, (pair.ends[0].number, pair.ends[1].number)):
            if other.instance > pair.instance:
                drafts = [two for one in drafts if (two := self.links.where(one, other, *LOST)) is not None]
            elif other.instance < pair.instance:
                drafts = [two for one in drafts for two in self._old(one, other)]
        return drafts

    def _old(self, draft: Draft, pair: Pair) -> Iterator[Draft]:
        """The draft where an end has yet to notice the loss of this instance, or messages are still on their way."""
        pending = self.links.where(draft, pair, *(state for state in LOST if state.pending))
        if pending is not None:
            yield pending
        closed = self.links.where(draft, pair, ConnectionState.CLOSED)
        if closed is not None:
            yield from self.links.undrained(closed, pair)

    def _refusal(self, pair: Pair, opener: int, ready: list[Draft]) -> Occasion:
        accepted = self.listeners.accepts(group(pair, opener, "opened"))
        refused = make("not", self.listeners.accepts(group(pair, 1 - opener, "opened")))
        marked = [replace(draft, notices=(notice("refused", pair, opener),)) for draft in ready]
        drafts = self.listeners.narrowed(marked, make("and", accepted, refused))
        return self._opening("refused", pair, opener, self.taking.expand(drafts, group(pair, opener, "refused")))

    def _opening(self, kind: NoticeKind, pair: Pair, end: int, drafts: list[Draft]) -> Occasion:
        """An occasion of the protocol, or one of the environment, which phases may name."""
        name, cause = pair.connection.name, pair.connection.opening.cause
        event = None if cause == "protocol" else EventName(kind, "", name)
        return Occasion(kind, name, pair.ends[end], cause, pair.names(), drafts, event)

    # -- loss -----------------------------------------------------------------------------------------------------

    def _pending(self, pair: Pair, end: int) -> Draft | None:
        """Where an end has yet to notice the loss, and has received what was sent before."""
        pending = (state for state in LOST if state.pending_at(end))
        return self.links.where(self.links.drained(Draft(), pair, (end,)), pair, *pending)

    def _loss(self, pair: Pair, end: int) -> Occasion:
        there = self._pending(pair, end)
        drafts: list[Draft] = []
        if there is not None:
            change = {state: state.noticed_by(end) for state in LOST if state.pending_at(end)}
            drafts = self.noticing(self.links.become(there, pair, change), pair, [end])
        return self._occasion("lost", pair, end, drafts)

    def _occasion(self, kind: NoticeKind, pair: Pair, end: int, drafts: list[Draft]) -> Occasion:
        return Occasion(kind, pair.connection.name, pair.ends[end], "protocol", pair.names(), drafts)
