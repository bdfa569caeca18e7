"""Whether a larger budget only adds behaviour.

Two networks that differ only in the size of some budgets have the same *shape*. Then each joint state of the network
with less is one of the network with more, where more is left of these budgets. The second can make every step of the
first (a simulation: R. Milner, An algebraic definition of simulation between programs, IJCAI 1971, section 2). Two
things make it so. A budget is asked only whether anything is left, by the very fault that it bounds, which leaves one
less; where something else looks at it, there is no shape. And these budgets are of faults and of the environment, so
that a state is settled in both or in neither: only protocol steps unsettle.

So a claim about states, settled states or steps that is violated with less is violated with more. These are always,
never, after, whenever, a monitor, no deadlock, no unexpected message, every phase settles. A claim that asks for a
state (possible) and finds it with less finds it with more. In both cases the formula must be the same and must not read
these budgets.

A parameter that bounds a fault may do more, as where a guard reads it and switches rows on. That is another shape, and
nothing follows. Nor does anything follow for claims of other kinds, or for those about the whole of a spec.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from everystate.composing.event import Event, Guard
from everystate.composing.field import Field, FieldKey
from everystate.composing.network import GroundClaim, Network
from everystate.composing.relations import Difference, Fields, Table, Together
from everystate.judging import builtin
from everystate.loading.spec import ClaimKind
from everystate.study.frontier.budgets import Budget

_KINDS: tuple[ClaimKind, ...] = ("always", "never", "after", "whenever", "possible")
_BUILT_IN = (builtin.NO_DEADLOCK, builtin.NO_UNEXPECTED, builtin.SETTLES, builtin.TIME_GOES_ON)


def shapes(network: Network, varied: tuple[Budget, ...]) -> dict[str, str]:
    """For each claim from which anything follows for other budgets: a text that is the same where it does."""
    masked = _masked(network, varied)
    outline = _outline(network, masked)
    if outline is None:
        return {}
    made: dict[str, str] = {}
    for ground in network.claims:
        if ground.claim.kind in _KINDS and not _looks_at(ground, masked):
            made[ground.claim.name] = _digest(outline, repr((ground.formula, ground.before)))
    if not (network.final is not None and set(network.final.support) & masked):
        made.update(dict.fromkeys(_BUILT_IN, _digest(outline, repr(network.final))))
    return made


def _masked(network: Network, varied: tuple[Budget, ...]) -> set[int]:
    """The fields of the varied budgets."""
    keys = {FieldKey("budget", item.name, of=item.owner) for budget in varied for item in budget.bounds}
    return {number for number, field in enumerate(network.fields) if field.key in keys}


def _looks_at(ground: GroundClaim, masked: set[int]) -> bool:
    formulas = [ground.formula, *(formula for _, formulas in ground.before for formula in formulas)]
    return any(masked & set(formula.support) for formula in formulas)


def _outline(network: Network, masked: set[int]) -> str | None:
    """Everything that is not about the masked budgets; None if more than what they bound looks at them."""
    pieces = [repr(_field(field, number in masked)) for number, field in enumerate(network.fields)]
    for event in network.events:
        if any(masked.intersection(fields) for fields in _read_together(event)):
            return None
        if not all(_spends(network, event, key) for key, _ in event.guard if isinstance(key, int) and key in masked):
            return None
        pieces.append(repr(_event(event, masked)))
    for alarm in network.unexpected:
        if any(masked.intersection(_fields(key)) for key, _ in alarm.guard):
            return None
        pieces.append(repr((alarm.text, list(_sorted(alarm.guard)))))
    return _digest(*pieces)


def _fields(key: int | Fields) -> Fields:
    return key if isinstance(key, tuple) else (key,)


def _read_together(event: Event) -> Iterator[Fields]:
    """The fields of the relations and the tables of an event."""
    yield from (key for key, _ in event.guard if isinstance(key, tuple))
    for _, change in event.update:
        if isinstance(change, Table):
            yield change.fields
        elif isinstance(change, tuple):
            yield from (edit.table.fields for edit in change if edit.table)


def _field(field: Field, masked: bool) -> tuple[object, ...]:
    return (field.name,) if masked else (field.name, field.kind, field.initials, field.values, field.channel)


def _spends(network: Network, event: Event, field: int) -> bool:
    """Whether the event only asks for something left, leaves one less, and is of no protocol step."""
    left = frozenset(range(1, len(network.fields[field].values)))
    less = {raw: raw - 1 for raw in left}
    asks, leaves = dict(event.guard)[field], dict(event.update).get(field)
    return asks == left and leaves == less and event.label.cause != "protocol"


def _event(event: Event, masked: set[int]) -> tuple[object, ...]:
    guard = [(field, "something") if field in masked else (field, accepts) for field, accepts in _sorted(event.guard)]
    update = [(field, "less") if field in masked else (field, change) for field, change in event.update]
    moves = [(move.field, [(raw, row.number) for raw, row in move.rows]) for move in event.moves]
    return event.label, guard, update, moves, event.when_settled


def _sorted(guard: Guard) -> Iterator[tuple[int | Fields, object]]:
    """With sets as lists in order."""
    for key, accepts in guard:
        match accepts:
            case frozenset():
                yield key, sorted(accepts)
            case Together(raws):
                yield key, sorted(raws)
            case Difference(numbers):
                yield key, sorted(numbers)
            case _:
                yield key, accepts


def _digest(*texts: str) -> str:
    made = hashlib.sha256()
    for text in texts:
        made.update(text.encode() + b"\0")
    return made.hexdigest()
