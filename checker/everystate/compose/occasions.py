"""Every occasion on which something can happen, as pieces: actions, messages, and the life of connections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from everystate.compose.draft import Draft, narrowed
from everystate.compose.formula import FALSE, Formula, make
from everystate.compose.layout import Layout, Pair
from everystate.compose.listeners import Group, Listeners
from everystate.compose.network import Copy, Edit, Notice, Test, Transfer
from everystate.compose.sending import message_names
from everystate.load.expression import Value
from everystate.load.spec import Action, Cause, EventName, Trigger


@dataclass(frozen=True)
class Occasion:
    """Something that can happen, in disjoint pieces, before sends are routed."""

    kind: str
    name: str
    actor: Copy | None
    cause: Cause
    names: dict[str, Value]
    drafts: list[Draft]
    event: EventName | None = None
    closed: tuple[tuple[str, Copy, Copy], ...] = ()


@dataclass(frozen=True)
class Stuck:
    """A message or a notice that a party neither takes nor lets wait."""

    text: str
    drafts: list[Draft]


class Occasions:
    """Lists the occasions of a layout."""

    def __init__(self, layout: Layout, listeners: Listeners) -> None:
        self.layout = layout
        self.listeners = listeners
        closes = [close for p in layout.spec.parties for a in p.actions for close in a.closes]
        self.drainable = {close.connection for close in closes if close.drain}

    def all(self) -> Iterator[Occasion]:
        """Every occasion, in the order of the spec."""
        for party in self.layout.spec.parties:
            for action in party.actions:
                yield from self._actions(action)
        for pair in self.layout.pairs:
            for end in (0, 1):
                yield from self._receipts(pair, end)
            yield from self._notices(pair)
            yield from self._faults(pair)

    def stuck(self) -> Iterator[Stuck]:
        """Every way in which a message or a notice is unexpected."""
        for pair in self.layout.pairs:
            for end in (0, 1):
                yield from self._stuck_messages(pair, end)
                yield from self._stuck_notices(pair, end)

    # -- fields of a connection -----------------------------------------------------------------------------------

    def _link(self, pair: Pair) -> int:
        return self.layout.index["link", *pair.key]

    def _raws(self, pair: Pair, *values: str) -> frozenset[int]:
        known = self.layout.fields[self._link(pair)].values
        return frozenset(known.index(value) for value in values if value in known)

    def _where(self, draft: Draft, pair: Pair, *values: str) -> Draft | None:
        raws = self._raws(pair, *values)
        return draft.where({self._link(pair): raws}) if raws else None

    def _become(self, draft: Draft, pair: Pair, change: dict[str, str]) -> Draft:
        """The draft with the connection changed; what has no such value goes to what is left of it."""
        values = self.layout.fields[self._link(pair)].values
        raws = {values.index(old): values.index(new) for old, new in change.items() if old in values}
        return draft.changing(self._link(pair), raws)

    def _emptied(self, draft: Draft, pair: Pair, toward: tuple[int, ...]) -> Draft:
        for end in toward:
            key = ("channel", *pair.key, 1 - end)
            if key in self.layout.index:
                draft = draft.changing(self.layout.index[key], (Edit("clear"),))
        return draft

    def _drained(self, draft: Draft, pair: Pair, toward: tuple[int, ...]) -> Draft:
        """The draft where nothing is left in the channels of a connection that may drain."""
        if pair.connection.name in self.drainable:
            for end in toward:
                key = ("channel", *pair.key, 1 - end)
                if key in self.layout.index:
                    draft = draft.testing(self.layout.index[key], Test("empty"))
        return draft

    def _listening(self, pair: Pair, notice: str) -> list[int]:
        trigger = Trigger(notice, pair.connection.name)  # type: ignore[arg-type]
        return [end for end in (0, 1) if self.layout.spec.party(pair.ends[end].party).listens_to(trigger)]

    def _group(self, pair: Pair, end: int, notice: str) -> Group:
        return Group(pair.ends[end], Trigger(notice, pair.connection.name), pair.names())  # type: ignore[arg-type]

    def _notice(self, kind: str, pair: Pair, end: int | None) -> Notice:
        at = None if end is None else pair.ends[end]
        return Notice(kind, pair.connection.name, at, pair.ends, tuple(pair.names().items()))

    def _spent(self, draft: Draft, owner: str, name: str) -> Draft | None:
        """The draft where something is left of a bound, with one less left after it."""
        field = self.layout.index.get(("bound", owner, name))
        if field is None:
            return draft
        left = frozenset(range(1, len(self.layout.fields[field].values)))
        made = draft.where({field: left}) if left else None
        return made.changing(field, {raw: raw - 1 for raw in left}) if made else None

    # -- actions --------------------------------------------------------------------------------------------------

    def _actions(self, action: Action) -> Iterator[Occasion]:
        for copy in self.layout.copies(action.party):
            for names in self.layout.combinations(action.per):
                bound: dict[str, Value] = {**names, action.party: copy.number}
                draft = self._spent(Draft(), action.party, action.name)
                drafts = [draft] if draft else []
                closed = list(self._closed(action, copy, bound))
                for pair, drain in closed:
                    drafts = [two for one in drafts for two in self._closing(one, pair, copy, drain)]
                drafts = self.listeners.expand(drafts, Group(copy, Trigger("action", action.name), bound))
                event = EventName("action", action.party, action.name)
                ends = tuple((pair.connection.name, *pair.ends) for pair, _ in closed)
                yield Occasion("action", action.name, copy, action.cause, bound, drafts, event, ends)

    def _closed(self, action: Action, copy: Copy, names: dict[str, Value]) -> Iterator[tuple[Pair, bool]]:
        for close in action.closes:
            for pair in self.layout.pairs:
                bound = {
                    **dict(zip(pair.connection.parties(), (e.number for e in pair.ends), strict=True)),
                    **pair.names(),
                }
                if len(set(pair.connection.parties())) == 1:
                    bound.pop(copy.party, None)
                agrees = all(names.get(name, number) == number for name, number in bound.items())
                if pair.connection.name == close.connection and copy in pair.ends and agrees:
                    yield pair, close.drain

    def _closing(self, draft: Draft, pair: Pair, copy: Copy, drain: bool) -> Iterator[Draft]:
        """One end closes: it is done at once, the other gets a notice, or takes it in the same step."""
        own = pair.ends.index(copy)
        other = 1 - own
        told = other in self._listening(pair, "lost")
        pending = f"pending {other}"
        settled = {f"pending {own}": "closed", "pending both": pending, pending: pending, "closed": "closed"}
        emptied = self._emptied(draft, pair, (own,) if drain else (own, other))
        together = told and self.layout.settings.value(pair.connection.notice) == "together"
        if not together:
            yield self._become(emptied, pair, {**settled, "open": pending if told else "closed"})
            return
        opened = self._where(emptied, pair, "open")
        if opened is not None:
            yield from self._noticing(self._become(opened, pair, {"open": "closed"}), pair, [other])
            refused = narrowed(
                [opened], self.listeners.cubes(self.listeners.accepts(self._group(pair, other, "lost")), False)
            )
            yield from (self._become(made, pair, {"open": pending}) for made in refused)
        rest = self._where(emptied, pair, *settled)
        if rest is not None:
            yield self._become(rest, pair, settled)

    def _noticing(self, draft: Draft, pair: Pair, ends: list[int]) -> list[Draft]:
        """The draft in which these ends take the notice of the loss, too."""
        drafts = [draft]
        for end in ends:
            notice = self._notice("lost", pair, end)
            told = [replace(one, notices=(*one.notices, notice)) for one in drafts]
            drafts = self.listeners.expand(told, self._group(pair, end, "lost"))
        return drafts

    # -- messages -------------------------------------------------------------------------------------------------

    def _receipts(self, pair: Pair, end: int) -> Iterator[Occasion]:
        """Messages that this end sent are taken by the other."""
        field = self.layout.index.get(("channel", *pair.key, end))
        channel = self.layout.fields[field].channel if field is not None else None
        if field is None or channel is None:
            return
        for code, packet in enumerate(channel.alphabet, 1):
            names = message_names(pair, end, packet)
            transfer = Transfer(packet, channel.sender, channel.receiver, str(pair), tuple(names.items()))
            taken = Draft(received=(transfer,)).testing(field, self._at_front(channel.ordered, code))
            taken = taken.changing(field, (Edit("take") if channel.ordered else Edit("remove", code),))
            drafts = self.listeners.expand([taken], Group(channel.receiver, Trigger("message", packet.message), names))
            yield Occasion("message", packet.message, channel.receiver, "protocol", names, drafts)

    def _at_front(self, ordered: bool, code: int) -> Test:
        return Test("head" if ordered else "holds", code)

    def _stuck_messages(self, pair: Pair, end: int) -> Iterator[Stuck]:
        field = self.layout.index.get(("channel", *pair.key, end))
        channel = self.layout.fields[field].channel if field is not None else None
        if field is None or channel is None:
            return
        for code, packet in enumerate(channel.alphabet, 1):
            group = Group(channel.receiver, Trigger("message", packet.message), message_names(pair, end, packet))
            there = Draft().testing(field, self._at_front(channel.ordered, code))
            yield Stuck(
                f"{channel.receiver} does not accept {packet} from {channel.sender}", self._stuck_at(there, group)
            )

    def _stuck_at(self, draft: Draft, group: Group) -> list[Draft]:
        formula = self.listeners.stuck(group)
        return narrowed([draft], self.listeners.cubes(formula)) if formula != FALSE else []

    # -- opening, refusal, loss -----------------------------------------------------------------------------------

    def _notices(self, pair: Pair) -> Iterator[Occasion]:
        opener = pair.connection.opened_by
        if opener is not None:
            yield from self._openings(pair, opener)
        for end in self._listening(pair, "lost"):
            yield self._loss(pair, end)

    def _openings(self, pair: Pair, opener: int) -> Iterator[Occasion]:
        ready = self._openable(pair, opener)
        if ready is None:
            return
        other = 1 - opener
        listens = other in self._listening(pair, "opened")
        notices = tuple(self._notice("opened", pair, end) for end in ((opener, other) if listens else (opener,)))
        drafts = [replace(self._become(ready, pair, {"closed": "open"}), notices=notices)]
        drafts = self.listeners.expand(drafts, self._group(pair, opener, "opened"))
        if listens:
            drafts = self.listeners.expand(drafts, self._group(pair, other, "opened"))
        yield self._occasion("opened", pair, opener, drafts)
        if listens and opener in self._listening(pair, "refused"):
            yield self._refusal(pair, opener, ready)

    def _openable(self, pair: Pair, opener: int) -> Draft | None:
        """Where both ends are done with it, nothing is left in it, and no other instance is in its place."""
        made = self._where(self._drained(Draft(), pair, (0, 1)), pair, "closed")
        for instance in self.layout.between(pair.connection.name, (pair.ends[0].number, pair.ends[1].number)):
            if instance == pair or made is None:
                continue
            done = ["closed"] if instance.instance > pair.instance else []
            made = self._where(made, instance, f"pending {1 - opener}", *done)
        return made

    def _refusal(self, pair: Pair, opener: int, ready: Draft) -> Occasion:
        accepted = self.listeners.accepts(self._group(pair, opener, "opened"))
        refused = make("not", self.listeners.accepts(self._group(pair, 1 - opener, "opened")))
        notice = self._notice("refused", pair, opener)
        drafts = narrowed([replace(ready, notices=(notice,))], self.listeners.cubes(make("and", accepted, refused)))
        return self._occasion(
            "refused", pair, opener, self.listeners.expand(drafts, self._group(pair, opener, "refused"))
        )

    def _loss(self, pair: Pair, end: int) -> Occasion:
        there = self._where(self._drained(Draft(), pair, (end,)), pair, f"pending {end}", "pending both")
        drafts = []
        if there is not None:
            noticed = self._become(there, pair, {f"pending {end}": "closed", "pending both": f"pending {1 - end}"})
            drafts = self._noticing(noticed, pair, [end])
        return self._occasion("lost", pair, end, drafts)

    def _stuck_notices(self, pair: Pair, end: int) -> Iterator[Stuck]:
        if end in self._listening(pair, "lost"):
            there = self._where(self._drained(Draft(), pair, (end,)), pair, f"pending {end}", "pending both")
            if there is not None:
                text = f"{pair.ends[end]} does not accept the loss of {pair}"
                yield Stuck(text, self._stuck_at(there, self._group(pair, end, "lost")))

    def _occasion(self, kind: str, pair: Pair, end: int, drafts: list[Draft]) -> Occasion:
        return Occasion(kind, pair.connection.name, pair.ends[end], "protocol", pair.names(), drafts)

    # -- faults ---------------------------------------------------------------------------------------------------

    def _faults(self, pair: Pair) -> Iterator[Occasion]:
        connection = pair.connection
        if connection.breaks is not None:
            yield self._fault("breaks", pair, list(self._breaking(pair)))
        for kind, fault in (("loses", connection.loses), ("duplicates", connection.duplicates)):
            if fault is not None:
                yield self._fault(kind, pair, list(self._queue_faults(pair, kind)))

    def _fault(self, kind: str, pair: Pair, drafts: list[Draft]) -> Occasion:
        notice = self._notice(kind, pair, None)
        spent = [self._spent(replace(d, notices=(notice, *d.notices)), pair.connection.name, kind) for d in drafts]
        event = EventName(kind, "", pair.connection.name)
        return Occasion(kind, pair.connection.name, None, "fault", pair.names(), [d for d in spent if d], event)

    def _breaking(self, pair: Pair) -> Iterator[Draft]:
        told = self._listening(pair, "lost")
        there = self._where(Draft(), pair, "open")
        if there is None:
            return
        there = self._emptied(there, pair, (0, 1))
        if self.layout.settings.value(pair.connection.notice) != "together":
            yield self._become(there, pair, {"open": self._pending(told)})
            return
        for noticing in ([], *([end] for end in told), told) if len(told) == 2 else ([], told):
            yield from self._breaking_with(there, pair, told, noticing)

    def _breaking_with(self, there: Draft, pair: Pair, told: list[int], noticing: list[int]) -> Iterator[Draft]:
        """The break that just these ends notice at once, because the others do not accept it."""
        left = [end for end in told if end not in noticing]
        deaf: list[Formula] = [make("not", self.listeners.accepts(self._group(pair, end, "lost"))) for end in left]
        drafts = narrowed([there], self.listeners.cubes(make("and", *deaf)))
        for draft in drafts:
            yield from self._noticing(self._become(draft, pair, {"open": self._pending(left)}), pair, noticing)

    def _pending(self, ends: list[int]) -> str:
        return {0: "closed", 1: f"pending {ends[0] if ends else ''}", 2: "pending both"}[len(ends)]

    def _queue_faults(self, pair: Pair, kind: str) -> Iterator[Draft]:
        for end in (0, 1):
            field = self.layout.index.get(("channel", *pair.key, end))
            channel = self.layout.fields[field].channel if field is not None else None
            if field is None or channel is None:
                continue
            if channel.ordered:
                for at in range(channel.capacity):
                    there = Draft().testing(field, Test("longer", at))
                    yield self._queue_fault(there, field, kind, Edit("lose" if kind == "loses" else "double", at))
            else:
                for code in range(1, len(channel.alphabet) + 1):
                    there = Draft().testing(field, Test("holds", code))
                    yield self._queue_fault(there, field, kind, Edit("remove" if kind == "loses" else "append", code))

    def _queue_fault(self, draft: Draft, field: int, kind: str, edit: Edit) -> Draft:
        if kind == "duplicates":
            draft = draft.testing(field, Test("room", 1))
        return draft.changing(field, (edit,))
