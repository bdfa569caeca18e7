"""The joint states of a space in few heaps that still say something: by phase, and by what the claims look at.

A claim compares fields with values (`light[room] == on`). The comparisons that most claims make tell the
heaps apart, as many of them as leave no more than a given number of heaps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from everystate.composing.formula import Const, Formula, Look, Op
from everystate.exploring.space import Space, State
from everystate.loading.expression import shown

Key = tuple[int, ...]


@dataclass(frozen=True)
class Aspect:
    """A field that is compared with a value: `raw` is the integer of that value."""

    field: int
    raw: int
    text: str

    def holds(self, state: State) -> bool:
        """Whether the field has the value."""
        return state[self.field] == self.raw


@dataclass(frozen=True)
class Folding:
    """The heap of each joint state: its first number is the phase, if that counts; the others say what holds."""

    aspects: tuple[Aspect, ...]
    heap_of: tuple[Key, ...]
    left_out: int

    def true(self, key: Key) -> tuple[str, ...]:
        """What is true in a heap."""
        return tuple(aspect.text for aspect, holds in zip(self.aspects, key[1:], strict=True) if holds)


def fold(space: Space, limit: int, by_phase: bool) -> Folding:
    """As many aspects as leave no more than `limit` heaps, the most asked for first."""
    every = aspects(space)
    phase = space.network.phase_field
    fields = [aspect.field for alike in every for aspect in alike] + ([phase] if by_phase else [])
    samples, sample_of = _samples(space, fields)
    heaps: list[Key] = [(sample[phase],) if by_phase else (0,) for sample in samples]
    taken: tuple[Aspect, ...] = ()
    for alike in every:
        finer = [(*heap, *(int(a.holds(state)) for a in alike)) for heap, state in zip(heaps, samples, strict=True)]
        if len(set(heaps)) < len(set(finer)) <= limit:
            heaps, taken = finer, (*taken, *alike)
    return Folding(taken, tuple(heaps[number] for number in sample_of), sum(map(len, every)) - len(taken))


def _samples(space: Space, fields: list[int]) -> tuple[list[State], list[int]]:
    """A joint state for each combination of values of these fields, and which of them stands for each joint state."""
    seen: dict[State, int] = {}
    samples: list[State] = []
    sample_of: list[int] = []
    for state in space.states:
        values = tuple([state[field] for field in fields])
        if values not in seen:
            seen[values] = len(samples)
            samples.append(state)
        sample_of.append(seen[values])
    return samples, sample_of


def aspects(space: Space) -> list[tuple[Aspect, ...]]:
    """What the claims compare, by how many of them do; what is asked of each copy of a party belongs together."""
    asked: Counter[Aspect] = Counter()
    for ground in space.network.claims:
        formulas = [ground.formula, *(formula for _, several in ground.before for formula in several)]
        asked.update({aspect for formula in formulas for aspect in _compared(space, formula)})
    fields = space.network.fields
    alike: dict[tuple[str, str, int], list[Aspect]] = {}
    for aspect in sorted(asked, key=lambda aspect: (-asked[aspect], aspect.field, aspect.raw)):
        key = fields[aspect.field].key
        alike.setdefault((key.owner.party if key.owner else "", key.name, aspect.raw), []).append(aspect)
    return [tuple(sorted(group, key=lambda aspect: aspect.field)) for group in alike.values()]


def _compared(space: Space, formula: Formula) -> Iterator[Aspect]:
    match formula:
        case Op("==" | "!=", (Look(field), Const(value)) | (Const(value), Look(field))):
            found = space.network.fields[field]
            if value in found.values and found.kind in ("machine", "variable"):
                yield Aspect(field, found.values.index(value), f"{found.name} = {shown(value)}")
        case Op(_, items):
            for item in items:
                yield from _compared(space, item)
        case _:
            pass
