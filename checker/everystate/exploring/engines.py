"""Which engine explores."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

from everystate.composing.network import Network
from everystate.exploring.native.memory import TO_COMPILE, TO_RUN, has_addresses
from everystate.exploring.shared.race import Race
from everystate.exploring.shared.watch import Watch
from everystate.exploring.space import Limits, OnProgress, Space
from everystate.problems import Place, Problem, SpecError

if TYPE_CHECKING:
    from everystate.exploring.reference.recorded import RecordedSpace

Engine = Literal["auto", "reference", "native"]

COMPILING = "compiling the native engine, once; the reference engine explores meanwhile"


def explore(
    network: Network,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    *,
    engine: Engine = "auto",
    threads: int | None = None,
) -> Space:
    """Every reachable joint state, or as many as the limits allow: the same, in the same order, by any engine.

    `auto` is the native engine where it is compiled; else the reference engine. Once the space turns out to be large,
    the native engine is compiled beside it, and the first to finish answers. If that is the reference engine, the
    native one answers questions about runs as soon as it is compiled. `threads` is for the native engine; as many as
    there are processors, if None.

    Raises:
        SpecError: the native engine was asked for, and the network or the limits of this process do not fit it.
    """
    limits = limits or Limits()
    if engine != "reference" and (reason := not_installed()):
        return _instead(network, Watch(limits, on_progress, doing=reason), engine, reason)
    if engine == "reference" or (engine == "auto" and not has_addresses(TO_RUN)):
        return _by_reference(network, Watch(limits, on_progress))
    if engine == "native" or is_compiled(network):
        return _native(network, Watch(limits, on_progress), engine, threads)
    if not has_addresses(TO_COMPILE):
        return _by_reference(network, Watch(limits, on_progress))
    return _race(network, Race(limits, on_progress, COMPILING), threads)


def not_installed() -> str:
    """What the native engine needs and this Python lacks, as a clause; nothing if all of it is there."""
    absent = [name for name in ("numba", "llvmlite") if find_spec(name) is None]
    return f"the native engine needs {' and '.join(absent)}, not installed here" if absent else ""


def is_compiled(network: Network) -> bool:
    """Whether `auto` need not compile: all loops for a network of this size are cached, or it does not fit them."""
    from everystate.exploring.native.machine_code import is_kept, time_loops_are_kept
    from everystate.exploring.native.packing import NotPackedError, Packing

    try:
        return is_kept(Packing(network).words) and time_loops_are_kept()
    except NotPackedError:
        return True


def _race(network: Network, race: Race, threads: int | None) -> Space:
    """The space of the reference engine, or of the native one if that is compiled first."""
    from everystate.exploring.relayed import RelayedSpace

    space = _won(network, race)
    if space is not None and space.complete and race.started_rival:
        return RelayedSpace(space, lambda: _successor(network, race, threads))
    return space or _native(network, Watch(race.limits, race.on_progress, race.started), "auto", threads)


def _successor(network: Network, race: Race, threads: int | None) -> Space | None:
    """The space of the native engine, if all that it needs is compiled and its limits suffice.

    Raises:
        KeyboardInterrupt: Ctrl-C.
    """
    if not is_compiled(network):
        return None
    space = _native(network, Watch(race.limits, None, race.started), "auto", threads)
    if space.outcome.interrupted:
        raise KeyboardInterrupt(space.stopped)
    return space if space.complete else None


def _won(network: Network, race: Race) -> RecordedSpace | None:
    """The space of the reference engine if it ends first or is stopped; None if the native engine takes over."""
    from everystate.exploring.native.background import Compilation
    from everystate.exploring.native.packing import Packing
    from everystate.exploring.reference.recorded import RecordedSpace

    with Compilation(Packing(network).words) as race.rival:
        space = _by_reference(network, race)
        if space.outcome.interrupted:
            race.rival.end()
        if not race.lost:
            return space
        outcome = race.outcome_of(lambda: race.wait(len(space.states), space.steps, space.depth))
        if outcome.interrupted:
            race.rival.end()
        return RecordedSpace(network, "reference", space.recording, outcome) if outcome.stopped else None


def _by_reference(network: Network, watch: Watch) -> RecordedSpace:
    from everystate.exploring.reference.search import explore as explore_by_reference

    return explore_by_reference(network, watch=watch)


def _native(network: Network, watch: Watch, engine: Engine, threads: int | None) -> Space:
    if not has_addresses(TO_RUN):  # a library that gets too few ends the process
        return _instead(network, watch, engine, "it needs more addresses than `ulimit -v` leaves")
    from everystate.exploring.native.engine import explore as explore_natively
    from everystate.exploring.native.packing import NotPackedError

    try:
        return explore_natively(network, threads=threads, watch=watch)
    except NotPackedError as reason:
        return _instead(network, watch, engine, str(reason))


def _instead(network: Network, watch: Watch, engine: Engine, reason: str) -> Space:
    """The space of the reference engine where the native one cannot run, unless `native` was asked for."""
    if engine == "auto":
        return _by_reference(network, watch)
    raise SpecError([Problem(Place("--engine native"), reason, "", "use --engine reference")])
