"""Mistakes that only the whole protocol shows: messages without a connection or a listener, actions without a row."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.loading.expression import Constant
from everystate.loading.party import Party, Trigger
from everystate.loading.spec import Connection, Message, Spec
from everystate.problems import Problems


def check_wiring(spec: Spec, problems: Problems) -> None:
    """Every message has a way and a listener, every action a machine, every fault a phase, every machine a trigger."""
    for message in spec.messages:
        _check_message(spec, message, problems)
    for party in spec.parties:
        for action in party.actions:
            if not party.listens_to(Trigger("action", action.name)):
                what = f"no machine of {party.name} takes '{action.name}'"
                problems.add(action.place, what, "", "add a row with this trigger")
    if spec.phases:
        _check_faults(spec, problems)
    for connection in spec.connections:
        if (connection.capacity, connection.full) == (Constant(0), Constant("drop")):
            problems.add(connection.place, *never_full(connection.name))
    _check_openings(spec, problems)
    _check_triggers(spec, problems)


def carriers(spec: Spec, message: Message) -> list[str]:
    """The connections that carry a message."""
    joined = [c for c in spec.connections if sorted(c.parties()) == sorted((message.sender, message.receiver))]
    return [c.name for c in joined if not c.carries or message.protocol in c.carries]


def never_full(connection: str) -> tuple[str, str, str]:
    """What is wrong with a rendezvous that drops what finds no room, why, and the remedy."""
    what, why = f"{connection} is a rendezvous with full: drop", "it has no channel that could be full"
    return what, why, "give it a capacity, or leave `full` out"


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
        for fault in connection.faults:
            if (fault.kind, connection.name) not in placed:
                what = f"'{connection.name}.{fault.kind}' belongs to no phase"
                why = "it is a fault, and there are phases"
                problems.add(connection.place, what, why, "add it to a phase's begins or within")
        for kind in _from_outside(spec, connection):
            if (kind, connection.name) not in placed:
                what = f"'{connection.name}.{kind}' belongs to no phase"
                why = "it is of cause environment, and there are phases"
                problems.add(connection.place, what, why, "add it to a phase's begins or within")


def _from_outside(spec: Spec, connection: Connection) -> Iterator[str]:
    """What the environment may do with a connection: open it, and have that refused."""
    if connection.opened_by is None or connection.opening.cause == "protocol":
        return
    yield "opened"
    one, two = (spec.party(connection.parties()[end]) for end in (connection.opened_by, 1 - connection.opened_by))
    if one.listens_to(Trigger("refused", connection.name)) and two.listens_to(Trigger("opened", connection.name)):
        yield "refused"


def _check_openings(spec: Spec, problems: Problems) -> None:
    """Every party that opens a connection takes `.opened`."""
    for connection in spec.connections:
        if connection.opened_by is None:
            continue
        opener = connection.parties()[connection.opened_by]
        if not spec.party(opener).listens_to(Trigger("opened", connection.name)):
            what = f"no machine of {opener} takes '{connection.name}.opened'"
            problems.add(connection.place, what, "it opens the connection", "add a row with this trigger")


def _check_triggers(spec: Spec, problems: Problems) -> None:
    """A machine has a row that something can set off."""
    for party in spec.parties:
        for machine in party.machines:
            triggers = dict.fromkeys(row.trigger for row in machine.rows if not row.dead_anyway)
            if triggers and not any(_can_happen(spec, party, trigger) for trigger in triggers):
                what = f"{party.name}.{machine.name} cannot be reached"
                why = f"{', '.join(map(str, triggers))} can never happen"
                problems.add(
                    machine.place, what, why, "send it, open it, close it or let it break; or remove the machine"
                )


def _can_happen(spec: Spec, party: Party, trigger: Trigger) -> bool:
    if trigger.kind == "message":
        senders = {message.sender for message in spec.messages if message.name == trigger.name}
        rows = (row for machine, row in spec.rows() if machine.party in senders)
        held = (one.message for connection in spec.connections for one in connection.holds)
        return any(send.message == trigger.name for row in rows for send in row.sends) or trigger.name in held
    if trigger.kind in ("action", "expires"):
        return True
    connection = spec.connection(trigger.name)
    if trigger.kind == "lost":
        closes = (close for owner in spec.parties for action in owner.actions for close in action.closes)
        return connection.fault("breaks") is not None or any(close.connection == connection.name for close in closes)
    if connection.opened_by is None:
        return False
    other = connection.parties()[1 - connection.opened_by]
    refusing = spec.party(other).listens_to(Trigger("opened", connection.name))
    return trigger.kind == "opened" or (refusing and party.name == connection.parties()[connection.opened_by])
