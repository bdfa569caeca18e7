"""A run as a sequence chart, still without a width: who has a lane, and in each step what goes where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from everystate.composing.network import Copy
from everystate.wording.names import Names
from everystate.wording.story import Effect, Scene, Story

ArrowKind = Literal["sent", "met", "unsent", "dropped", "doubled", "opened", "broken"]


@dataclass(frozen=True)
class Arrow:
    """Something between two lanes: a message, or a connection that opens or is lost."""

    kind: ArrowKind
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Beat:
    """One step.

    `title` is what the lane `actor` does, `taken` the lane from which it takes a message; `notes` are texts in lanes.
    """

    number: int
    fault: bool
    phase: str
    actor: int | None
    taken: int | None
    title: str
    notes: tuple[tuple[str, ...], ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True)
class Chart:
    """The whole chart; from the beat at index `loop` on, it goes round."""

    lanes: tuple[str, ...]
    beats: tuple[Beat, ...]
    loop: int | None


def chart(story: Story, names: Names) -> Chart:
    """The chart of a story."""
    scenes = (*story.scenes, story.offending) if story.offending else story.scenes
    return _Charting(scenes, names).chart(story.loop)


class _Charting:
    def __init__(self, scenes: tuple[Scene, ...], names: Names) -> None:
        self.scenes = scenes
        self.names = names
        self.lanes = _ordered(_taking_part(scenes, names), _meetings(scenes))
        self.at = {copy: lane for lane, copy in enumerate(self.lanes)}
        self.single = _with_one_machine(names)

    def chart(self, loop: int | None) -> Chart:
        return Chart(tuple(map(str, self.lanes)), tuple(map(self.beat, self.scenes)), loop)

    def beat(self, scene: Scene) -> Beat:
        label = scene.step.label
        notes: list[list[str]] = [[] for _ in self.lanes]
        for effect in scene.effects:
            if effect.owner is not None and effect.after:
                notes[self.at[effect.owner]].append(self.note(effect, scene))
        return Beat(
            number=scene.number,
            fault=scene.cause == "fault",
            phase=scene.phase,
            actor=self.at[label.actor] if label.actor else None,
            taken=self.at[label.received[0].sender] if label.kind == "message" else None,
            title=self.title(scene) if label.actor else "",
            notes=tuple(map(tuple, notes)),
            arrows=(*self.connections(scene), *self.messages(scene)),
        )

    def title(self, scene: Scene) -> str:
        """What the one who moves does; an opening is told by the line that it draws."""
        label = scene.step.label
        if label.kind == "message":
            transfer = label.received[0]
            return self.names.packet(transfer.packet, transfer.sender, transfer.receiver)
        if label.kind == "action":
            return scene.trigger
        if label.kind == "opened":
            return ""
        [other] = [end for end in label.notices[0].ends if end != label.actor]
        return f"{label.name}.{label.kind} {other}"

    def note(self, effect: Effect, scene: Scene) -> str:
        """A new state or value; whose it is is said as shortly as it is clear in this step."""
        name = effect.name.partition("[")[0]
        alike = [e for e in scene.effects if e.owner == effect.owner and e.name.partition("[")[0] == name]
        name = name if len(alike) == 1 else effect.name
        if effect.kind == "variable":
            return f"{name}={effect.after}"
        return f"[{effect.after}]" if str(effect.owner) in self.single else f"[{effect.after}] {name}"

    def messages(self, scene: Scene) -> Iterator[Arrow]:
        for passage in scene.passages:
            if passage.fate != "received":
                text = self.names.packet(passage.packet, passage.sender, passage.receiver)
                text = f"{text} again" if passage.fate == "doubled" else text
                yield Arrow(passage.fate, self.at[passage.sender], self.at[passage.receiver], text)

    def connections(self, scene: Scene) -> Iterator[Arrow]:
        label = scene.step.label
        if label.kind == "opened":
            start, end = _from(label.actor, label.notices[0].ends)
            yield Arrow("opened", self.at[start], self.at[end], f"{label.name} opened")
        if label.kind == "breaks":
            start, end = label.notices[0].ends
            yield Arrow("broken", self.at[start], self.at[end], f"{label.name} breaks")
        for name, *ends in dict.fromkeys(label.closed):  # once, also if there is an old instance of it
            if _was_open(scene, name, ends):
                start, end = _from(label.actor, (ends[0], ends[1]))
                yield Arrow("broken", self.at[start], self.at[end], f"{name} closed")


def _from(actor: Copy | None, ends: tuple[Copy, Copy]) -> tuple[Copy, Copy]:
    return ends if actor == ends[0] else (ends[1], ends[0])


def _was_open(scene: Scene, name: str, ends: list[Copy]) -> bool:
    wanted = f"{name}[{ends[0]}, {ends[1]}]"
    found = [e for e in scene.effects if e.kind == "connection" and e.name.partition("#")[0] == wanted]
    return any(effect.before == "open" for effect in found)


def _with_one_machine(names: Names) -> set[str]:
    """The names of copies of which a state alone says it all."""
    alone = [p.name for p in names.spec.parties if len(p.machines) == 1 and not p.machines[0].per and not p.variables]
    return {str(copy) for party in alone for copy in names.copies[party]}


def _copies(scene: Scene) -> Iterator[Copy]:
    """Every copy that a step has to do with."""
    label = scene.step.label
    if label.actor is not None:
        yield label.actor
    yield from (effect.owner for effect in scene.effects if effect.owner is not None)
    for start, end in _pairs(scene):
        yield start
        yield end


def _pairs(scene: Scene) -> Iterator[tuple[Copy, Copy]]:
    """The copies between which something is drawn."""
    yield from ((passage.sender, passage.receiver) for passage in scene.passages)
    yield from (notice.ends for notice in scene.step.label.notices)
    yield from ((start, end) for name, start, end in scene.step.label.closed if _was_open(scene, name, [start, end]))


def _taking_part(scenes: tuple[Scene, ...], names: Names) -> list[Copy]:
    order = {party.name: number for number, party in enumerate(names.spec.parties)}
    found = {copy for scene in scenes for copy in _copies(scene)}
    return sorted(found, key=lambda copy: (order[copy.party], copy.number))


def _meetings(scenes: tuple[Scene, ...]) -> Counter[tuple[Copy, Copy]]:
    return Counter(pair for scene in scenes for pair in _pairs(scene))


def _ordered(copies: list[Copy], meetings: Counter[tuple[Copy, Copy]]) -> list[Copy]:
    """The copies with those that meet often side by side: one is moved as long as that shortens the arrows."""
    best, shortest = copies, _stretch(copies, meetings)
    improved = True
    while improved:
        improved = False
        for copy in copies:
            rest = [other for other in best if other != copy]
            for at in range(len(copies)):
                tried = [*rest[:at], copy, *rest[at:]]
                if (length := _stretch(tried, meetings)) < shortest:
                    best, shortest, improved = tried, length, True
    return best


def _stretch(copies: list[Copy], meetings: Counter[tuple[Copy, Copy]]) -> int:
    at = {copy: lane for lane, copy in enumerate(copies)}
    return sum(count * abs(at[start] - at[end]) for (start, end), count in meetings.items())
