"""What happens to messages in a step, including those that it neither sends nor receives: lost or duplicated ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from everystate.composing.event import Edit, Transfer
from everystate.composing.field import Channel, Copy, FieldKey, Packet
from everystate.exploring.space import Space
from everystate.judging.verdict import Step

Fate = Literal["sent", "met", "unsent", "received", "dropped", "doubled"]
"""What happens to a message in a step: sent (and queued); met (sent and received at once); unsent (lost, since the
connection is not open, or is full); received; dropped (lost on its way); doubled."""


@dataclass(frozen=True)
class Passage:
    """What happens in a step to a message between two copies."""

    packet: Packet
    sender: Copy
    receiver: Copy
    connection: FieldKey
    fate: Fate
    full: bool = False

    @property
    def text(self) -> str:
        """The message in words."""
        return str(self.packet)

    @property
    def lost(self) -> bool:
        """Whether it never arrives."""
        return self.fate in ("unsent", "dropped")

    @property
    def way(self) -> tuple[FieldKey, Copy, Copy]:
        """Over which connection it goes, and in which direction."""
        return self.connection, self.sender, self.receiver


def passages(space: Space, step: Step) -> tuple[Passage, ...]:
    """Every message of a step: first what is received, then what is lost or doubled on its way, then what is sent."""
    label = step.label
    met = set(label.received) & set(label.sent)
    return (
        *(_passed(transfer, "received") for transfer in label.received if transfer not in met),
        *_on_the_way(space, step),
        *(_passed(t, "met" if t in met else "unsent" if t.lost else "sent") for t in label.sent),
    )


def waiting(channel: Channel, content: int) -> Iterator[Passage]:
    """What is queued, head first, as sent."""
    return (_queued(channel, packet, "sent") for packet in channel.packets(content))


def _passed(transfer: Transfer, fate: Fate) -> Passage:
    return Passage(transfer.packet, transfer.sender, transfer.receiver, transfer.connection, fate, transfer.full)


def _queued(channel: Channel, packet: Packet, fate: Fate) -> Passage:
    return Passage(packet, channel.sender, channel.receiver, channel.connection, fate)


def _on_the_way(space: Space, step: Step) -> Iterator[Passage]:
    for field, change in space.event(step.event).update:
        channel = space.network.fields[field].channel
        if channel is None or not isinstance(change, tuple):
            continue
        content = space.states[step.source][field]
        for edit in change:
            fate, codes = _touched(channel, content, edit, step.label.kind)
            for code in codes:
                yield _queued(channel, channel.alphabet[code - 1], fate)
            content = edit.apply(channel, content)


def _touched(channel: Channel, content: int, edit: Edit, kind: str) -> tuple[Fate, tuple[int, ...]]:
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
            return "dropped", ()
