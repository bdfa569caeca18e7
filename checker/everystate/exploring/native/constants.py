"""Numbers that the loops and what calls them agree on."""

from __future__ import annotations

from enum import IntEnum

UNKNOWN = 0xFFFF
"""A class of sleep sets that was not computed yet; see `sleep`."""

WANTED = 64
"""The number of classes of sleep sets that a worker may ask for in one round."""

GROUP = 4
"""Sets of guards have a multiple of this number of words."""

PLANES = 8
"""Bits of the counters of events, before they are added to totals."""

AHEAD = 16
"""Prefetch distance, in entries."""

NOWHERE = 0xFFFFFFFF
"""The row of a state that was not visited."""

EVERY = 32
"""Parents are stored for every 32nd state only."""

BATCH = 128
"""The number of records that are inserted together, so that what they read is prefetched together."""

UNSETTLED, STEPS, BUSY, PRESSED = 1, 2, 4, 8
"""Flags of a state: it is not settled; it has a step; it is not quiet (where there are timers or something is routine);
an urgent step from it changes something."""


class Operation(IntEnum):
    """What an update does to a field, where more is needed than to write a constant."""

    TABLE = 0
    """Look the value up in a table that begins at the argument."""

    TAKE = 1
    """Remove the head of a channel."""

    APPEND = 2
    """Append the argument to a channel."""

    LOSE = 3
    """Remove the message at the place that the argument says."""

    DOUBLE = 4
    """Append a copy of the message at the place that the argument says."""

    REMOVE = 5
    """Remove the first message whose code is the argument."""

    SORT = 6
    """Sort the messages of a channel without order."""

    READ = 7
    """Look the value up in a table, by the values of several fields before the step."""

    APPEND_READ = 8
    """Append a code that is looked up like this."""
