"""The values of the names that a trigger binds, from the label of an event."""

from __future__ import annotations

from everystate.composing.event import Label
from everystate.composing.field import Copy
from everystate.loading.expression import Value
from everystate.loading.party import Trigger
from everystate.loading.spec import Spec


def names_of(label: Label, trigger: Trigger, at: Copy | None) -> dict[str, Value]:
    """The names that a trigger binds where it reaches a copy: those of the message or the notice, or of the action."""
    for transfer in label.received:
        if (Trigger("message", transfer.packet.message), transfer.receiver) == (trigger, at):
            return dict(transfer.names)
    for notice in label.notices:
        if (notice.kind, notice.connection, notice.at) == (trigger.kind, trigger.name, at):
            return dict(notice.names)
    return dict(label.names)


def parties_of(spec: Spec, trigger: Trigger, at: Copy) -> dict[str, str]:
    """The party whose copy each name means that a trigger binds at a copy; fields of messages are left out."""
    if trigger.kind == "action":
        action = spec.party(at.party).action(trigger.name)
        return {per.name: per.party for per in action.per}
    if trigger.kind == "expires":
        return {per.name: per.party for per in spec.party(at.party).per(trigger.name)}
    made: dict[str, str] = {}
    if trigger.kind == "message":
        for message in spec.messages:
            if (message.name, message.receiver) == (trigger.name, at.party):
                made |= {message.sender: message.sender} | {per.name: per.party for per in message.about}
    for connection in spec.connections:
        if trigger.kind == "message" or connection.name == trigger.name:
            made |= {end.name: end.party for end in connection.ends}
    return made
