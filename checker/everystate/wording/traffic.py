"""What becomes of messages in a step, also of those that nobody sends or receives in it: they are lost, or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from everystate.composing.network import Channel, Copy, Edit, FieldKey, Packet
from everystate.exploring.space import Space
from everystate.judging.verdict import Step

Fate = Literal["received", "sent", "met", "unsent", "dropped", "doubled"]


@dataclass(frozen=True)
class Passage:
    """A message between two copies.

    fates: received; sent (and queued); met (sent and received at once); unsent (lost: the connection is not open);
    dropped (lost on its way); doubled.
    """

    packet: Packet
    sender: Copy
    receiver: Copy
    connection: FieldKey
    fate: Fate

    @property
    def lost(self) -> bool:
        """Whether it never arrives."""
        return self.fate in ("unsent", "dropped")


def passages(space: Space, step: Step) -> tuple[Passage, ...]:
    """Every message of a step: first what is received, then what is lost or doubled on its way, then what is sent."""
    label = step.label
    met = set(label.received) & set(label.sent)
    made = [Passage(t.packet, t.sender, t.receiver, t.connection, "received") for t in label.received if t not in met]
    made += _on_the_way(space, step)
    for t in label.sent:
        fate: Fate = "met" if t in met else "unsent" if t.lost else "sent"
        made.append(Passage(t.packet, t.sender, t.receiver, t.connection, fate))
    return tuple(made)


def _on_the_way(space: Space, step: Step) -> Iterator[Passage]:
    for field, change in space.event(step.event).update:
        channel = space.network.fields[field].channel
        if channel is None or not isinstance(change, tuple):
            continue
        content = space.states[step.source][field]
        for edit in change:
            fate, codes = _touched(channel, content, edit, step.label.kind)
            for code in codes if fate else ():
                packet = channel.alphabet[code - 1]
                yield Passage(packet, channel.sender, channel.receiver, channel.connection, fate or "dropped")
            content = edit.apply(channel, content)


def _touched(channel: Channel, content: int, edit: Edit, kind: str) -> tuple[Fate | None, tuple[int, ...]]:
    """What an edit does to messages other than those sent and received."""
    codes = channel.codes(content)
    match edit.kind, kind:
        case "clear", _:
            return "dropped", codes
        case "lose", _:
            return "dropped", codes[edit.number : edit.number + 1]
        case "remove", "loses":
            return "dropped", (edit.number,)
        case "double", _:
            return "doubled", codes[edit.number : edit.number + 1]
        case "append", "duplicates":
            return "doubled", (edit.number,)
        case _:
            return None, ()
