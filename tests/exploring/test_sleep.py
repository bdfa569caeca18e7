"""Events that are said to commute do; and steps that sleep lead nowhere new."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import Write
from tests.exploring.test_native import assert_same, network
from tests.laws.generator.system import random_system
from tests.laws.generator.timing import random_timed_system

from everystate import Limits, SpecError, compose, load
from everystate.composing.network import Network
from everystate.exploring.native import engine as native
from everystate.exploring.native import independence as looked_at
from everystate.exploring.native import rounds, sleep
from everystate.exploring.native.independence import independence
from everystate.exploring.reference.search import explore
from everystate.exploring.shared.successors import Successors
from everystate.exploring.space import State

MODELS = Path(__file__).resolve().parent.parent / "models"
MOST = Limits(states=400)


def assert_they_commute(made: Network) -> None:
    """Wherever two such events follow each other, the other order is possible, and leads to the same state."""
    known, successors = independence(made), Successors(made)
    for state in explore(made, MOST).states:
        after = dict(successors(state)[0])
        for first, between in after.items():
            assert not known.changes[first] or made.changes(state, between)
            for second, end in successors(between)[0]:
                if known.commutes[first, second]:
                    assert dict(successors(after[second])[0])[first] == end


@pytest.mark.parametrize("model", sorted(folder.name for folder in MODELS.iterdir() if folder.is_dir()))
def test_what_is_said_to_commute_does_in_every_model(model: str) -> None:
    assert_they_commute(compose(load(MODELS / model)))


@given(seed=st.integers(0, 2**32))
def test_what_is_said_to_commute_does_in_random_systems(write: Write, seed: int) -> None:
    assert_they_commute(random_network(write, seed))


@given(seed=st.integers(0, 2**32))
def test_random_systems_are_found_as_the_reference_engine_finds_them(write: Write, seed: int) -> None:
    made = random_network(write, seed)
    assert_same(native.explore(made, MOST, threads=2), explore(made, MOST))


def random_network(write: Write, seed: int) -> Network:
    try:
        return compose(load(write(**(random_timed_system if seed % 2 else random_system)(seed))))
    except SpecError:
        assume(False)
        raise


def test_only_neighbours_at_the_table_depend_on_one_another() -> None:
    """What one takes or puts down matters for the next step of that one, and for one step of one neighbour."""
    made = network("philosophers", philosophers=6)
    commutes = independence(made).commutes
    who = [dict(event.label.names)["philosopher"] for event in made.events]
    for after, first in zip(commutes, who, strict=True):
        depend = sorted((int(str(who[event])) - int(str(first))) % 6 for event in np.flatnonzero(~after))
        assert depend in ([0, 1], [0, 5])


def records(monkeypatch: pytest.MonkeyPatch, made: Network) -> int:
    """How many steps are taken by a search."""
    taken = 0
    keep = rounds.Rounds._keep

    def kept(self: rounds.Rounds, found: list[int]) -> None:
        nonlocal taken
        taken += sum(worker.made for worker in self.workers[: len(found)])
        keep(self, found)

    with monkeypatch.context() as patched:
        patched.setattr(rounds.Rounds, "_keep", kept)
        native.explore(made)
    return taken


def records_of_sets(made: Network) -> int:
    """How many steps are taken by a search that keeps a sleep set for each state, as the book has it."""
    commutes, successors = independence(made).commutes, Successors(made)
    asleep: dict[State, set[int]] = {start: set() for start in made.initial_states}
    taken = 0
    queue = list(made.initial_states)
    for state in queue:
        for event, after in successors(state)[0]:
            if event not in asleep[state]:
                taken += 1
                if after not in asleep:
                    before = asleep[state] | set(range(event))
                    asleep[after] = {other for other in before if commutes[event, other]}
                    queue.append(after)
    return taken


@pytest.mark.parametrize(
    ("model", "parameters", "steps"),
    [("philosophers", {"philosophers": 9}, 118_089), ("peer_failover", {}, 51_191)],
)
def test_most_steps_sleep(
    monkeypatch: pytest.MonkeyPatch, model: str, parameters: dict[str, int | str], steps: int
) -> None:
    made = network(model, **parameters)
    monkeypatch.setattr(sleep, "FROM", 1 << 40)
    assert records(monkeypatch, made) == steps
    monkeypatch.setattr(sleep, "FROM", 0)
    least = records_of_sets(made)
    assert least <= records(monkeypatch, made) < 1.05 * least < 0.6 * steps


@pytest.mark.parametrize("begin", [1, 500, 5_000])
def test_steps_may_begin_to_sleep_at_any_time(monkeypatch: pytest.MonkeyPatch, begin: int) -> None:
    monkeypatch.setattr(sleep, "FROM", begin)
    made = network("peer_failover")
    assert_same(native.explore(made, threads=2), explore(made))


@pytest.mark.parametrize("most", [1, 2, 20])
def test_with_room_for_few_sleep_sets_less_sleeps(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(sleep, "_MOST_CLASSES", most)
    made = network("peer_failover")
    assert_same(native.explore(made), explore(made))


def test_with_too_many_events_none_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sleep, "_MOST_EVENTS", 3)
    made = network("peer_failover", disconnects=0)
    assert_same(native.explore(made), explore(made))


def test_a_field_with_too_many_values_makes_events_depend(monkeypatch: pytest.MonkeyPatch) -> None:
    made = network("peer_failover", capacity=2)
    before = independence(made)
    monkeypatch.setattr(looked_at, "_MOST_VALUES", 6)
    after = independence(made)
    assert (after.commutes <= before.commutes).all()
    assert after.commutes.sum() < before.commutes.sum()


def test_what_does_not_always_change_something_stays_awake(write: Write) -> None:
    """After the right one has rung, only the left one keeps the state from being settled: by a step found before."""
    bell = {"actions": {"ring": {}}, "variables": {"rung": {"domain": [False, True], "initial": False}}}
    rows = [{"trigger": "ring", "source": "tower", "dest": "=", "set": {"rung": True}}]
    machine = {"machines": {"at": {"initial": "tower", "states": ["tower"], "transitions": rows}}}
    made = compose(
        load(
            write(
                system=json.dumps({"system": "Bells"}),
                left=json.dumps({"party": "left", **bell, **machine}),
                right=json.dumps({"party": "right", **bell, **machine}),
            )
        )
    )
    space = native.explore(made)
    assert [space.settled(state) for state in range(4)] == [False, False, False, True]
    assert_same(space, explore(made))
