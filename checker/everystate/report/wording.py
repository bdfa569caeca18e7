"""What things are called in a report: copies by their names, not by their numbers, and numbers with their nouns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from everystate.composing.network import Copy, Label, Network, Packet
from everystate.loading.expression import Constant, Value, shown
from everystate.loading.spec import CopiesOf, Per

if TYPE_CHECKING:
    from everystate.judging.verdict import Changed

_FEWEST = 6
_ENDS = re.compile(r"\w+\[(\w+(?:\[\d+\])?), (\w+(?:\[\d+\])?)\]")


def printable(text: str) -> str:
    """The text in one line, with everything escaped that a terminal would take for a command."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def one_line(text: str) -> str:
    """A text of several lines as one."""
    return printable(" ".join(text.split()))


def counted(number: int, noun: str) -> str:
    """`1 step`, `2,000 steps`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(text: str, width: int) -> str:
    """The text, cut to a width."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def contracted(text: str, width: int) -> str:
    """The text with its middle left out: names that begin alike often end otherwise, as do copies.

    What stands in brackets goes first.
    """
    if len(text) <= width:
        return text
    name, bracket, inside = text.partition("(")
    if bracket:
        room = width - len(name) - 2
        return f"{name}({contracted(inside[:-1], room)})" if room >= _FEWEST else contracted(name, width)
    tail = width // 2
    return shortened(text, width - tail) + text[len(text) - tail :]


class Wording:
    """Calls the copies, messages and values of one network by their names."""

    def __init__(self, network: Network) -> None:
        self.spec = network.spec
        self.counts: dict[str, Value] = {}
        for party in network.spec.parties:
            fixed = party.copies.value if isinstance(party.copies, Constant) else None
            self.counts[party.name] = network.parameters.get(party.copies_name, fixed)

    def copy(self, party: str, number: Value) -> str:
        """A copy of a party, by its number; what is no number stays as it is."""
        if not isinstance(number, int) or isinstance(number, bool):
            return shown(number)
        return str(Copy(party, number, alone=self.counts.get(party) == 1))

    def packet(self, packet: Packet, sender: Copy, receiver: Copy) -> str:
        """A message, with whom it is about (unless there is only one) and what it carries."""
        wanted = (packet.message, sender.party, receiver.party)
        message = next(m for m in self.spec.messages if (m.name, m.sender, m.receiver) == wanted)
        about = {per.name: per for per in message.about}
        parts = [self._part(name, value, about.get(name)) for name, value in packet.values]
        inside = ", ".join(part for part in parts if part)
        return f"{packet.message}({inside})" if inside else packet.message

    def _part(self, name: str, value: Value, per: Per | None) -> str:
        if per is None:
            return f"{name}={shown(value)}"
        if self.counts.get(per.party) == 1:
            return ""
        copy = self.copy(per.party, value)
        return copy if per.name == per.party else f"{name}={copy}"

    def actor(self, label: Label) -> str:
        """Who moves in a step: a copy, or the connection that something happens to."""
        return str(label.actor) if label.actor else "{}[{}, {}]".format(label.name, *label.notices[0].ends)

    def trigger(self, label: Label) -> str:
        """What happens in a step, without saying to whom."""
        if label.kind == "message":
            transfer = label.received[0]
            return f"receives {self.packet(transfer.packet, transfer.sender, transfer.receiver)} from {transfer.sender}"
        if label.kind == "action":
            inside = ", ".join(self._copies_of_action(label))
            return f"{label.name}({inside})" if inside else label.name
        one, two = label.notices[0].ends
        return f"{label.name}[{one}, {two}].{label.kind}" if label.actor else label.kind

    def _copies_of_action(self, label: Label) -> list[str]:
        assert label.actor is not None
        declared = self.spec.party(label.actor.party)
        action = next(action for action in declared.actions if action.name == label.name)
        names = dict(label.names)
        return [self.copy(per.party, names[per.name]) for per in action.per]

    def values(self, change: Changed) -> tuple[str, str]:
        """What a field was and is."""
        return self._value(change, change.before), self._value(change, change.after)

    def _value(self, change: Changed, text: str) -> str:
        if change.kind == "connection":
            return connection_told(change.field, text)
        if change.kind == "variable" and change.owner is not None and text.isdigit():
            party = self._copies_in(change, change.owner)
            return self.copy(party, int(text)) if party else text
        return text

    def _copies_in(self, change: Changed, owner: Copy) -> str:
        """The party whose copies a variable holds; none if it holds numbers."""
        name = own_name(change).partition("[")[0]
        variable = next(v for v in self.spec.party(owner.party).variables if v.name == name)
        parties = [item.party for item in variable.domain if isinstance(item, CopiesOf)]
        return parties[0] if parties else ""


def own_name(change: Changed) -> str:
    """The name of a field without that of the party that has it."""
    return change.field.removeprefix(f"{change.owner}.") if change.owner else change.field


def connection_told(name: str, value: str) -> str:
    """What a connection is, in words: with the ends that have yet to notice its loss."""
    ends = _ENDS.match(name)
    if ends is None or not value.startswith("pending"):
        return value
    who = "both ends" if value == "pending both" else ends[int(value[-1]) + 1]
    return f"lost, unnoticed by {who}"
