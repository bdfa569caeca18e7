"""Mistakes that only the whole shows: messages without a way or a listener, actions nobody takes."""

from __future__ import annotations

from everystate.load.spec import Message, Spec, Trigger
from everystate.problems import Problems


def check_wiring(spec: Spec, problems: Problems) -> None:
    """Every message has a connection and a listener; every action moves a machine; every fault has a phase."""
    for message in spec.messages:
        _check_message(spec, message, problems)
    for party in spec.parties:
        for action in party.actions:
            if not party.listens_to(Trigger("action", action.name)):
                problems.add(
                    action.place, f"no machine of {party.name} takes '{action.name}'", "", "add a row with this trigger"
                )
    if spec.phases:
        _check_faults(spec, problems)


def carriers(spec: Spec, message: Message) -> list[str]:
    """The connections that carry a message."""
    joined = [c for c in spec.connections if sorted(c.parties()) == sorted((message.sender, message.receiver))]
    return [c.name for c in joined if not c.carries or message.protocol in c.carries]


def _check_message(spec: Spec, message: Message, problems: Problems) -> None:
    names = carriers(spec, message)
    between = f"{message.sender} and {message.receiver}"
    if not names:
        problems.add(message.place, f"nothing carries '{message.name}'", f"no connection joins {between}", "add one")
    if len(names) > 1:
        why = f"{' and '.join(names)} both join {between}"
        problems.add(message.place, f"two connections carry '{message.name}'", why, "say which with `carries:`")
    if not spec.party(message.receiver).listens_to(Trigger("message", message.name)):
        what = f"no machine of {message.receiver} listens to '{message.name}'"
        problems.add(message.place, what, "it would stay in its channel", "add a row with this trigger")


def _check_faults(spec: Spec, problems: Problems) -> None:
    placed = {(e.kind, e.name) for phase in spec.phases for e in (*phase.begins, *phase.within)}
    for connection in spec.connections:
        faults = {"breaks": connection.breaks, "loses": connection.loses, "duplicates": connection.duplicates}
        for kind, fault in faults.items():
            if fault is not None and (kind, connection.name) not in placed:
                event = f"{connection.name}.{kind}"
                why = "it is a fault, and there are phases"
                problems.add(
                    connection.place, f"'{event}' belongs to no phase", why, "add it to a phase's begins or within"
                )
