"""A network without what bounds a check, since nothing bounds a running system.

Lifted are how often something may happen (`at_most`), the phases with what they allow when, and the monitors. What may
happen no time at these parameters still does not happen.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from everystate.composing.event import Change, Event
from everystate.composing.network import Network

_LIFTED = ("budget", "phase", "monitor")


def lifted(network: Network) -> Network:
    """The network with the same fields, of which the lifted ones never change, and without claims."""
    fields = frozenset(number for number, field in enumerate(network.fields) if field.kind in _LIFTED)
    off = frozenset(n for n in fields if network.fields[n].kind == "budget" and network.fields[n].initial == 0)
    return replace(
        network,
        events=_lift(network.events, fields, off),
        conceivable=_lift(network.conceivable, fields, off),
        waits=(),
        claims=(),
        final=None,
        fairness=(),
    )


def _lift(events: Iterable[Event], fields: frozenset[int], off: frozenset[int]) -> tuple[Event, ...]:
    """The events without these fields, of which some are off; pieces that differ in nothing else are one."""
    made: dict[Hashable, Event] = {}
    for event in events:
        if any(key in off for key, _ in event.guard):
            continue
        guard = tuple((key, asked) for key, asked in event.guard if key not in fields)
        update = tuple((key, change) for key, change in event.update if key not in fields)
        label = replace(event.label, phase="")
        moves = tuple((move.field, tuple((raw, row.number) for raw, row in move.rows)) for move in event.moves)
        content = (frozenset(guard), tuple((key, _hashable(change)) for key, change in update))
        made.setdefault((label, moves, content), Event(label, guard, update, event.moves))
    return tuple(made.values())


def _hashable(change: Change) -> Hashable:
    return frozenset(change.items()) if isinstance(change, dict) else change
