"""How much work composing may take: a spec that is too large is refused before time or memory runs out.

A unit takes some microseconds. It is an unrolled part of an expression, a part of a formula restricted to a value, or a
field of a draft. Units are counted, not timed, so that the same specs are refused on every machine.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from everystate.problems import Place, Problem, SpecError, TooLarge

MAX_EFFORT = 10_000_000
"""spec/failover takes 40,000 as declared, 700,000 with four agents and four servers, 4 million with eight and four."""


class Effort:
    """The remaining budget of work."""

    def __init__(self, most: int | None = None) -> None:
        self.left = MAX_EFFORT if most is None else most

    def spend(self, amount: int) -> None:
        """Count some work.

        Raises:
            TooLarge: the budget is used up.
        """
        self.left -= amount
        if self.left < 0:
            raise TooLarge("it takes too much work to compose")


@contextmanager
def fitting(place: Place, what: str) -> Generator[None]:
    """A context that turns `TooLarge` into an error at this place.

    Raises:
        SpecError: the work in this context is too large.
    """
    try:
        yield
    except (TooLarge, RecursionError) as error:
        why = str(error) if isinstance(error, TooLarge) else "an expression that unrolls too deeply"
        raise SpecError([Problem(place, f"{what} does not fit", why, "set smaller numbers")]) from None
