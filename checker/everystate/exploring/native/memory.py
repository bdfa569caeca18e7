"""Memory and addresses: whether there is enough, asked before more is taken. Needs no library but `psutil`."""

from __future__ import annotations

_RESERVE = 256 * 2**20
_NOTICED = 16 * 2**20

TO_RUN = 640 * 2**20
"""Addresses that the native engine needs: most of it for libraries and threads."""

TO_COMPILE = 3 * 2**30
"""Addresses to compile it, too."""

A_THREAD = 160 * 2**20
"""Addresses that a thread may take: its stack, and its allocation arena in the C library."""


def shortage(more: int) -> str:
    """What is missing if this number of further bytes is taken, as a clause; nothing if they are there, or are few."""
    if more < _NOTICED:
        return ""
    import psutil

    left = psutil.virtual_memory().available
    if (addresses := addresses_left()) is not None:
        left = min(left, addresses)
    left -= _RESERVE
    return f"{more / 2**20:,.0f}M more are needed, and {max(0, left) / 2**20:,.0f}M left" if more > left else ""


def addresses_left() -> int | None:
    """How many bytes of addresses this process may still take (`ulimit -v`); None where they are not limited."""
    try:
        import resource
    except ImportError:  # no such limit on this system
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return None
    import psutil

    return max(0, limit - int(psutil.Process().memory_info().vms))


def has_addresses(needed: int) -> bool:
    """Whether this process may take this number of further bytes of addresses."""
    left = addresses_left()
    return left is None or left >= needed
