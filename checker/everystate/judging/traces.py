"""Paths of a space to runs, with rows and changes of fields."""

from __future__ import annotations

from collections.abc import Iterable

from everystate.exploring.lasso import FairnessConstraint, Lasso
from everystate.exploring.space import Space
from everystate.judging.verdict import NEVER, NOW_AND_THEN, Changed, Met, Step, Taken, Trace


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
        rows.append(Taken(field.key, field.owner, dict(move.rows)[before[move.field]]))
    changes = tuple(
        Changed(field.key, field.shown(old), field.shown(new))
        for field, old, new in zip(network.fields, before, after, strict=True)
        if old != new
    )
    return Step(space.label(event, source), tuple(rows), changes, event, source, target)


def trace_to(space: Space, state: int, then: int = -1, loop: list[tuple[int, int]] | None = None) -> Trace:
    """A shortest run to a state.

    `then` is the event of an offending step from there (-1: none), `loop` what repeats from there for ever.
    """
    path = space.path(state)
    start = space.start_of(path, state)
    steps = _steps(space, [*path, *(loop or [])], start)
    offending = step(space, state, then) if then >= 0 else None
    return Trace(steps, offending, len(steps) - len(loop) if loop else None, start=start)


def trace_of(space: Space, lasso: Lasso, fairness: Iterable[FairnessConstraint] = ()) -> Trace:
    """A lasso as a run, with how it is fair to the fairness constraints."""
    loop = [(event, target) for event, target in lasso.loop if event >= 0]
    begins = len(lasso.stem)
    met = tuple(_met(space, lasso, begins, constraint) for constraint in fairness)
    return Trace(_steps(space, [*lasso.stem, *loop], lasso.start), None, begins, met, start=lasso.start)


def trace_along(space: Space, path: Iterable[tuple[int, int]], source: int) -> Trace:
    """A run along these steps, from an initial state or from another one."""
    return Trace(_steps(space, path, source), start=source)


def _steps(space: Space, path: Iterable[tuple[int, int]], source: int) -> tuple[Step, ...]:
    made = []
    for event, target in path:
        made.append(step(space, source, event, target))
        source = target
    return tuple(made)


def _met(space: Space, lasso: Lasso, begins: int, constraint: FairnessConstraint) -> Met:
    number = space.network.fairness.index(constraint)
    for index, (event, _) in enumerate(lasso.loop, begins):
        if event in constraint.events:
            return Met(constraint.name, constraint.strong, index, number=number)
    free = [index for index, (_, target) in enumerate(lasso.loop, begins) if not _enabled(space, target, constraint)]
    after = free[0] + (lasso.loop[0][0] >= 0)
    return Met(
        constraint.name, constraint.strong, NEVER if len(free) == len(lasso.loop) else NOW_AND_THEN, after, number
    )


def _enabled(space: Space, state: int, constraint: FairnessConstraint) -> bool:
    return any(event in constraint.events for event, _ in space.steps_from(state))
