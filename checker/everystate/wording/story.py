"""A run as a story: for each step who does what, what becomes of messages, and what changes. No layout yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everystate.composing.network import Copy
from everystate.exploring.space import Space
from everystate.judging.verdict import Changed, Step, Trace
from everystate.loading.spec import Cause
from everystate.problems import Place
from everystate.wording.names import Names, own_name
from everystate.wording.text import counted
from everystate.wording.traffic import Passage, passages


@dataclass(frozen=True)
class Effect:
    """Something that changes or stays, and the row that makes it so.

    `owner` is the copy that has it, None for a connection and the like; `after` is empty where it stays.
    """

    owner: Copy | None
    name: str
    kind: str
    before: str = ""
    after: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Scene:
    """One step, in words. `number` is 0 for the step that a claim forbids."""

    number: int
    step: Step
    who: str
    trigger: str
    cause: Cause
    phase: str
    passages: tuple[Passage, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Story:
    """A run, in words; from the scene at index `loop` on, it goes round for ever."""

    scenes: tuple[Scene, ...]
    offending: Scene | None
    loop: int | None


def titled(trace: Trace) -> str:
    """How long a run is, and what comes after it."""
    length = counted(trace.length, "step")
    if trace.longest:
        return f"A longest run, {length}"
    if trace.stutters:
        return f"A shortest run, {length}, after which nothing more happens"
    if trace.loop is not None:
        return f"A shortest run into it, {length}, and what then repeats"
    return f"A shortest run, {length}{', and the step that the claim forbids' if trace.offending else ''}"


def tell(space: Space, trace: Trace) -> Story:
    """The story of a run."""
    names = Names(space.network)
    scenes = tuple(_scene(space, names, step, number) for number, step in enumerate(trace.steps, 1))
    offending = _scene(space, names, trace.offending, 0) if trace.offending else None
    return Story(scenes, offending, trace.loop)


def _scene(space: Space, names: Names, step: Step, number: int) -> Scene:
    label = step.label
    effects = (*_by_rows(names, step), *_by_assignments(names, step), *_of_others(names, step))
    seen = passages(space, step)
    return Scene(number, step, names.actor(label), names.trigger(label), label.cause, label.phase, seen, effects)


def _by_rows(names: Names, step: Step) -> Iterator[Effect]:
    changes = {change.field: change for change in step.changes}
    for taken in step.rows:
        name = taken.machine.removeprefix(f"{taken.owner}.")
        change = changes.get(taken.machine)
        before, after = names.values(change) if change else ("", "")
        yield Effect(taken.owner, name, "machine", before, after, taken.row.place)


def _by_assignments(names: Names, step: Step) -> Iterator[Effect]:
    for change in step.changes:
        if change.kind == "variable":
            before, after = names.values(change)
            yield Effect(change.owner, own_name(change), "variable", before, after, _set_by(step, change))


def _set_by(step: Step, change: Changed) -> Place | None:
    variable = own_name(change).partition("[")[0]
    for taken in step.rows:
        for assignment in taken.row.sets:
            if taken.owner == change.owner and assignment.variable == variable:
                return assignment.place
    return None


def _of_others(names: Names, step: Step) -> Iterator[Effect]:
    """Connections, bounds and monitors; channels are told as messages, and the phase by itself."""
    for change in step.changes:
        if change.kind in ("connection", "budget", "monitor"):
            before, after = names.values(change)
            yield Effect(None, change.field, change.kind, before, after)
