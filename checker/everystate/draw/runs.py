"""A run as a message sequence chart: where each message is sent, received or lost is followed step by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from everystate.composing.network import Channel, Copy, FieldKey, Notice, Packet
from everystate.draw.chart import Band, Chart, Lane, Link, LinkKind, Message, Moment
from everystate.exploring.space import Space
from everystate.judging.verdict import Step, Trace
from everystate.loading.faults import FAULTS
from everystate.wording.names import Names, own_name

_Way = tuple[FieldKey, str, str]


def run_chart(space: Space, trace: Trace, name: str, title: str, note: str = "") -> Chart:
    """The chart of a run, with the lanes as they are before its first step, and the step that a claim forbids last."""
    every = (*trace.steps, trace.offending) if trace.offending else trace.steps
    telling = _Telling(space, every)
    telling.tell()
    moments = tuple(replace(moment, number=number) for number, moment in enumerate(telling.moments, 1))
    if trace.offending:
        moments = (*moments[:-1], replace(moments[-1], forbidden=True, number=0))
    return Chart(
        name=name,
        title=title,
        lanes=tuple(telling.lanes()),
        moments=moments,
        messages=tuple(telling.messages),
        links=tuple(telling.links),
        bands=tuple(telling.bands()),
        note=f"{note}; after it, nothing more happens" if trace.stutters else note,
        loop=None if trace.stutters else trace.loop,
    )


@dataclass(frozen=True)
class _Flying:
    """A message on its way: its place in the list of messages."""

    at: int
    packet: Packet


class _Telling:
    def __init__(self, space: Space, steps: Sequence[Step]) -> None:
        self.space = space
        self.steps = steps
        self.names = Names(space.network)
        self.copies = [copy for copies in self.names.copies.values() for copy in copies if self._takes_part(copy)]
        self.at = {copy: lane for lane, copy in enumerate(self.copies)}
        self.moments: list[Moment] = []
        self.messages: list[Message] = []
        self.links: list[Link] = []
        self.flying: dict[_Way, list[_Flying]] = {}
        self.unnoticed: dict[tuple[str, Copy, Copy], int] = {}

    def _takes_part(self, copy: Copy) -> bool:
        """A party without machines at no connection is only a set of names."""
        spec = self.names.spec
        joined = {party for connection in spec.connections for party in connection.parties()}
        return bool(spec.party(copy.party).machines) or copy.party in joined

    def tell(self) -> None:
        if self.steps:
            self.already_there(self.steps[0].source)
        for number, step in enumerate(self.steps):
            self.receive(step, number)
            self.moments.append(self.moment(step))
            self.connect(step, number)
            self.send(step, number)
            self.reconcile(step, number)

    # -- lanes and bands ------------------------------------------------------------------------------------------

    def lanes(self) -> Iterator[Lane]:
        """Every copy, with those of its states before the first step that a step changes or has changed."""
        first = self.steps[0].source if self.steps else 0
        changed = {change.field for step in self.steps for change in step.changes}
        told: dict[Copy, list[str]] = {copy: [] for copy in self.copies}
        for field, raw in zip(self.space.network.fields, self.space.states[first], strict=True):
            concerned = field.name in changed or raw != field.initial or not self.steps
            if field.owner in told and field.kind in ("machine", "variable") and concerned:
                told[field.owner].append(f"{own_name(field)} = {self.names.value(field, raw)}")
        return (Lane(str(copy), tuple(told[copy])) for copy in self.copies)

    def bands(self) -> Iterator[Band]:
        phases = list(self._phases())
        starts = [n for n, phase in enumerate(phases) if n == 0 or phase != phases[n - 1]]
        for start, end in pairwise((*starts, len(phases))):
            yield Band(phases[start], start, end - 1)

    def _phases(self) -> Iterator[str]:
        field = self.space.network.phase_field
        if field >= 0:
            for step in self.steps:
                yield self.space.network.fields[field].shown(self.space.states[step.target][field])

    # -- one step -------------------------------------------------------------------------------------------------

    def moment(self, step: Step) -> Moment:
        label = step.label
        lane = self.at[label.actor] if label.actor else None
        told: dict[int, list[str]] = {}
        for change in step.changes:
            if change.owner in self.at and change.kind in ("machine", "variable"):
                told.setdefault(self.at[change.owner], []).append(
                    f"{own_name(change)} = {self.names.values(change)[1]}"
                )
        return Moment(0, self.act(step), lane, label.cause, tuple((n, tuple(told[n])) for n in sorted(told)))

    def act(self, step: Step) -> str:
        label = step.label
        if label.kind == "action" and label.actor:
            return self.names.action(label)
        if label.kind == "lost":
            return f"notices: {label.name} lost"
        return f"{label.name} {label.kind}" if label.kind in FAULTS else ""

    # -- messages -------------------------------------------------------------------------------------------------

    def receive(self, step: Step, number: int) -> None:
        for transfer in step.label.received:
            if transfer in step.label.sent:
                continue
            way = (transfer.connection, str(transfer.sender), str(transfer.receiver))
            queue = self.flying.setdefault(way, [])
            found = next((item for item in queue if item.packet == transfer.packet), None)
            if found:
                queue.remove(found)
                fate = self.messages[found.at].fate
                self.messages[found.at] = replace(
                    self.messages[found.at], received=number, fate="doubled" if fate == "doubled" else "received"
                )

    def send(self, step: Step, number: int) -> None:
        for transfer in step.label.sent:
            start, end = self.at[transfer.sender], self.at[transfer.receiver]
            text = self.names.message(transfer)
            met = transfer in step.label.received
            if transfer.lost:
                self.messages.append(Message(text, start, end, number, number, "unsent"))
            elif met:
                self.messages.append(Message(text, start, end, number, number))
            else:
                way = (transfer.connection, str(transfer.sender), str(transfer.receiver))
                self.flying.setdefault(way, []).append(_Flying(len(self.messages), transfer.packet))
                self.messages.append(Message(text, start, end, number, None, "waiting"))

    def already_there(self, state: int) -> None:
        """Messages that are on their way as the chart begins."""
        for way, channel, packets in self._channels(state):
            for packet in packets:
                text = self.names.packet(packet, channel.sender, channel.receiver)
                self.flying.setdefault(way, []).append(_Flying(len(self.messages), packet))
                start, end = self.at[channel.sender], self.at[channel.receiver]
                self.messages.append(Message(text, start, end, None, None, "waiting"))

    def reconcile(self, step: Step, number: int) -> None:
        """What is on its way but no longer queued was dropped; what is queued twice was doubled."""
        queued: dict[_Way, Counter[Packet]] = {}
        channels: dict[_Way, Channel] = {}
        for way, channel, packets in self._channels(step.target):
            queued.setdefault(way, Counter()).update(packets)
            channels[way] = channel
        for way, queue in self.flying.items():
            self._drop(queue, queued.get(way, Counter()), number)
        for way, left in queued.items():
            for packet in left.elements():
                channel = channels[way]
                text = self.names.packet(packet, channel.sender, channel.receiver)
                self.flying.setdefault(way, []).append(_Flying(len(self.messages), packet))
                start, end = self.at[channel.sender], self.at[channel.receiver]
                self.messages.append(Message(text, start, end, number, None, "doubled"))

    def _drop(self, queue: list[_Flying], left: Counter[Packet], number: int) -> None:
        """Takes from `left` what is still on its way."""
        for item in list(queue):
            if left[item.packet] > 0:
                left[item.packet] -= 1
            else:
                queue.remove(item)
                self.messages[item.at] = replace(self.messages[item.at], received=number, fate="dropped")

    def _channels(self, state: int) -> Iterator[tuple[_Way, Channel, tuple[Packet, ...]]]:
        for field, raw in zip(self.space.network.fields, self.space.states[state], strict=True):
            if (channel := field.channel) is not None:
                way = (channel.connection, str(channel.sender), str(channel.receiver))
                yield way, channel, channel.packets(raw)

    # -- connections ----------------------------------------------------------------------------------------------

    def connect(self, step: Step, number: int) -> None:
        label = step.label
        if label.kind in ("opened", "refused"):
            start, end = _turned(label.actor, label.notices[0].ends)
            kind: LinkKind = "opened" if label.kind == "opened" else "refused"
            self.links.append(Link(f"{label.name} {label.kind}", kind, self.at[start], self.at[end], number))
        if label.kind == "breaks":
            self.lose(label.name, *label.notices[0].ends, number, "broken")
        for name, one, two in label.closed:
            if self._was_open(step, name, one, two):
                self.lose(name, *_turned(label.actor, (one, two)), number, "lost")
        for notice in label.notices:
            if notice.kind == "lost" and notice.at is not None:
                self.notice(notice, number)

    def lose(self, name: str, start: Copy, end: Copy, number: int, kind: LinkKind) -> None:
        for one, two in ((start, end), (end, start)):
            self.unnoticed[name, one, two] = len(self.links)
        self.links.append(
            Link(f"{name} {'breaks' if kind == 'broken' else 'closed'}", kind, self.at[start], self.at[end], number)
        )

    def notice(self, notice: Notice, number: int) -> None:
        at, other = _turned(notice.at, notice.ends)
        found = self.unnoticed.pop((notice.connection, at, other), None)
        if found is not None and self.links[found].kind == "lost" and self.links[found].end == self.at[at]:
            self.links[found] = replace(self.links[found], learned=number)

    def _was_open(self, step: Step, name: str, one: Copy, two: Copy) -> bool:
        wanted = {f"{name}[{one}, {two}]", f"{name}[{two}, {one}]"}
        found = [
            change
            for change in step.changes
            if change.kind == "connection" and change.field.partition("#")[0] in wanted
        ]
        return any(change.before == "open" for change in found)


def _turned(actor: Copy | None, ends: tuple[Copy, Copy]) -> tuple[Copy, Copy]:
    """The ends, the one who acts first."""
    return ends if actor in (None, ends[0]) else (ends[1], ends[0])
