"""The states of a connection."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class ConnectionState(StrEnum):
    """Open, closed, or lost with the notice of that still pending at one end or at both."""

    OPEN = "open"
    CLOSED = "closed"
    PENDING_0 = "pending 0"
    PENDING_1 = "pending 1"
    PENDING_BOTH = "pending both"

    @property
    def pending(self) -> tuple[int, ...]:
        """The ends that have yet to notice the loss."""
        match self:
            case ConnectionState.PENDING_0:
                return (0,)
            case ConnectionState.PENDING_1:
                return (1,)
            case ConnectionState.PENDING_BOTH:
                return (0, 1)
            case _:
                return ()

    def pending_at(self, end: int) -> bool:
        """Whether this end has yet to notice the loss."""
        return end in self.pending

    def noticed_by(self, end: int) -> ConnectionState:
        """The state after this end, too, has noticed the loss."""
        return lost(set(self.pending) - {end})


LOST: tuple[ConnectionState, ...] = tuple(state for state in ConnectionState if state is not ConnectionState.OPEN)
"""The states after a loss: every one but open."""


def lost(pending: Collection[int]) -> ConnectionState:
    """The state after a loss that these ends have yet to notice."""
    return next(state for state in LOST if set(state.pending) == set(pending))
