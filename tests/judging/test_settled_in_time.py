"""Settled and quiet states of systems with timers: the numbers of a plain explorer and of TLC, on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import everystate
from everystate.exploring.engines import Engine

MODELS = Path(__file__).parents[1] / "models"

ROWS = [
    ("timed_lease", {"ticks": 2, "losses": 0}, 3, 1),
    ("timed_lease", {"ticks": 2, "losses": 1}, 6, 3),
    ("timed_lease", {"ticks": 3, "losses": 1}, 9, 3),
    ("timed_lease", {"ticks": 3, "losses": 2}, 15, 6),
    ("timed_lease", {"ticks": 3, "losses": 1, "crashes": 1}, 23, 19),
    ("timed_lease", {"ticks": 3, "losses": 1, "crashes": 1, "pace": "quiet"}, 10, 9),
    ("timed_lease", {"ticks": 3, "losses": 0, "delivery": "any"}, 7, 1),
    ("timed_lease_delay", {}, 14, 3),
    ("timed_lease_delay", {"ticks": 2, "losses": 0}, 0, 1),
    ("timed_abp_delay", {"room": 2}, 12, 44),
    ("timed_fischer", {"slowest": 1, "delay": 1}, 7, 24),
    ("timed_fischer", {"slowest": 2, "delay": 3}, 3, 35),
    ("timed_fischer", {"processes": 3, "slowest": 1, "delay": 1}, 19, 116),
    ("timed_abp", {"losses": 2}, 12, 28),
    ("timed_abp", {"losses": 2, "delivery": "any"}, 12, 28),
    ("timed_abp", {"losses": 2, "wait": 2, "room": 2, "delivery": "any"}, 12, 44),
    ("timed_abp", {"heeded": False}, 24, 48),
    ("timed_vrrp", {"losses": 3, "stops": 0}, 30, 10),
    ("timed_vrrp", {"losses": 0, "stops": 2}, 35, 54),
    ("timed_vrrp", {"advert": 3, "down0": 11, "down1": 10, "losses": 1, "stops": 1}, 82, 261),
    ("timed_vrrp", {"routers": 3, "down0": 5, "losses": 0, "stops": 1}, 46, 23),
    ("timed_raft", {"shortest": 2, "longest": 2}, 121, 25),
]


@pytest.mark.parametrize("engine", ["reference", "native"])
@pytest.mark.parametrize(("model", "settings", "settled", "quiet"), ROWS)
def test_settled_and_quiet_are_counted(
    model: str, settings: dict[str, Any], settled: int, quiet: int, engine: Engine
) -> None:
    spec = everystate.load(MODELS / model)
    space = everystate.explore(everystate.compose(spec, settings), engine=engine)
    states = range(len(space.states))
    assert (sum(map(space.settled, states)), sum(map(space.quiet, states))) == (settled, quiet)
