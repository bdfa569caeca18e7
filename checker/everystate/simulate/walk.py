"""A walk: where it is, which steps are possible from here, and the way it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from everystate.composing.network import Network
from everystate.judging.traces import step
from everystate.judging.verdict import Step, Trace
from everystate.loading.spec import Cause
from everystate.simulate.unfolding import Unfolding
from everystate.wording.names import Names


@dataclass(frozen=True)
class Choice:
    """A possible step. `name` is its own among the steps that are possible in the same joint state."""

    name: str
    step: Step


class Walk:
    """A run from the start, which can be prolonged and taken back.

    Args:
        network: what is walked through.
        without: causes whose steps are left out of the choices.
    """

    def __init__(self, network: Network, without: Collection[Cause] = ()) -> None:
        self.space = Unfolding(network)
        self.names = Names(network)
        self.without = frozenset(without)
        self.taken: list[Choice] = []

    @property
    def here(self) -> int:
        """The number of the joint state that the walk has come to."""
        return self.taken[-1].step.target if self.taken else 0

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
        """Go on by a step that is possible here."""
        assert choice.step.source == self.here
        self.taken.append(choice)

    def at_random(self, random: Random) -> Choice | None:
        """One of the choices, each as likely as the others; None if there is none."""
        choices = self.choices()
        return random.choice(choices) if choices else None

    def undo(self, steps: int = 1) -> int:
        """Take back the last steps; how many that were."""
        count = min(steps, len(self.taken))
        del self.taken[len(self.taken) - count :]
        return count

    def trace(self) -> Trace:
        """The way so far."""
        return Trace(tuple(choice.step for choice in self.taken))

    def state(self) -> dict[str, str]:
        """Where the walk is: the name of each field, and its value in words."""
        return self.space.described(self.here)
