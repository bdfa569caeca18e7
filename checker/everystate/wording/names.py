"""What copies, messages, values and steps of one network are called: copies by their names, not by their numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from everystate.composing.network import Copy, Field, Label, Network, Packet, Transfer
from everystate.loading.expression import Value, shown
from everystate.loading.spec import Per

if TYPE_CHECKING:
    from everystate.judging.verdict import Changed

_ENDS = re.compile(r"\w+\[(\w+(?:\[\d+\])?), (\w+(?:\[\d+\])?)\]")


class Names:
    """Calls everything of one network by its name.

    Attributes:
        copies: of each party, by its name, in the order of the spec.
    """

    def __init__(self, network: Network) -> None:
        self.spec = network.spec
        self.copies: dict[str, list[Copy]] = {}
        for party in network.spec.parties:
            count = network.parameters.get(party.copies_name, getattr(party.copies, "value", 1))
            total = count if isinstance(count, int) else 1
            self.copies[party.name] = [Copy(party.name, number, total == 1) for number in range(total)]

    def copy(self, party: str, number: Value) -> str:
        """A copy of a party, by its number; what is no number stays as it is."""
        known = self.copies.get(party, [])
        return str(known[number]) if isinstance(number, int) and number < len(known) else shown(number)

    # -- messages -------------------------------------------------------------------------------------------------

    def message(self, transfer: Transfer) -> str:
        """A message that is sent or received."""
        return self.packet(transfer.packet, transfer.sender, transfer.receiver)

    def packet(self, packet: Packet, sender: Copy, receiver: Copy) -> str:
        """A message, with whom it is about (unless there is only one) and what it carries."""
        wanted = (packet.message, sender.party, receiver.party)
        message = next(m for m in self.spec.messages if (m.name, m.sender, m.receiver) == wanted)
        about = {per.name: per for per in message.about}
        inside = ", ".join(filter(None, (self._part(name, value, about.get(name)) for name, value in packet.values)))
        return f"{packet.message}({inside})" if inside else packet.message

    def _part(self, name: str, value: Value, per: Per | None) -> str:
        if per is None:
            return f"{name}={shown(value)}"
        if len(self.copies[per.party]) == 1:
            return ""
        copy = self.copy(per.party, value)
        return copy if per.name == per.party else f"{name}={copy}"

    # -- steps ----------------------------------------------------------------------------------------------------

    def actor(self, label: Label) -> str:
        """Who moves in a step: a copy, or the connection that something happens to."""
        return str(label.actor) if label.actor else "{}[{}, {}]".format(label.name, *label.notices[0].ends)

    def trigger(self, label: Label) -> str:
        """What happens in a step, without saying to whom."""
        if label.kind == "message":
            transfer = label.received[0]
            return f"receives {self.message(transfer)} from {transfer.sender}"
        if label.kind == "action":
            return self.action(label)
        one, two = label.notices[0].ends
        return f"{label.name}[{one}, {two}].{label.kind}" if label.actor else label.kind

    def step(self, label: Label) -> str:
        """Who moves in a step, and what happens."""
        return f"{self.actor(label)} {self.trigger(label)}"

    def sentence(self, label: Label) -> str:
        """A step on a picture."""
        if label.kind == "message":
            return self.step(label)
        if label.kind == "action":
            return f"{label.actor}: {self.action(label)}"
        one, two = label.notices[0].ends
        noticed = f", as {label.actor} notices" if label.kind == "lost" else ""
        return f"{label.name} between {one} and {two}: {label.kind}{noticed}"

    def action(self, label: Label) -> str:
        """An action with the copies that it is for."""
        assert label.actor is not None
        declared = next(one for one in self.spec.party(label.actor.party).actions if one.name == label.name)
        names = dict(label.names)
        inside = ", ".join(self.copy(per.party, names[per.name]) for per in declared.per)
        return f"{label.name}({inside})" if inside else label.name

    # -- values ---------------------------------------------------------------------------------------------------

    def values(self, change: Changed) -> tuple[str, str]:
        """What a field was and is."""
        return self._value(change, change.before), self._value(change, change.after)

    def value(self, field: Field, raw: int) -> str:
        """What a field is; a variable that holds a copy says which."""
        return (
            self._variable(field.owner, field.name, field.shown(raw)) if field.kind == "variable" else field.shown(raw)
        )

    def _value(self, change: Changed, text: str) -> str:
        if change.kind == "connection":
            return connection_told(change.field, text)
        return self._variable(change.owner, change.field, text) if change.kind == "variable" else text

    def _variable(self, owner: Copy | None, name: str, text: str) -> str:
        if owner is None or not text.isdigit():
            return text
        party = self.spec.party(owner.party).copies_in(name.removeprefix(f"{owner}.").partition("[")[0])
        return self.copy(party, int(text)) if party else text


def own_name(change: Changed | Field) -> str:
    """The name of a field without that of the party that has it."""
    name = change.name if isinstance(change, Field) else change.field
    return name.removeprefix(f"{change.owner}.") if change.owner else name


def connection_told(name: str, value: str) -> str:
    """What a connection is, in words: with the ends that have yet to notice its loss."""
    ends = _ENDS.match(name)
    if ends is None or not value.startswith("pending"):
        return value
    who = "both ends" if value == "pending both" else ends[int(value[-1]) + 1]
    return f"lost, unnoticed by {who}"
