"""The kinds of small changes. Imports nothing: a command line names them before anything is loaded."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal[
    "drop-row",
    "drop-source",
    "add-source",
    "dest",
    "negate-guard",
    "drop-guard",
    "drop-condition",
    "drop-set",
    "collection",
    "drop-send",
    "double-send",
    "swap-sends",
    "add-send",
    "order",
    "drop-start",
    "drop-stop",
    "duration",
    "initial",
    "value",
    "close",
    "open",
    "fault",
    "full",
    "capacity",
    "budget",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
