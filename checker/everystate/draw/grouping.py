"""Groups of joint states: by phase, and by the comparisons that claims make.

A claim compares fields with values (`light[room] == on`). Two joint states are in one group if the same of the chosen
comparisons hold in both. The comparisons that most claims make are chosen first, as long as the number of groups stays
within a limit.
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
    """A comparison of a field with a value: `raw` is the integer that encodes the value."""

    field: int
    raw: int
    text: str

    def holds(self, state: State) -> bool:
        """Whether the field has the value in a joint state."""
        return state[self.field] == self.raw


@dataclass(frozen=True)
class Grouping:
    """The key of the group of each joint state, by its number; `left_out` counts the aspects that were not used.

    The first number of a key is the phase, or 0 if groups are not by phase. Then comes one number for each aspect: 1 if
    it holds, else 0.
    """

    aspects: tuple[Aspect, ...]
    group_of: tuple[Key, ...]
    left_out: int

    def true(self, key: Key) -> tuple[str, ...]:
        """The texts of the aspects that hold in a group."""
        return tuple(aspect.text for aspect, holds in zip(self.aspects, key[1:], strict=True) if holds)


def group_states(space: Space, limit: int, by_phase: bool) -> Grouping:
    """The joint states in at most `limit` groups; the aspects that most claims compare are used first.

    With `by_phase`, each phase has groups of its own, and these may be more than `limit` by themselves.
    """
    every = aspects(space)
    phase = space.network.phase_field
    fields = [aspect.field for alike in every for aspect in alike] + ([phase] if by_phase else [])
    samples, sample_of = _samples(space, fields)
    groups: list[Key] = [(sample[phase],) if by_phase else (0,) for sample in samples]
    taken: tuple[Aspect, ...] = ()
    for alike in every:
        finer = [(*group, *(int(a.holds(state)) for a in alike)) for group, state in zip(groups, samples, strict=True)]
        if len(set(groups)) < len(set(finer)) <= limit:
            groups, taken = finer, (*taken, *alike)
    return Grouping(taken, tuple(groups[number] for number in sample_of), sum(map(len, every)) - len(taken))


def _samples(space: Space, fields: list[int]) -> tuple[list[State], list[int]]:
    """One joint state for each combination of values of these fields, and the index of that sample for every state."""
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
    """The aspects that claims compare, the most frequent first; a tuple has one aspect of every copy of a party."""
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
            compared = space.network.fields[field]
            if value in compared.values and compared.kind in ("machine", "variable"):
                yield Aspect(field, compared.values.index(value), f"{compared.name} = {shown(value)}")
        case Op(_, items):
            for item in items:
                yield from _compared(space, item)
        case _:
            pass
