"""Every reason for which a machine copy is said to wait is true in that state, and is all that is in its way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from everystate import Limits, Space, check
from everystate.composing.event import Event
from everystate.diagnosis.lacking import Lack
from everystate.diagnosis.waiting import Wait, Waiting

MODELS = Path(__file__).parents[1] / "models"


def failing(space: Space, state: int, event: Event) -> set[int]:
    """The fields in which the guard of an event is false."""
    made = set()
    for key, asked in event.guard:
        if not space.network.accepts(key, asked, space.states[state]):
            made |= set(key) if isinstance(key, tuple) else {key}
    return made


def could_take(space: Space, state: int, field: int, wait: Wait) -> list[Event]:
    """The events in which a machine copy takes the trigger that it waits for, from the state that it is in."""
    raw = space.states[state][field]
    return [
        event
        for event in space.network.conceivable
        if any((move.field, str(move.trigger)) == (field, wait.name) and raw in dict(move.rows) for move in event.moves)
    ]


def named(space: Space, lack: Lack) -> set[int]:
    """The fields that a reason names."""
    keys = [number for number, one in enumerate(space.network.fields) if lack.key == one.key]
    return {*lack.fields, *(keys if lack.kind == "bound" else ())}


def answered_into(space: Space, events: list[Event]) -> Iterator[int]:
    """The channels that must have room: nothing is said of them while the message is not there."""
    for event in events:
        for key, asked in event.guard:
            if isinstance(asked, tuple) and isinstance(key, int) and any(test.kind == "room" for test in asked):
                yield key


def is_true(space: Space, state: int, lack: Lack) -> bool:
    """Whether what a reason says of channels is so."""
    if lack.kind not in ("message", "behind", "room"):
        return True
    [number] = lack.fields
    channel = space.network.fields[number].channel
    assert channel is not None
    queued = [str(packet) for packet in channel.packets(space.states[state][number])]
    if lack.kind == "message":
        return lack.subject not in queued
    if lack.kind == "behind":
        return lack.subject in queued[1:] and queued[0] == lack.have != lack.subject
    return len(queued) + lack.number > channel.capacity == lack.capacity


def some_states(space: Space) -> Iterator[int]:
    yield from range(0, space.expanded, max(1, space.expanded // 20))
    yield from list(space.stuck())[:5]


@pytest.mark.parametrize("folder", sorted(p.parent for p in MODELS.glob("*/system.yaml")), ids=lambda f: f.name)
def test_a_reason_is_true_and_without_it_the_row_is_taken(folder: Path) -> None:
    space = check(folder, claims=["no deadlock"], limits=Limits(states=1_000), engine="reference").space
    waiting = Waiting(space)
    for state in some_states(space):
        for standing in waiting.standings(state):
            for wait in standing.waits:
                events = could_take(space, state, standing.field, wait)
                settled = space.settled(state)
                ways = [(failing(space, state, event), event.when_settled and not settled) for event in events]
                said = {field for lack in wait.lacks for field in named(space, lack)}
                if any(lack.kind in ("message", "behind") for lack in wait.lacks):
                    said |= set(answered_into(space, events))
                calm = any(lack.kind == "calm" for lack in wait.lacks)
                assert all(is_true(space, state, lack) for lack in wait.lacks)
                assert any(parts <= said and (calm or not waits) for parts, waits in ways)
                for lack in wait.lacks:
                    assert lack.kind == "calm" or any(named(space, lack) & parts for parts, _ in ways)
