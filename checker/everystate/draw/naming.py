"""What copies, messages and values are called in a picture."""

from __future__ import annotations

from everystate.composing.network import Copy, Field, Label, Network, Packet, Transfer
from everystate.judging.verdict import Changed
from everystate.loading.expression import Value, shown
from everystate.loading.spec import CopiesOf


class Naming:
    """Calls everything of one network by its name."""

    def __init__(self, network: Network) -> None:
        self.spec = network.spec
        self.copies: dict[str, list[Copy]] = {}
        for party in network.spec.parties:
            count = network.parameters.get(party.copies_name, getattr(party.copies, "value", 1))
            total = count if isinstance(count, int) else 1
            self.copies[party.name] = [Copy(party.name, number, total == 1) for number in range(total)]

    def copy(self, party: str, number: Value) -> str:
        """A copy of a party by its number."""
        known = self.copies.get(party, [])
        return str(known[number]) if isinstance(number, int) and number < len(known) else shown(number)

    def message(self, transfer: Transfer) -> str:
        """A message with what it carries; whom it is about is said where there is more than one."""
        return self.packet(transfer.packet, transfer.sender.party)

    def packet(self, packet: Packet, sender: str) -> str:
        """The same, of what is queued."""
        declared = next(m for m in self.spec.messages if m.name == packet.message and m.sender == sender)
        about = {per.name: per.party for per in declared.about}
        inside = ", ".join(
            self.copy(about[name], value) if name in about else f"{name}={shown(value)}"
            for name, value in packet.values
            if len(self.copies.get(about.get(name, ""), ())) != 1
        )
        return f"{packet.message}({inside})" if inside else packet.message

    def action(self, party: str, name: str, names: tuple[tuple[str, Value], ...]) -> str:
        """An action with the copies that it is for."""
        declared = next(action for action in self.spec.party(party).actions if action.name == name)
        bound = dict(names)
        inside = ", ".join(self.copy(per.party, bound[per.name]) for per in declared.per if per.name in bound)
        return f"{name}({inside})" if inside else name

    def said(self, label: Label) -> str:
        """What happens in a step."""
        if label.kind == "message":
            transfer = label.received[0]
            return f"{label.actor} receives {self.message(transfer)} from {transfer.sender}"
        if label.kind == "action" and label.actor:
            return f"{label.actor}: {self.action(label.actor.party, label.name, label.names)}"
        one, two = label.notices[0].ends
        return f"{label.name} between {one} and {two}: {label.kind}" + (
            f", as {label.actor} notices" if label.kind == "lost" else ""
        )

    def change(self, change: Changed) -> str:
        """A new state or value of a party: `light[room] = on`."""
        return f"{change.field.removeprefix(f'{change.owner}.')} = {self.value(change)}"

    def value(self, change: Changed) -> str:
        """The new value; a variable that holds a copy says which."""
        if change.kind != "variable" or change.owner is None or not change.after.isdigit():
            return change.after
        own = change.field.removeprefix(f"{change.owner}.").partition("[")[0]
        variable = next(v for v in self.spec.party(change.owner.party).variables if v.name == own)
        parties = [item.party for item in variable.domain if isinstance(item, CopiesOf)]
        return self.copy(parties[0], int(change.after)) if parties else change.after

    def held(self, field: Field, raw: int) -> Changed:
        """A field with a value, as if it had just got it."""
        return Changed(field.name, "", field.shown(raw), field.owner, field.kind)
