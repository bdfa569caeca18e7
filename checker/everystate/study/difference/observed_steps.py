"""Steps as an external observer of the parties sees them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from everystate.composing.event import Label, Transfer
from everystate.composing.field import Copy
from everystate.loading.expression import Value

_Copy = tuple[str, int]
_Passed = tuple[str, tuple[tuple[str, Value], ...], _Copy, _Copy]


@dataclass(frozen=True)
class Seen:
    """What is seen of a step.

    Who does what (`who` a copy, or the two ends of a connection), with which copies, what is received and what is sent.
    Rows, states and variables are not seen. A copy is its number, also where there is only one.
    """

    who: tuple[_Copy, ...]
    kind: str
    name: str
    values: tuple[Hashable, ...]
    received: tuple[_Passed, ...]
    sent: tuple[_Passed, ...]


def seen(label: Label) -> Seen:
    """What is seen of the steps of an event."""
    action = label.kind in ("action", "expires")
    with_whom = [value for name, value in label.names if not (label.actor and name == label.actor.party)]
    ends = tuple(_copy(end) for end in label.notices[0].ends) if label.notices and not action else ()
    return Seen(
        who=(_copy(label.actor),) if label.actor else ends,
        kind=label.kind,
        name=label.name,
        values=tuple(with_whom) if action else () if label.kind == "message" else ends,
        received=tuple(map(_passed, label.received)),
        sent=tuple(map(_passed, label.sent)),
    )


def _copy(copy: Copy) -> _Copy:
    return copy.party, copy.number


def _passed(transfer: Transfer) -> _Passed:
    return transfer.packet.message, transfer.packet.values, _copy(transfer.sender), _copy(transfer.receiver)
