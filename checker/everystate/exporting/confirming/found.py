"""What another checker finds in a network, and how a checker is run."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class NotRunError(Exception):
    """Another checker did not come to an end; the text says why, in a line."""


@dataclass(frozen=True)
class Found:
    """The counts of another checker, corrected for how its model starts.

    `first` has the index of each condition that is false somewhere, with the number of steps to the first such state;
    `failing`, if the checker counts them, in how many states it is false.
    """

    states: int
    steps: int
    depth: int
    first: Mapping[int, int]
    failing: Mapping[int, int] | None = None


def output_of(command: Sequence[str], folder: Path, seconds: float | None) -> str:
    """What a program prints; its errors, too.

    Raises:
        NotRunError: it takes more time than this.
    """
    try:
        done = subprocess.run(command, cwd=folder, timeout=seconds, check=False, text=True, errors="replace",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotRunError(f"{Path(command[0]).name} took more than {seconds:g} seconds") from None
    return done.stdout


def last_line(text: str) -> str:
    """The last line of what a program prints: why it ended."""
    return (text.strip().splitlines() or ["nothing"])[-1][:200]
