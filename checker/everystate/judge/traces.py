"""Paths of a space to runs that a person can read."""

from __future__ import annotations

from everystate.explore.space import Space
from everystate.judge.verdict import Changed, Step, Taken, Trace


def step(space: Space, source: int, event: int, target: int | None = None) -> Step:
    """One step, with the rows that were taken and what changed."""
    if target is None:
        target = next(to for number, to in space.steps_from(source) if number == event)
    network = space.network
    before, after = space.states[source], space.states[target]
    taken = space.event(event)
    rows = []
    for move in taken.moves:
        field = network.fields[move.field]
        assert field.owner is not None
        rows.append(Taken(field.name, field.owner, dict(move.rows)[before[move.field]]))
    changes = tuple(
        Changed(field.name, field.shown(old), field.shown(new), field.owner, field.kind)
        for field, old, new in zip(network.fields, before, after, strict=True)
        if old != new
    )
    return Step(taken.label, tuple(rows), changes, event, source, target)


def trace_to(space: Space, state: int, then: int = -1, loop: list[tuple[int, int]] | None = None) -> Trace:
    """A shortest run to a state.

    `then` is the event of an offending step from there (-1: none), `loop` what repeats from there for ever.
    """
    steps = []
    source = 0
    for event, target in [*space.path(state), *(loop or [])]:
        steps.append(step(space, source, event, target))
        source = target
    offending = step(space, state, then) if then >= 0 else None
    return Trace(tuple(steps), offending, len(steps) - len(loop) if loop else None)
