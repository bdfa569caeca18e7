"""Reads and changes of the fields of a connection copy in drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from everystate.composing.connection_state import LOST, ConnectionState
from everystate.composing.draft import Draft, Draining
from everystate.composing.event import Edit, Notice, Test
from everystate.composing.field import Channel
from everystate.composing.layout import Layout, Pair
from everystate.composing.listeners import Group
from everystate.loading.party import NoticeKind, Trigger


class Links:
    """Reads and writes connections and their channels."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        closes = [close for party in layout.spec.parties for action in party.actions for close in action.closes]
        self.drainable = {close.connection for close in closes if close.drain}

    def _field(self, pair: Pair) -> int:
        return self.layout.index[pair.key]

    def where(self, draft: Draft, pair: Pair, *values: ConnectionState) -> Draft | None:
        """The draft where the connection has one of these values."""
        known = self.layout.fields[self._field(pair)].values
        raws = frozenset(known.index(value) for value in values if value in known)
        return draft.where({self._field(pair): raws}) if raws else None

    def open_alone(self, draft: Draft, pair: Pair) -> Draft | None:
        """The draft where the connection is open: of several instances, only one ever is."""
        made = self.where(draft, pair, ConnectionState.OPEN)
        for other in self.layout.between(pair.connection.name, (pair.ends[0].number, pair.ends[1].number)):
            if other != pair and made is not None:
                made = self.where(made, other, *LOST)
        return made

    def become(self, draft: Draft, pair: Pair, change: Mapping[ConnectionState, ConnectionState]) -> Draft:
        """The draft with the connection changed, from the values that it can have."""
        values = self.layout.fields[self._field(pair)].values
        raws = {values.index(old): values.index(new) for old, new in change.items() if old in values}
        return draft.changing(self._field(pair), raws)

    def channels(self, pair: Pair, ends: tuple[int, ...] = (0, 1)) -> Iterator[tuple[int, int, Channel]]:
        """The channels from these ends that exist: the end that sends, the field, and what it holds."""
        for end in ends:
            field = self.layout.index.get(pair.key.channel(end))
            channel = self.layout.fields[field].channel if field is not None else None
            if field is not None and channel is not None:
                yield end, field, channel

    def emptied(self, draft: Draft, pair: Pair, toward: tuple[int, ...] = (0, 1)) -> Draft:
        """The draft with nothing left on the way to these ends."""
        for _, field, _ in self.channels(pair, tuple(1 - end for end in toward)):
            draft = draft.editing(field, Edit("clear"))
        return draft

    def drained(self, draft: Draft, pair: Pair, toward: tuple[int, ...] = (0, 1)) -> Draft:
        """The draft where nothing is on the way to these ends, as there can be where a connection drains."""
        if pair.connection.name in self.drainable:
            for _, field, _ in self.channels(pair, tuple(1 - end for end in toward)):
                draft = draft.testing(field, Test("empty"))
        return draft

    def draining_by(self, draft: Draft, pair: Pair, end: int, speaks: bool | None = None) -> Draft:
        """The draft in which an end drains the connection, after what it sends in this step."""
        return replace(draft, draining={**draft.draining, self._field(pair): Draining(end, speaks)})

    def undrained(self, draft: Draft, pair: Pair) -> Iterator[Draft]:
        """The draft where something is on its way, in disjoint pieces."""
        for _, field, _ in self.channels(pair) if pair.connection.name in self.drainable else ():
            yield draft.testing(field, Test("longer", 0))
            draft = draft.testing(field, Test("empty"))

    def listening(self, pair: Pair, notice: NoticeKind) -> list[int]:
        """The ends whose parties listen to a notice."""
        trigger = Trigger(notice, pair.connection.name)
        return [end for end in (0, 1) if self.layout.spec.party(pair.ends[end].party).listens_to(trigger)]

    def together(self, pair: Pair) -> bool:
        """Whether a loss is noticed in the step in which it happens."""
        return self.layout.terms[pair.connection.name].together


def group(pair: Pair, end: int, notice: NoticeKind) -> Group:
    """A notice as it reaches one end."""
    return Group(pair.ends[end], Trigger(notice, pair.connection.name), pair.names())


def notice(kind: str, pair: Pair, end: int | None) -> Notice:
    """A notice at an end, or a fault, which is at none."""
    at = None if end is None else pair.ends[end]
    return Notice(kind, pair.key, at, tuple(pair.names().items()))
