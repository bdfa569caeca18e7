"""In which states conditions hold: each state is evaluated, by the definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from everystate.exploring.shared.enabling import EnabledMasks, bits
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.system import Among, Condition, Tally, TransitionSystem


class Conditions:
    """Conditions over the states of a system."""

    def __init__(self, system: TransitionSystem) -> None:
        self.system = system
        self.network = system.network

    def tally(self, conditions: Sequence[Condition], among: Among) -> list[Tally]:
        """For each condition, in how many of these states it holds, and in which first."""
        numbers = self._among(among)
        made = [Tally()] * len(conditions)
        guarded = [number for number, c in enumerate(conditions) if c.guard and c.event < 0]
        for number in set(range(len(conditions))) - set(guarded):
            made[number] = self._tally_formula(conditions[number], numbers)
        if guarded:
            found = self._tally_guarded([conditions[number] for number in guarded], numbers)
            for number, tally in zip(guarded, found, strict=True):
                made[number] = tally
        return made

    def first(self, condition: Condition, among: Among) -> int:
        """The first of these states in which a condition holds; -1 if there is none."""
        return next(self._meeting(condition, self._among(among)), -1)

    def meeting(self, condition: Condition, among: Among, most: int) -> list[int]:
        """The first of these states, up to `most`, in which a condition holds."""
        return list(islice(self._meeting(condition, self._among(among)), most))

    def _among(self, among: Among) -> Sequence[int]:
        if among != "settled":
            return range(len(self.system.states) if among == "states" else self.system.expanded)
        return [number for number in range(self.system.expanded) if self.system.settled(number)]

    def _meeting(self, condition: Condition, numbers: Sequence[int]) -> Iterator[int]:
        states = self.system.states
        found: Iterable[int] = numbers if condition.event < 0 else self._makes_step(condition.event, numbers)
        if condition.guard:
            enabled = EnabledMasks(self.network, [condition.guard])
            found = (number for number in found if enabled(states[number]))
        if condition.formula is not None:
            found = Predicate(condition.formula, self.network).meeting(found, states, condition.truth)
        return iter(found)

    def _makes_step(self, event: int, numbers: Sequence[int]) -> Sequence[int]:
        """Those of the states from which an event makes a step."""
        sources = self._sources[event]
        return sources if isinstance(numbers, range) else sorted(set(numbers) & set(sources))

    @cached_property
    def _sources(self) -> list[list[int]]:
        """For each event, the states from which it makes a step."""
        made: list[list[int]] = [[] for _ in self.network.events]
        for source, event, _ in self.system.edges():
            made[event].append(source)
        return made

    def _tally_formula(self, condition: Condition, numbers: Sequence[int]) -> Tally:
        found = list(self._meeting(condition, numbers))
        return Tally(len(found), found[0]) if found else Tally()

    def _tally_guarded(self, conditions: Sequence[Condition], numbers: Sequence[int]) -> list[Tally]:
        """The tallies; states in which the same guards hold are counted together."""
        states = self.system.states
        enabled = EnabledMasks(self.network, [condition.guard for condition in conditions])
        alike: dict[int, list[int]] = {}
        for number in numbers:
            alike.setdefault(enabled(states[number]), []).append(number)
        found: list[list[Sequence[int]]] = [[] for _ in conditions]
        predicates = [None if c.formula is None else Predicate(c.formula, self.network) for c in conditions]
        for mask, group in alike.items():
            for bit in bits(mask):
                predicate, truth = predicates[bit], conditions[bit].truth
                found[bit].append(group if predicate is None else list(predicate.meeting(group, states, truth)))
        return [_tallied(groups) for groups in found]


def _tallied(groups: Sequence[Sequence[int]]) -> Tally:
    """The tally of some groups of ascending numbers."""
    return Tally(sum(map(len, groups)), min((group[0] for group in groups if group), default=-1))
