"""`Network` to `Space`: the reachable joint states and the steps between them."""

from everystate.explore.engines import explore

__all__ = ["explore"]
