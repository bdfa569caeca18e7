"""The names of copies, messages, values and steps of one network: copies by their names, not by their numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from everystate.composing.connection_state import ConnectionState
from everystate.composing.event import Label
from everystate.composing.field import Copy, Field, FieldKey
from everystate.composing.network import Network
from everystate.loading.expression import Value, shown

if TYPE_CHECKING:
    from everystate.judging.verdict import Changed


class Names:
    """Names everything in one network.

    Attributes:
        copies: of each party, by its name, in the order of the spec.
    """

    def __init__(self, network: Network) -> None:
        self.spec = network.spec
        self.copies: dict[str, list[Copy]] = {}
        for party in network.spec.parties:
            count = network.parameters.get(party.copies_name, getattr(party.copies, "value", 1))
            total = count if isinstance(count, int) else 1
            self.copies[party.name] = [Copy.of(party, number, total) for number in range(total)]

    def copy(self, party: str, number: Value) -> str:
        """A copy of a party, by its number; what is no number stays as it is."""
        known = self.copies.get(party, [])
        return str(known[number]) if isinstance(number, int) and number < len(known) else shown(number)

    # -- steps ----------------------------------------------------------------------------------------------------

    def actor(self, label: Label) -> str:
        """Who moves in a step: a copy, the connection that something happens to, or time."""
        if label.kind == "tick":
            return "time"
        return str(label.actor) if label.actor else "{}[{}, {}]".format(label.name, *label.notices[0].ends)

    def trigger(self, label: Label) -> str:
        """What happens in a step, without saying to whom."""
        if label.kind == "message":
            transfer = label.received[0]
            return f"receives {transfer.packet} from {transfer.sender}"
        if label.kind == "action":
            return label.action
        if label.timer is not None:
            return f"{label.timer.own_name} expires"
        if label.kind == "tick":
            return label.name
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
            return f"{label.actor}: {label.action}"
        if label.timer is not None or label.kind == "tick":
            return f"{label.actor}: {self.trigger(label)}" if label.actor else self.trigger(label)
        one, two = label.notices[0].ends
        noticed = f", as {label.actor} notices" if label.kind == "lost" else ""
        return f"{label.name} between {one} and {two}: {label.kind}{noticed}"

    # -- values ---------------------------------------------------------------------------------------------------

    def values(self, change: Changed) -> tuple[str, str]:
        """The old and the new value of a field, in words."""
        return self.value(change.key, change.before), self.value(change.key, change.after)

    def shown(self, field: Field, raw: int) -> str:
        """The value of a field in a joint state, in words."""
        return self.value(field.key, field.shown(raw))

    def value(self, key: FieldKey, text: str) -> str:
        """The value of a field: copies by their names; a lost connection with the ends yet to notice the loss."""
        if key.kind == "connection":
            return connection_state(key, text)
        party = self.spec.party(key.owner.party).copies_in(key.name) if key.owner and key.kind == "variable" else ""
        numbers = {str(copy.number): str(copy) for copy in self.copies.get(party, ())}
        return re.sub(r"\w+", lambda word: numbers.get(word[0], word[0]), text)

    def has_one_state(self, key: FieldKey) -> bool:
        """Whether a field is a machine that has only one state."""
        machines = self.spec.party(key.owner.party).machines if key.owner and key.kind == "machine" else ()
        return any(machine.name == key.name and len(machine.states) == 1 for machine in machines)


def connection_state(key: FieldKey, text: str) -> str:
    """What a connection is, in words: with the ends that have yet to notice its loss."""
    pending = ConnectionState(text).pending
    if not pending:
        return text
    return f"lost, unnoticed by {key.ends[pending[0]] if len(pending) == 1 else 'both ends'}"
