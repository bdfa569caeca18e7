"""A product that is too large to draw, in heaps: by what the claims look at, and by phase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from everystate.composing.event import Label
from everystate.draw.diagram import Arrow, Box, Diagram, Group, Line, Shape, Tone
from everystate.draw.grouping import Folding, Key, fold
from everystate.exploring.space import Space

_HEAPS = 10
_LINES = 40
_NAMED = 3
Kinds = Counter[tuple[str, Tone]]

_NOTHING = "none of what is told apart"


class _Counted:
    """How many joint states, settled and violating ones are in each heap, and on which the way passes."""

    def __init__(self, space: Space, way: list[int], bad: set[int], folding: Folding) -> None:
        self.space = space
        self.folding = folding
        self.sizes = Counter(folding.heap_of)
        self.settled = Counter(folding.heap_of[state] for state in range(space.expanded) if space.settled(state))
        self.bad = Counter(folding.heap_of[state] for state in bad)
        self.way = [folding.heap_of[state] for state in way]

    def counts(self, heap: Key) -> str:
        made = f"{self.sizes[heap]:,} joint states, {self.settled[heap]:,} of them settled"
        return made + (f", {self.bad[heap]:,} violating a claim" if self.bad[heap] else "")

    def true(self, heap: Key) -> tuple[str, ...]:
        return self.folding.true(heap) or (_NOTHING,)

    def steps(self, boxes: dict[Key, str]) -> dict[tuple[str, str], Kinds]:
        """Between which boxes there are steps, and by what."""
        made: dict[tuple[str, str], Kinds] = {}
        kinds: list[tuple[str, Tone]] = [(_kind(event.label), event.label.cause) for event in self.space.network.events]
        where = [boxes[heap] for heap in self.folding.heap_of]
        for source in range(self.space.expanded):
            for event, target in self.space.steps_from(source):
                if where[source] != where[target]:
                    made.setdefault((where[source], where[target]), Counter())[kinds[event]] += 1
        return made


def _kind(label: Label) -> str:
    """What happens, whoever it happens to."""
    return label.name if label.kind in ("message", "action") else f"{label.name} {label.kind}"


def _arrow(start: str, end: str, kinds: Kinds, strong: bool, named: int) -> Arrow:
    """What is told of the steps from one end to another."""
    common = kinds.most_common()
    tip = ", ".join(f"{name}: {count:,} steps" for (name, _), count in common)
    tones: set[Tone] = {tone for _, tone in kinds}
    lines = tuple(Line(kind[0], tone=kind[1]) for kind, _ in common[:named])
    more = (Line(f"and {len(common) - named} more"),) if len(common) > named > 0 else ()
    return Arrow(start, end, lines + more, tones.pop() if len(tones) == 1 else "protocol", strong, tip=tip)


def _key(heap: Key) -> str:
    return "heap" + "-".join(map(str, heap))


class Heaps:
    """A box for each heap, by what the claims look at, whatever the phase."""

    def __init__(self, space: Space, way: list[int], bad: set[int]) -> None:
        self.counted = _Counted(space, way, bad, fold(space, _HEAPS, by_phase=False))

    def diagram(self) -> Diagram:
        counted = self.counted
        heaps = list(counted.sizes)
        left = counted.folding.left_out
        count = f"{len(counted.folding.heap_of):,} joint states in {len(heaps)} heaps"
        note = f"{count}, told apart by what most claims look at"
        note += f"; {left} more comparisons in the claims are left out" if left else ""
        boxes = (Box("(start)", "", shape="start"), *map(self.box, heaps))
        names = {heap: _key(heap) for heap in heaps}
        way = {(names[a], names[b]) for a, b in pairwise(counted.way)}
        arrows = [_arrow(a, b, kinds, (a, b) in way, _NAMED) for (a, b), kinds in counted.steps(names).items()]
        start = Arrow("(start)", _key(counted.folding.heap_of[0]))
        return Diagram(
            "product",
            "the product by what the claims look at",
            (Group("product", "", boxes),),
            (start, *arrows),
            note=note,
        )

    def box(self, heap: Key) -> Box:
        counted = self.counted
        shape: Shape = "bad" if counted.bad[heap] else "way" if heap in counted.way else "fold"
        lines = tuple(Line(text) for text in counted.counts(heap).split(", "))
        return Box(_key(heap), "\n".join(counted.true(heap)), lines, shape)


class Stretches:
    """A box for each phase, with its heaps as lines: how far the joint states of a phase go."""

    def __init__(self, space: Space, way: list[int], bad: set[int]) -> None:
        self.counted = _Counted(space, way, bad, fold(space, _LINES, by_phase=True))
        self.field = space.network.fields[space.network.phase_field]

    def diagram(self) -> Diagram:
        counted = self.counted
        phases = list(dict.fromkeys(heap[0] for heap in counted.sizes))
        boxes = (Box("(start)", "", shape="start"), *map(self.box, phases))
        names = {heap: f"phase{heap[0]}" for heap in counted.sizes}
        way = {(names[a], names[b]) for a, b in pairwise(counted.way)}
        arrows = [_arrow(a, b, kinds, (a, b) in way, 0) for (a, b), kinds in counted.steps(names).items()]
        start = Arrow("(start)", f"phase{counted.folding.heap_of[0][0]}")
        note = f"{len(counted.folding.heap_of):,} joint states by phase; an arrow where one phase may follow another"
        return Diagram("phases", "the product by phase", (Group("phases", "", boxes),), (start, *arrows), note=note)

    def box(self, phase: int) -> Box:
        counted = self.counted
        name = self.field.shown(phase)
        heaps = [heap for heap in counted.sizes if heap[0] == phase]
        total = sum(counted.sizes[heap] for heap in heaps)
        shape: Shape = (
            "bad" if any(counted.bad[h] for h in heaps) else "way" if any(h in counted.way for h in heaps) else "fold"
        )
        return Box(
            f"phase{phase}", f"{name}\n{total:,} joint states", (*self.begins(name), *map(self.line, heaps)), shape
        )

    def begins(self, name: str) -> Iterator[Line]:
        for phase in self.counted.space.network.spec.phases:
            if phase.name == name:
                yield Line(f"begins with {', '.join(map(str, phase.begins))}")

    def line(self, heap: Key) -> Line:
        mark = "violates: " if self.counted.bad[heap] else ""
        return Line(mark + " and ".join(self.counted.true(heap)), (self.counted.counts(heap),))
