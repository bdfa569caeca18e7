"""Diagrams of a product with many joint states: a box or a line for each group of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from everystate.composing.event import Label
from everystate.draw.diagram import Arrow, Box, Diagram, Group, Line, Shape, Tone
from everystate.draw.grouping import Grouping, Key, group_states
from everystate.exploring.space import Space

_MOST_GROUPS = 10
_MOST_LINES = 40
_NAMED = 3
Kinds = Counter[tuple[str, Tone]]

_NOTHING = "nothing that is compared"


class _Counted:
    """The number of joint states, of settled and of violating ones in each group, and the groups along a path."""

    def __init__(self, space: Space, way: list[int], bad: set[int], grouping: Grouping) -> None:
        self.space = space
        self.grouping = grouping
        self.sizes = Counter(grouping.group_of)
        self.settled = Counter(grouping.group_of[state] for state in range(space.expanded) if space.settled(state))
        self.bad = Counter(grouping.group_of[state] for state in bad)
        self.way = [grouping.group_of[state] for state in way]
        self.starts = [grouping.group_of[start] for start in space.starts]

    def counts(self, group: Key) -> tuple[str, ...]:
        counts = (f"{self.sizes[group]:,} joint states", f"{self.settled[group]:,} of them settled")
        return (*counts, f"{self.bad[group]:,} violating a claim") if self.bad[group] else counts

    def true(self, group: Key) -> tuple[str, ...]:
        return self.grouping.true(group) or (_NOTHING,)

    def steps(self, boxes: dict[Key, str]) -> dict[tuple[str, str], Kinds]:
        """For each pair of different boxes with steps between them, the number of steps of each kind."""
        between: dict[tuple[str, str], Kinds] = {}
        kinds: list[tuple[str, Tone]] = [(_kind(event.label), event.label.cause) for event in self.space.network.events]
        where = [boxes[group] for group in self.grouping.group_of]
        for source in range(self.space.expanded):
            for event, target in self.space.steps_from(source):
                if where[source] != where[target]:
                    between.setdefault((where[source], where[target]), Counter())[kinds[event]] += 1
        return between


def _kind(label: Label) -> str:
    """The name of an event without copies; its kind follows, unless it is a message or an action."""
    return label.name if label.kind in ("message", "action", "tick") else f"{label.name} {label.kind}"


def _arrow(start: str, end: str, kinds: Kinds, strong: bool, named: int) -> Arrow:
    """An arrow for the steps between two boxes; its label has the `named` most frequent kinds, its tooltip all."""
    common = kinds.most_common()
    tip = ", ".join(f"{name}: {count:,} steps" for (name, _), count in common)
    tones: set[Tone] = {tone for _, tone in kinds}
    lines = tuple(Line(kind[0], tone=kind[1]) for kind, _ in common[:named])
    more = (Line(f"and {len(common) - named} more"),) if len(common) > named > 0 else ()
    return Arrow(start, end, lines + more, tones.pop() if len(tones) == 1 else "protocol", strong, tip=tip)


def _key(group: Key) -> str:
    return "group" + "-".join(map(str, group))


class ClaimGroups:
    """The product with a box for each group, by what the claims compare and not by phase."""

    def __init__(self, space: Space, way: list[int], bad: set[int]) -> None:
        self.counted = _Counted(space, way, bad, group_states(space, _MOST_GROUPS, by_phase=False))

    def diagram(self) -> Diagram:
        counted = self.counted
        groups = list(counted.sizes)
        left = counted.grouping.left_out
        count = f"{len(counted.grouping.group_of):,} joint states in {len(groups)} groups"
        note = f"{count}, by what most claims compare"
        note += f"; comparisons that are left out: {left}" if left else ""
        boxes = (Box("(start)", "", shape="start"), *map(self.box, groups))
        names = {group: _key(group) for group in groups}
        way = {(names[a], names[b]) for a, b in pairwise(counted.way)}
        arrows = [_arrow(a, b, kinds, (a, b) in way, _NAMED) for (a, b), kinds in counted.steps(names).items()]
        starts = [Arrow("(start)", key) for key in dict.fromkeys(names[group] for group in counted.starts)]
        return Diagram(
            "product",
            "the product by what the claims look at",
            (Group("product", "", boxes),),
            (*starts, *arrows),
            note=note,
        )

    def box(self, group: Key) -> Box:
        counted = self.counted
        shape: Shape = "bad" if counted.bad[group] else "way" if group in counted.way else "fold"
        lines = tuple(map(Line, counted.counts(group)))
        return Box(_key(group), "\n".join(counted.true(group)), lines, shape)


class PhaseGroups:
    """The product with a box for each phase, and in it a line for each group of the phase."""

    def __init__(self, space: Space, way: list[int], bad: set[int]) -> None:
        self.counted = _Counted(space, way, bad, group_states(space, _MOST_LINES, by_phase=True))
        self.field = space.network.fields[space.network.phase_field]

    def diagram(self) -> Diagram:
        counted = self.counted
        phases = list(dict.fromkeys(group[0] for group in counted.sizes))
        boxes = (Box("(start)", "", shape="start"), *map(self.box, phases))
        names = {group: f"phase{group[0]}" for group in counted.sizes}
        way = {(names[a], names[b]) for a, b in pairwise(counted.way)}
        arrows = [_arrow(a, b, kinds, (a, b) in way, 0) for (a, b), kinds in counted.steps(names).items()]
        starts = [Arrow("(start)", key) for key in dict.fromkeys(names[group] for group in counted.starts)]
        note = f"{len(counted.grouping.group_of):,} joint states by phase; an arrow where one phase may follow another"
        return Diagram("phases", "the product by phase", (Group("phases", "", boxes),), (*starts, *arrows), note=note)

    def box(self, phase: int) -> Box:
        counted = self.counted
        name = self.field.shown(phase)
        groups = [group for group in counted.sizes if group[0] == phase]
        total = sum(counted.sizes[group] for group in groups)
        shape: Shape = (
            "bad" if any(counted.bad[h] for h in groups) else "way" if any(h in counted.way for h in groups) else "fold"
        )
        return Box(
            f"phase{phase}", f"{name}\n{total:,} joint states", (*self.begins(name), *map(self.line, groups)), shape
        )

    def begins(self, name: str) -> Iterator[Line]:
        for phase in self.counted.space.network.spec.phases:
            if phase.name == name:
                yield Line(f"begins with {', '.join(map(str, phase.begins))}")

    def line(self, group: Key) -> Line:
        mark = "violates: " if self.counted.bad[group] else ""
        return Line(mark + " and ".join(self.counted.true(group)), (", ".join(self.counted.counts(group)),))
