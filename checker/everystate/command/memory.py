"""How much memory this process has used."""

from __future__ import annotations

import sys


def peak_memory() -> int:
    """Bytes at the peak; where the system does not tell, bytes now."""
    try:
        import resource
    except ImportError:
        import psutil

        return int(psutil.Process().memory_info().rss)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
