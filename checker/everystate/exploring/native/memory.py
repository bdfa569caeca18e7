"""Memory: whether there is enough, asked before more of it is taken."""

from __future__ import annotations

_RESERVE = 256 * 2**20
_NOTICED = 16 * 2**20


def shortage(more: int) -> str:
    """What is missing if so many more bytes are taken, as a clause; nothing, if they are there, or are few."""
    if more < _NOTICED:
        return ""
    import psutil

    left = psutil.virtual_memory().available - _RESERVE
    return f"{more / 2**20:,.0f}M more are needed, and {max(0, left) / 2**20:,.0f}M left" if more > left else ""
