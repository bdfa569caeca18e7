"""Random runs; the same seed gives the same run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from everystate.composing.network import Network
from everystate.loading.party import Cause
from everystate.simulate.breakpoints import Breakpoint
from everystate.simulate.starts import random_start
from everystate.simulate.walk import Walk

NO_STEP = "no step is possible here"


@dataclass(frozen=True)
class Stop:
    """The reason why a walk ends; `point` is the breakpoint that was met, if that is the reason."""

    why: str
    point: Breakpoint | None = None

    @property
    def fails(self) -> bool:
        """Whether a claim fails here."""
        return self.point is not None and self.point.of_claim


def go_on(walk: Walk, random: Random, steps: int, points: Sequence[Breakpoint]) -> Stop | None:
    """Take at most `steps` random steps; returns the stop at a breakpoint, or where no step is possible, else None."""
    for _ in range(steps):
        choice = walk.at_random(random)
        if choice is None:
            return Stop(NO_STEP)
        walk.take(choice)
        if stop := met(walk, points):
            return stop
    return None


def met(walk: Walk, points: Sequence[Breakpoint]) -> Stop | None:
    """The stop at the first breakpoint that the walk meets in its joint state; None if there is none."""
    for point in points:
        if why := point.met(walk):
            return Stop(why, point)
    return None


@dataclass(frozen=True)
class Sample:
    """One random run; `number` counts from 1, and `stop` is None if the run has its full length."""

    walk: Walk
    number: int
    stop: Stop | None


def sample(
    network: Network, seed: int, runs: int, steps: int, points: Sequence[Breakpoint], without: Collection[Cause] = ()
) -> Sample:
    """The first of at most `runs` random runs that meets a breakpoint; the last one, if none does."""
    random = Random(seed)
    for number in range(1, runs + 1):
        walk = Walk(network, without, random_start(network, random))
        stop = met(walk, points) or go_on(walk, random, steps, points)
        if number == runs or (stop is not None and stop.point is not None):
            return Sample(walk, number, stop)
    raise ValueError("there is nothing to run")
