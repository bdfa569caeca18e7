"""What a row may be triggered by, and what that binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.laws.generator.draw import Draw
from tests.laws.generator.plan import Action, Message, Names, Party, Plan, VariableKind


@dataclass(frozen=True)
class Trigger:
    """A trigger of a party: the copies and the fields that it binds.

    `fair` is how fair it is of itself; None where that is not known. Rows of a `silent` trigger send nothing, and
    nothing is sent on a connection that is in `closed`.
    """

    text: str
    kind: Literal["action", "message", "opened", "refused", "lost"]
    names: Names
    fields: dict[str, VariableKind] = field(default_factory=dict)
    fair: str | None = None
    silent: bool = False
    closed: tuple[str, ...] = ()


def triggers(draw: Draw, plan: Plan, party: Party) -> Iterator[Trigger]:
    """What the machines of a party listen to."""
    own = {party.name: party.name}
    fair = str(party.entry.get("fair", "weak"))
    meets = any(message.connection.rendezvous for message in plan.sent_by(party))
    for action in party.actions:
        owed = str(action.entry.get("fair", fair if action.cause == "protocol" else "no"))
        silent = meets and "closes" in action.entry
        yield Trigger(action.name, "action", {**action.per, **own}, action.fields, owed, silent, _closed(action))
    for message in plan.received_by(party):
        owed_here = None if "fair" in message.connection.entry else fair
        silent = message.connection.rendezvous
        names = message.binds() | ({} if hides_the_sender(message) else {"sender": message.sender})
        yield Trigger(message.name, "message", names, message.fields, owed_here, silent)
    for connection in plan.of(party):
        names = {**dict(connection.ends), **own, "peer": connection.far_from(party.name)}
        opener = dict(connection.ends).get(connection.entry.get("opened_by", ""))
        owed = "no" if connection.outside else fair
        if opener == party.name or (opener and draw.chance(50)):
            yield Trigger(f"{connection.name}.opened", "opened", names, fair=owed, silent=meets)
        if opener == party.name and draw.chance(50):
            yield Trigger(f"{connection.name}.refused", "refused", names, fair=owed, silent=meets)
        if draw.chance(75):
            yield Trigger(f"{connection.name}.lost", "lost", names, fair=fair, silent=meets)


def hides_the_sender(message: Message) -> bool:
    """Whether a message carries something by the name of the end at which its sender is."""
    ends = [name for name, of in message.connection.ends if message.connection.itself or of == message.sender]
    return message.about is not None and message.about[0] in ends


def _closed(action: Action) -> tuple[str, ...]:
    """The connections that an action closes at once: what it sends there would be lost."""
    closes = action.entry.get("closes", [])
    if isinstance(closes, dict):
        return tuple(name for name, how in closes.items() if how == "drop")
    return (closes,) if isinstance(closes, str) else tuple(closes)
