"""That every protocol run ends is shown from the events alone where it can be, and never where it is not so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import everystate
from everystate.composing.network import Network
from everystate.judging import settling
from everystate.judging.termination import always_terminates
from everystate.loading.expression import Value

ROOT = Path(__file__).resolve().parents[2]
MODELS = sorted(folder for folder in (ROOT / "tests" / "models").iterdir() if (folder / "system.yaml").exists())
SMALL = 20_000


def network(folder: Path, parameters: Mapping[str, Value] | None = None) -> Network:
    return everystate.compose(everystate.load(folder), parameters or {})


@pytest.mark.parametrize("folder", MODELS, ids=lambda folder: folder.name)
def test_what_is_shown_is_so(folder: Path) -> None:
    made = network(folder)
    if always_terminates(made):
        space = everystate.explore(made, everystate.Limits(states=SMALL))
        assert not space.complete or not space.unsettling()


@pytest.mark.parametrize("parameters", [{}, {"agents": 2}, {"agents": 3}], ids=str)
def test_the_protocol_of_the_failover_is_shown_to_end(parameters: dict[str, Value]) -> None:
    assert always_terminates(network(ROOT / "spec" / "failover", parameters))


@pytest.mark.parametrize("model", ["livelock", "token_ring", "alternating_bit"])
def test_a_protocol_that_goes_round_is_not(model: str) -> None:
    made = network(ROOT / "tests" / "models" / model)
    assert everystate.explore(made).unsettling()
    assert not always_terminates(made)


def test_a_large_space_is_not_searched_for_loops_when_there_can_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    space = everystate.explore(network(ROOT / "tests" / "models" / "settled_phases"))
    monkeypatch.setattr(settling, "_LARGE", 1)
    monkeypatch.setattr(type(space), "unsettling", lambda self: pytest.fail("it was searched"))
    assert not settling.unending(space)
