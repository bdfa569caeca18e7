"""One copy of a party in a joint state: what it remembers, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everystate.composing.field import Copy
from everystate.diagnosis.snapshot import Ground
from everystate.diagnosis.waiting import Standing, Wait, Waiting
from everystate.exploring.space import State


@dataclass(frozen=True)
class Position:
    """One copy of a party: its machines' states and its variables, by name, what is on its way, and what it waits for.

    A trigger that a machine could take is left out if another machine of this copy is in a state without a row for it.
    A message in its channel is not left out.
    """

    owner: Copy
    memory: tuple[tuple[str, str], ...]
    arriving: tuple[tuple[str, str], ...]
    waits: tuple[Wait, ...]


def positions(waiting: Waiting, standings: tuple[Standing, ...], state: State) -> tuple[Position, ...]:
    """Every copy of every party that has machines, in the order of the spec."""
    owners = dict.fromkeys(standing.owner for standing in standings)
    return tuple(
        Position(
            owner,
            tuple(_memory(waiting.ground, owner, state)),
            tuple(_arriving(waiting.ground, owner, state)),
            tuple(_near(owner, standings)),
        )
        for owner in owners
    )


def _memory(ground: Ground, owner: Copy, state: State) -> Iterator[tuple[str, str]]:
    for number, field in enumerate(ground.network.fields):
        if field.owner != owner:
            continue
        value = field.values[state[number]]
        party = ground.spec.party(owner.party).copies_in(field.key.name)
        yield field.key.own_name, ground.copy(party, value) if party else field.shown(state[number])


def _arriving(ground: Ground, owner: Copy, state: State) -> Iterator[tuple[str, str]]:
    """For each channel to this copy that is not empty, its sender and its messages as text."""
    for number, field in enumerate(ground.network.fields):
        if field.channel is not None and field.channel.receiver == owner and state[number]:
            yield str(field.channel.sender), ", ".join(map(str, field.channel.packets(state[number])))


def _near(owner: Copy, standings: tuple[Standing, ...]) -> Iterator[Wait]:
    """What the machines of a copy could take, each trigger once, where least is missing."""
    found: dict[str, Wait] = {}
    for standing in standings:
        for wait in standing.waits if standing.owner == owner else ():
            before = found.get(wait.text)
            if before is None or len(wait.lacks) < len(before.lacks):
                found[wait.text] = wait
    for wait in found.values():
        kinds = {lack.kind for lack in wait.lacks}
        own = any(lack.kind == "state" and lack.key and lack.key.owner == owner for lack in wait.lacks)
        if not own or (wait.peer is not None and not kinds & {"message", "behind"}):
            yield wait
