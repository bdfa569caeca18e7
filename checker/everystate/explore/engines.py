"""Which engine explores."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from everystate.compose.network import Network
from everystate.explore.reference import explore as explore_by_reference
from everystate.explore.space import Limits, OnProgress, Space
from everystate.problems import Place, Problem, SpecError

Engine = Literal["auto", "reference", "native"]

LARGE = 100_000
"""The number of joint states at which `auto` goes over to the native engine, which takes a second to load."""


def explore(
    network: Network,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    *,
    engine: Engine = "auto",
    threads: int | None = None,
) -> Space:
    """Every reachable joint state, or as many as the limits allow; the space says which engine found them.

    `auto` starts with the reference engine, and begins again with the native one when the space turns out to be large.
    `threads` is for the native engine; as many as there are processors, if None.

    Raises:
        SpecError: the native engine was asked for, and the network does not fit it.
    """
    limits = limits or Limits()
    if engine == "reference" or (engine == "auto" and limits.states is not None and limits.states <= LARGE):
        return explore_by_reference(network, limits, on_progress)
    if engine == "native":
        return _native(network, limits, on_progress, engine, threads)
    small = explore_by_reference(network, replace(limits, states=LARGE), on_progress)
    if len(small.states) <= LARGE:
        return small
    try:
        return _native(network, limits, on_progress, engine, threads)
    except KeyboardInterrupt:
        # while the native engine was being loaded: what is known is what the first search found
        small.stopped = "interrupted"
        return small


def _native(
    network: Network, limits: Limits, on_progress: OnProgress | None, engine: Engine, threads: int | None
) -> Space:
    from everystate.explore.native.engine import explore as explore_natively
    from everystate.explore.native.packing import NotPackedError

    try:
        return explore_natively(network, limits, on_progress, threads)
    except NotPackedError as reason:
        if engine == "auto":
            return explore_by_reference(network, limits, on_progress)
        problem = Problem(Place("--engine native"), str(reason), "", "use --engine reference")
        raise SpecError([problem]) from None
