"""Steps of an original and of a mutant after the same run, and how they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from everystate.composing.event import Label, Transfer
from everystate.composing.field import Field
from everystate.composing.network import Network
from everystate.exploring.space import Space, State
from everystate.study.mutation.fate import Difference, Differing

Path = tuple[tuple[Label, State], ...]


@dataclass(frozen=True)
class Step:
    """A label, and the joint state after it."""

    label: Label
    target: State


class Differences:
    """Finds how the steps of two networks differ, by the fields that both have."""

    def __init__(self, original: Network, mutant: Network) -> None:
        self.original = original
        self.mutant = mutant
        self.shared = shared_fields(original, mutant)

    def of_steps(
        self, only: Sequence[Step], only_mutant: Sequence[Step], path: Path, path_of_mutant: Path
    ) -> Difference:
        """The difference, given the steps that only one of them makes.

        Two steps that differ only in what they send or where they lead are one step of both, with these differences.

        Args:
            only: steps of the original that the mutant has not.
            only_mutant: steps of the mutant that the original has not.
            path: the steps to this state in the original.
            path_of_mutant: the same steps in the mutant.
        """
        for step in only_mutant:
            alike = next((other for other in only if _alike(other.label, step.label)), None)
            if alike is not None:
                return self._both(alike, step, path_of_mutant)
        if only_mutant:
            return Difference("mutant", (*path_of_mutant, (only_mutant[0].label, only_mutant[0].target)))
        return Difference("original", (*path, (only[0].label, only[0].target)))

    def _both(self, step: Step, other: Step, path: Path) -> Difference:
        sends = _sent(step.label.sent), _sent(other.label.sent)
        fields = self.fields(step.target, other.target)
        if sends[0] == sends[1]:
            return Difference("both", (*path, (other.label, other.target)), fields=fields)
        channels = {field.name for field in self.original.fields if field.channel is not None}
        rest = tuple(one for one in fields if one.field not in channels)
        return Difference("both", (*path, (other.label, other.target)), sends, rest)

    def fields(self, state: State, other: State) -> tuple[Differing, ...]:
        """The fields that differ; channels only if no other field does, since what was sent differs already."""
        found: list[tuple[bool, Differing]] = []
        for mine, theirs in self.shared:
            field, another = self.original.fields[mine], self.mutant.fields[theirs]
            values = field.shown(state[mine]), another.shown(other[theirs])
            if values[0] != values[1]:
                found.append((field.channel is not None, Differing(field.name, *values)))
        only_channels = all(in_channel for in_channel, _ in found)
        return tuple(differing for in_channel, differing in found if only_channels or not in_channel)


def path_along(space: Space, steps: Iterable[tuple[int, int]], start: int) -> Path:
    """The labels of these steps from a state, given by event and target, and the joint states after them."""
    taken = list(steps)
    sources = [start, *(target for _, target in taken)]
    return tuple(
        (space.label(event, source), space.states[target])
        for source, (event, target) in zip(sources, taken, strict=False)
    )


def shared_fields(original: Network, mutant: Network) -> list[tuple[int, int]]:
    """The numbers of the fields that both have, with the same values."""
    places = {field.name: number for number, field in enumerate(mutant.fields)}
    found = [(number, places.get(field.name, -1)) for number, field in enumerate(original.fields)]
    return [(n, m) for n, m in found if m >= 0 and _comparable(original.fields[n], mutant.fields[m])]


def _comparable(one: Field, two: Field) -> bool:
    """Whether two fields have the same kind and values, or are timers, and, if they are budgets, the same bound."""
    if one.kind == two.kind == "timer":
        return True
    return (one.kind, one.values) == (two.kind, two.values) and (one.kind != "budget" or one.initial == two.initial)


def _alike(one: Label, two: Label) -> bool:
    return str(one) == str(two) and one.names == two.names


def _sent(transfers: Iterable[Transfer]) -> tuple[str, ...]:
    return tuple(f"{transfer.packet} → {transfer.receiver}" for transfer in transfers)
