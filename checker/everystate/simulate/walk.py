"""A walk: its joint state, the steps that are possible there, and its run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from everystate.composing.network import Network
from everystate.judging.traces import step
from everystate.judging.verdict import Step, Trace
from everystate.loading.party import Cause
from everystate.simulate.unfolding import Unfolding
from everystate.wording.names import Names


@dataclass(frozen=True)
class Choice:
    """A possible step. `name` is unique among the steps that are possible in the same joint state."""

    name: str
    step: Step


class Walk:
    """A run from an initial state, which can be extended and taken back.

    Args:
        network: the network of the run.
        without: causes whose steps are not among the choices.
        start: the number of the initial state.
    """

    def __init__(self, network: Network, without: Collection[Cause] = (), start: int = 0) -> None:
        self.space = Unfolding(network)
        self.start = start
        self.names = Names(network)
        self.without = frozenset(without)
        self.taken: list[Choice] = []

    @property
    def here(self) -> int:
        """The number of the current joint state."""
        return self.taken[-1].step.target if self.taken else self.start

    def choices(self) -> list[Choice]:
        """The steps that are possible here, in the order of the network's events."""
        steps = [step(self.space, self.here, event, target) for event, target in self.space.steps_from(self.here)]
        names = [self.names.step(made.label) for made in steps]
        count, seen = Counter(names), Counter[str]()
        made = []
        for name, one in zip(names, steps, strict=True):
            seen[name] += 1
            own = f"{name} #{seen[name]}" if count[name] > 1 else name
            if one.label.cause not in self.without:
                made.append(Choice(own, one))
        return made

    def take(self, choice: Choice) -> None:
        """Take a step that is possible here."""
        assert choice.step.source == self.here
        self.taken.append(choice)

    def at_random(self, random: Random) -> Choice | None:
        """A choice, drawn uniformly; None if there is none."""
        choices = self.choices()
        return random.choice(choices) if choices else None

    def undo(self, steps: int = 1) -> int:
        """Take back at most `steps` steps; returns their number."""
        count = min(steps, len(self.taken))
        del self.taken[len(self.taken) - count :]
        return count

    def trace(self) -> Trace:
        """The run so far."""
        return Trace(tuple(choice.step for choice in self.taken), start=self.start)

    def state(self) -> dict[str, str]:
        """The current joint state: the value of each field in words, by its name."""
        return self.space.described(self.here)
