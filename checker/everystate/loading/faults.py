"""The kinds of faults that a connection may have, each declared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["breaks", "loses", "duplicates"]
"""A fault as events name it: `desk.breaks`."""


@dataclass(frozen=True)
class FaultTerms:
    """The key of a connection that allows a fault, what the schema says of that, and one fault in words."""

    key: str
    description: str
    once: str


FAULTS: Mapping[FaultKind, FaultTerms] = {
    "breaks": FaultTerms("breaks", "It may break as a fault.", "breaks once"),
    "loses": FaultTerms("may_lose", "A queued message may be lost.", "loses a message once"),
    "duplicates": FaultTerms("may_duplicate", "A queued message may be doubled.", "doubles a message once"),
}
"""Every kind, in the order in which a connection's faults are listed. What each does is in `composing.faults`."""
