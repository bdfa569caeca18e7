"""Which engine explores."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from everystate.composing.network import Network
from everystate.exploring.space import Limits, OnProgress, Progress, Space
from everystate.problems import Place, Problem, SpecError

Engine = Literal["auto", "reference", "native"]

LARGE = 20_000
"""The number of joint states up to which `auto` does without the native engine while that is not compiled yet."""

COMPILING = "compiling the native engine, once"


def explore(
    network: Network,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    *,
    engine: Engine = "auto",
    threads: int | None = None,
) -> Space:
    """Every reachable joint state, or as many as the limits allow: the same, in the same order, by any engine.

    `auto` is the native engine where it is compiled; else it starts with the reference engine, and begins again with
    the native one when the space turns out to be large. `threads` is for the native engine; as many as there are
    processors, if None.

    Raises:
        SpecError: the native engine was asked for, and the network does not fit it.
    """
    limits = limits or Limits()
    if engine == "reference":
        return _by_reference(network, limits, on_progress)
    if engine == "native" or is_compiled(network):
        return _native(network, limits, on_progress, engine, threads)
    if limits.states is not None and limits.states <= LARGE:
        return _by_reference(network, limits, on_progress)
    return _small_or_native(network, limits, on_progress, threads)


def is_compiled(network: Network) -> bool:
    """Whether the native engine is there at once for a network of this size, or not at all for it."""
    from everystate.exploring.native.machine_code import is_kept
    from everystate.exploring.native.packing import NotPackedError, Packing

    try:
        return is_kept(Packing(network).words)
    except NotPackedError:
        return True


def _small_or_native(network: Network, limits: Limits, on_progress: OnProgress | None, threads: int | None) -> Space:
    small = _by_reference(network, replace(limits, states=LARGE), on_progress)
    if len(small.states) <= LARGE:
        return small
    if on_progress is not None:
        on_progress(Progress(len(small.states), small.steps, small.depth, 0, small.seconds, COMPILING))
    try:
        return _native(network, limits, on_progress, "auto", threads)
    except KeyboardInterrupt:
        # while the native engine was being compiled: what is known is what the first search found
        small.stopped, small.hurried = "interrupted", True
        return small


def _by_reference(network: Network, limits: Limits, on_progress: OnProgress | None) -> Space:

    from everystate.exploring.reference.search import explore as explore_by_reference

    return explore_by_reference(network, limits, on_progress)


def _native(
    network: Network, limits: Limits, on_progress: OnProgress | None, engine: Engine, threads: int | None
) -> Space:
    from everystate.exploring.native.engine import explore as explore_natively
    from everystate.exploring.native.packing import NotPackedError

    try:
        return explore_natively(network, limits, on_progress, threads)
    except NotPackedError as reason:
        if engine == "auto":
            return _by_reference(network, limits, on_progress)
        problem = Problem(Place("--engine native"), str(reason), "", "use --engine reference")
        raise SpecError([problem]) from None
