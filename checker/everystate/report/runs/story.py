"""A run as a story: for each step who does what, what becomes of messages, and what changes. No layout yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from everystate.composing.network import Copy
from everystate.exploring.space import Space
from everystate.judging.verdict import Changed, Step, Trace
from everystate.loading.spec import Cause
from everystate.problems import Place
from everystate.report.runs.traffic import Passage, passages
from everystate.report.wording import Wording, counted, own_name


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
    wording = Wording(space.network)
    scenes = tuple(_scene(space, wording, step, number) for number, step in enumerate(trace.steps, 1))
    offending = _scene(space, wording, trace.offending, 0) if trace.offending else None
    return Story(scenes, offending, trace.loop)


def _scene(space: Space, wording: Wording, step: Step, number: int) -> Scene:
    label = step.label
    effects = (*_by_rows(wording, step), *_by_assignments(wording, step), *_of_others(wording, step))
    seen = passages(space, step)
    return Scene(number, step, wording.actor(label), wording.trigger(label), label.cause, label.phase, seen, effects)


def _by_rows(wording: Wording, step: Step) -> Iterator[Effect]:
    changes = {change.field: change for change in step.changes}
    for taken in step.rows:
        name = taken.machine.removeprefix(f"{taken.owner}.")
        change = changes.get(taken.machine)
        before, after = wording.values(change) if change else ("", "")
        yield Effect(taken.owner, name, "machine", before, after, taken.row.place)


def _by_assignments(wording: Wording, step: Step) -> Iterator[Effect]:
    for change in step.changes:
        if change.kind == "variable":
            before, after = wording.values(change)
            yield Effect(change.owner, own_name(change), "variable", before, after, _set_by(step, change))


def _set_by(step: Step, change: Changed) -> Place | None:
    variable = own_name(change).partition("[")[0]
    for taken in step.rows:
        for assignment in taken.row.sets:
            if taken.owner == change.owner and assignment.variable == variable:
                return assignment.place
    return None


def _of_others(wording: Wording, step: Step) -> Iterator[Effect]:
    """Connections, bounds and monitors; channels are told as messages, and the phase by itself."""
    for change in step.changes:
        if change.kind in ("connection", "budget", "monitor"):
            before, after = wording.values(change)
            yield Effect(None, change.field, change.kind, before, after)


def where(place: Place, folder: str) -> str:
    """`agent.yaml:12`: a line of a file, without the folder of the spec."""
    file = PurePath(place.file)
    inside = file.relative_to(folder) if file.is_relative_to(folder) else file
    return f"{inside}:{place.line}"
