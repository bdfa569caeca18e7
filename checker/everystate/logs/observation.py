"""What a step shows of each copy that takes part in it: what its log says of the step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everystate.composing.event import Label, Transfer
from everystate.composing.field import Copy
from everystate.loading.expression import Value
from everystate.loading.spec import Spec

TRAFFIC = ("sends", "receives")
NOTICES = ("opened", "refused", "lost")
EXPIRY = "expires"


@dataclass(frozen=True)
class Observation:
    """One thing that copy `at` does or notices in a step.

    kind: sends, receives, opened, refused, lost, expires, action; `name`: the message, the connection, the timer or the
    action. `values`: what a message carries and is about, or whom an action or a timer is for. `peer`: the copy at the
    other end.
    """

    at: Copy
    kind: str
    name: str
    values: tuple[tuple[str, Value], ...] = ()
    peer: Copy | None = None


def observations(spec: Spec, label: Label) -> Iterator[Observation]:
    """What a step shows, in order: what is received, then the action and the notices, then what is sent.

    A message that is sent and received in one step is received after it is sent.
    """
    met = [transfer for transfer in label.received if transfer in label.sent]
    yield from (_receipt(transfer) for transfer in label.received if transfer not in met)
    if label.kind == "action" and label.actor is not None:
        action = next(one for one in spec.party(label.actor.party).actions if one.name == label.name)
        names = dict(label.names)
        bound = [*(per.name for per in action.per), *(name for name, _ in action.fields)]
        yield Observation(label.actor, "action", label.name, tuple((name, names[name]) for name in bound))
    if label.kind == EXPIRY and label.actor is not None:
        timer = next(one for one in spec.party(label.actor.party).timers if one.name == label.name)
        names = dict(label.names)
        yield Observation(label.actor, EXPIRY, label.name, tuple((per.name, names[per.name]) for per in timer.per))
    for notice in label.notices:
        if notice.at is not None:
            one, two = notice.ends
            yield Observation(notice.at, notice.kind, notice.connection, (), two if notice.at == one else one)
    for transfer in label.sent:
        yield Observation(transfer.sender, "sends", transfer.packet.message, transfer.packet.values, transfer.receiver)
        if transfer in met:
            yield _receipt(transfer)


def _receipt(transfer: Transfer) -> Observation:
    return Observation(transfer.receiver, "receives", transfer.packet.message, transfer.packet.values, transfer.sender)
