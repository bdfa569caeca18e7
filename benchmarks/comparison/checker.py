"""What every checker of the comparison is: something that may be there, has a version, and checks a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from .cases import Case
from .timing import Limits, Measured

BENCHMARKS = Path(__file__).parents[1]
PEERS = BENCHMARKS / "peers"
PROJECT = BENCHMARKS.parent


@dataclass(frozen=True)
class Counts:
    """What a checker says it found; None is what it does not say, `rounded` how far off its steps may be."""

    states: int | None = None
    steps: int | None = None
    depth: int | None = None
    rounded: int = 0


@dataclass(frozen=True)
class Outcome:
    """One check, or the median of several.

    `seconds` is the whole of it, `compiling` included; `memory` is that of the search. `stopped` is `time` or `memory`
    where it ran out of one; `wrong` says why its result cannot be used; `settings` is which of several ways it was run.
    """

    seconds: float
    memory: int = 0
    compiling: float = 0.0
    processor: float = 0.0
    counts: Counts = Counts()
    stopped: str = ""
    wrong: str = ""
    settings: str = ""

    @property
    def usable(self) -> bool:
        """Whether there is a time to compare."""
        return not self.stopped and not self.wrong

    @property
    def told(self) -> str:
        """Time and memory, or why there are none."""
        if self.usable:
            return f"{self.seconds:.2f} s, {self.memory >> 20} MB"
        return self.wrong or f"out of {self.stopped}"


class Checker(Protocol):
    """A model checker, here or elsewhere."""

    @property
    def name(self) -> str:
        """How a report names it."""
        ...

    @property
    def settings(self) -> tuple[str, ...]:
        """The ways of running it of which the fastest counts."""
        ...

    def missing(self) -> str:
        """What is missing and how to get it; empty, if nothing is."""
        ...

    def version(self) -> str: ...

    def check(self, case: Case, settings: str, scratch: Path, limits: Limits) -> Outcome: ...


def outcome(search: Measured, counts: Counts, *, compiling: float = 0.0, complaint: str = "") -> Outcome:
    """The outcome of a search, compiled for so long before it."""
    wrong = complaint if not search.stopped else ""
    if not wrong and not search.stopped and counts.states is None:
        wrong = f"no counts in its output (exit code {search.code}): {last_line(search.output)}"
    return Outcome(
        seconds=compiling + search.seconds,
        memory=search.memory,
        compiling=compiling,
        processor=search.processor,
        counts=counts,
        stopped=search.stopped,
        wrong=wrong,
    )


def held_against(case: Case, found: Outcome) -> Outcome:
    """The same outcome, wrong if its counts are not those of the case."""
    if not found.usable:
        return found
    told = found.counts
    compared = [
        ("states", told.states, case.states, 0),
        ("steps", told.steps, case.steps, told.rounded),
        ("depth", told.depth, case.depth, 0),
    ]
    differences = [
        f"{value:,} {name} instead of {right:,}"
        for name, value, right, tolerance in compared
        if value is not None and abs(value - right) > tolerance
    ]
    return replace(found, wrong="; ".join(differences))


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing was printed"


def number(text: str) -> int:
    """A number, however its digits are grouped."""
    return int(text.replace(",", ""))
