"""What becomes of messages and connections in a run, followed from step to step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from everystate.composing.connection_state import ConnectionState
from everystate.composing.event import Notice
from everystate.composing.field import Copy, FieldKey, Packet
from everystate.exploring.space import Space
from everystate.judging.verdict import Step
from everystate.wording.chart import Link, LinkKind, Message
from everystate.wording.names import Names
from everystate.wording.traffic import Fate, Passage, passages, waiting

_TURNS: tuple[Fate, ...] = ("received", "sent", "met", "unsent", "dropped", "doubled")
_OPENING: dict[str, LinkKind] = {"opened": "opened", "refused": "refused"}
_Ends = tuple[Copy, Copy]


def turned(actor: Copy | None, ends: _Ends) -> _Ends:
    """The ends, the one who acts first."""
    return ends if actor in (None, ends[0]) else (ends[1], ends[0])


# -- messages -----------------------------------------------------------------------------------------------------


def follow_messages(space: Space, steps: Sequence[Step], names: Names, lanes: Mapping[Copy, int]) -> list[Message]:
    """The messages of a run: those on their way as it begins, then the others in the order in which they are sent."""
    following = _Messages(lanes)
    for passage in _already_there(space, steps[0].source, names) if steps else ():
        following.begin(passage, None)
    for number, step in enumerate(steps):
        for passage in sorted(passages(space, step), key=lambda one: _TURNS.index(one.fate)):
            (following.end if passage.fate in ("received", "dropped") else following.begin)(passage, number)
    return following.messages


def _already_there(space: Space, state: int, names: Names) -> Iterator[Passage]:
    for field, raw in zip(space.network.fields, space.states[state], strict=True):
        if field.channel is not None:
            yield from waiting(field.channel, raw)


class _Messages:
    """Messages so far. Those on their way are in `flying`, by connection and direction, as places in the list."""

    def __init__(self, lanes: Mapping[Copy, int]) -> None:
        self.lanes = lanes
        self.messages: list[Message] = []
        self.flying: dict[tuple[FieldKey, Copy, Copy], list[tuple[Packet, int]]] = {}

    def begin(self, passage: Passage, number: int | None) -> None:
        """One more message."""
        doubled = passage.fate == "doubled"
        if passage.fate == "sent" or doubled:
            self.flying.setdefault(passage.way, []).append((passage.packet, len(self.messages)))
        self.messages.append(
            Message(
                passage.text,
                self.lanes[passage.sender],
                self.lanes[passage.receiver],
                sent=number,
                received=number if passage.fate in ("met", "unsent") else None,
                fate="sent" if doubled else passage.fate,
                doubled=doubled,
                connection=str(passage.connection),
                full=passage.full,
            )
        )

    def end(self, passage: Passage, number: int) -> None:
        """Of those that are alike, the first is received; the last is lost, and rather one from an earlier step."""
        queue = self.flying[passage.way]
        alike = [item for item in queue if item[0] == passage.packet]
        earlier = [item for item in alike if self.messages[item[1]].sent != number]
        item = alike[0] if passage.fate == "received" else (earlier or alike)[-1]
        queue.remove(item)
        self.messages[item[1]] = replace(self.messages[item[1]], received=number, fate=passage.fate)


# -- connections --------------------------------------------------------------------------------------------------


def follow_links(steps: Sequence[Step], lanes: Mapping[Copy, int]) -> list[Link]:
    """What opens, is refused or is lost in a run, in order."""
    following = _Links(lanes)
    for number, step in enumerate(steps):
        following.step(step, number)
    return following.links


class _Links:
    """Links so far; `unnoticed` are those whose loss an end has yet to notice, by connection and ends."""

    def __init__(self, lanes: Mapping[Copy, int]) -> None:
        self.lanes = lanes
        self.links: list[Link] = []
        self.unnoticed: dict[tuple[str, _Ends], int] = {}

    def step(self, step: Step, number: int) -> None:
        label = step.label
        if kind := _OPENING.get(label.kind):
            self.add(label.name, label.kind, kind, turned(label.actor, label.notices[0].ends), number)
        if label.kind == "breaks":
            self.lose(label.name, label.kind, "broken", label.notices[0].ends, number)
        was_open = {change.key for change in step.changes if change.before == ConnectionState.OPEN}
        joined = {(key.name, *key.ends) for key in was_open if key.kind == "connection"}
        for name, one, two in dict.fromkeys(label.closed):  # once, also if there is an old instance of it
            if (name, one, two) in joined:
                self.lose(name, "closed", "lost", turned(label.actor, (one, two)), number)
        for notice in label.notices:
            if notice.kind == "lost" and notice.at is not None:
                self.learn(notice, notice.at, number)

    def add(self, name: str, verb: str, kind: LinkKind, ends: _Ends, number: int) -> None:
        self.links.append(Link(f"{name} {verb}", kind, self.lanes[ends[0]], self.lanes[ends[1]], number))

    def lose(self, name: str, verb: str, kind: LinkKind, ends: _Ends, number: int) -> None:
        one, two = ends
        self.unnoticed[name, (one, two)] = self.unnoticed[name, (two, one)] = len(self.links)
        self.add(name, verb, kind, ends, number)

    def learn(self, notice: Notice, at: Copy, number: int) -> None:
        """An end notices: that is drawn where the other end has closed."""
        found = self.unnoticed.pop((notice.connection, turned(at, notice.ends)), None)
        if found is not None and self.links[found].kind == "lost" and self.links[found].end == self.lanes[at]:
            self.links[found] = replace(self.links[found], learned=number)
