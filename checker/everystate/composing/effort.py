"""How much work composing may take: a spec from a stranger is refused before the machine is out of time or memory.

The unit is a small piece of work, of some microseconds: a part of an expression that is unrolled, a part of a formula
that is restricted to a value, a field of an event in the making. It is counted and not timed, so that the same spec is
refused on every machine.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from everystate.problems import Place, Problem, SpecError, TooLarge

MAX_EFFORT = 10_000_000
"""spec/failover takes 40,000 as declared, 700,000 with four agents and four servers, 4 million with eight and four."""


class Effort:
    """What is left of the work that may be done."""

    def __init__(self, most: int | None = None) -> None:
        self.left = MAX_EFFORT if most is None else most

    def spend(self, amount: int) -> None:
        """Count some work.

        Raises:
            TooLarge: there is nothing left.
        """
        self.left -= amount
        if self.left < 0:
            raise TooLarge("it takes too much work to compose")


@contextmanager
def fitting(place: Place, what: str) -> Generator[None]:
    """Say where it was that something became too large.

    Raises:
        SpecError: what is done in this context does not fit.
    """
    try:
        yield
    except (TooLarge, RecursionError) as error:
        why = str(error) if isinstance(error, TooLarge) else "an expression that unrolls too deeply"
        raise SpecError([Problem(place, f"{what} does not fit", why, "set smaller numbers")]) from None
