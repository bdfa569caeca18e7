"""Walks: choices, chance, breakpoints, and runs that are followed again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

import everystate
from everystate.composing import compose
from everystate.composing.network import Network
from everystate.exploring.reference.search import explore
from everystate.loading import load
from everystate.problems import SpecError
from everystate.simulate.breakpoints import breakpoints
from everystate.simulate.runs import NO_STEP, go_on, met, sample
from everystate.simulate.saved import (
    NotPossibleError,
    SavedRun,
    as_test,
    as_toml,
    changed_fields,
    follow,
    read_run,
    saved,
)
from everystate.simulate.walk import Walk

MODELS = Path(__file__).parents[1] / "models"


def network(name: str) -> Network:
    return compose(load(MODELS / name), {})


@pytest.mark.parametrize("name", ["token_ring", "alternating_bit", "two_phase_commit", "phases_within"])
def test_the_choices_are_the_steps_of_the_product(name: str) -> None:
    """A walk through every joint state, by the product: nothing more is possible, and nothing less."""
    space = explore(network(name))
    walk = Walk(space.network)
    for number in range(min(len(space.states), 300)):
        walk.taken.clear()
        for event, target in space.path(number):
            state = space.states[target]
            walk.take(
                next(c for c in walk.choices() if c.step.event == event and walk.space.states[c.step.target] == state)
            )
        assert walk.space.states[walk.here] == space.states[number]
        assert walk.space.settled(walk.here) == space.settled(number)
        choices = walk.choices()
        assert [c.step.event for c in choices] == [event for event, _ in space.steps_from(number)]
        assert len({c.name for c in choices}) == len(choices)


def test_steps_of_one_name_are_told_apart() -> None:
    walk = Walk(network("guard_overlap_choice"))
    walk.take(walk.choices()[0])
    names = [choice.name.removeprefix("courier ") for choice in walk.choices()]
    assert names == ["pack", "weigh #1", "weigh #2", "go #1", "go #2"]


def test_undo_goes_no_further_than_the_start() -> None:
    walk = Walk(network("token_ring"))
    go_on(walk, Random(1), 3, [])
    assert (walk.undo(2), len(walk.taken)) == (2, 1)
    assert (walk.undo(5), walk.here) == (1, 0)


def test_the_same_seed_is_the_same_run() -> None:
    one, two = (sample(network("token_ring"), 5, 1, 12, []).walk for _ in range(2))
    other = sample(network("token_ring"), 6, 1, 12, []).walk
    assert saved(one) == saved(two) != saved(other)


def test_a_run_ends_where_nothing_is_possible() -> None:
    found = sample(network("deadlock_final"), 0, 1, 10_000, [])
    assert found.stop is not None
    assert found.stop.why == NO_STEP
    assert not found.walk.choices()
    assert not found.stop.fails


def test_causes_are_left_out() -> None:
    free = {choice.step.label.cause for choice in Walk(network("lossy_budget")).choices()}
    kept = Walk(network("lossy_budget"), without=["environment", "fault"])
    assert {choice.step.label.cause for choice in kept.choices()} <= {"protocol"}
    assert free


# -- breakpoints ------------------------------------------------------------------------------------------------------


def test_it_stops_at_an_event() -> None:
    model = network("token_ring")
    found = sample(model, 0, 1, 100, breakpoints(model, ["node receives Token"]))
    assert found.stop is not None
    assert found.stop.why == "node receives Token"
    assert found.walk.taken[-1].name.startswith("node[1] receives Token")
    assert not found.stop.fails


def test_it_stops_where_a_message_is_not_expected() -> None:
    model = network("unexpected")
    found = sample(model, 0, 100, 20, breakpoints(model, ["no unexpected message"]))
    assert found.stop is not None
    assert found.stop.fails
    assert "does not accept" in found.stop.why


@pytest.mark.parametrize("name", ["known_violation", "peer_failover"])
def test_claims_stop_exactly_where_they_fail(name: str) -> None:
    """The shortest counterexample of each violated claim stops a walk at its end, and nowhere before."""
    result = everystate.check(MODELS / name)
    for verdict in result.verdicts:
        if verdict.trace is None or verdict.built_in:
            continue
        walk = Walk(result.network)
        points = breakpoints(result.network, [verdict.name])
        steps = [*verdict.trace.steps, *([verdict.trace.offending] if verdict.trace.offending else [])]
        for step in steps:
            assert met(walk, points) is None
            after = result.space.states[step.target]
            walk.take(next(c for c in walk.choices() if walk.space.states[c.step.target] == after))
        stop = met(walk, points)
        assert stop is not None
        assert stop.fails


def test_an_unknown_breakpoint_is_refused_with_what_there_is() -> None:
    with pytest.raises(SpecError, match="no claim and no event 'node sends Tokens'") as refused:
        breakpoints(network("token_ring"), ["node sends Tokens"])
    assert "node sends Token" in str(refused.value)


# -- saved runs -------------------------------------------------------------------------------------------------------


def test_a_saved_run_is_read_as_it_was(tmp_path: Path) -> None:
    run = SavedRun(('a "quoted" \\ step', "b"), {"agents": 2, "lossy": True, "world": "quiet"})
    (tmp_path / "run.toml").write_text(as_toml(run))
    assert read_run(tmp_path / "run.toml") == run


def test_a_run_is_followed_to_the_same_state() -> None:
    walk = sample(network("two_phase_commit"), 3, 1, 30, []).walk
    assert follow(MODELS / "two_phase_commit", saved(walk).steps) == walk.state()


def test_a_step_that_is_not_possible_is_told_with_those_that_are() -> None:
    with pytest.raises(NotPossibleError, match=r"step 2, 'node\[0\] put_bak', is not possible; did you mean") as told:
        follow(MODELS / "token_ring", ["node[0] use", "node[0] put_bak"])
    assert "node[0] put_back" in str(told.value)


def test_a_saved_test_passes_and_fails_when_the_run_is_another(tmp_path: Path) -> None:
    walk = sample(network("token_ring"), 2, 1, 6, []).walk
    text = as_test(saved(walk), str(MODELS / "token_ring"), "test_ring", changed_fields(walk))
    (tmp_path / "test_ring.py").write_text(text)
    (tmp_path / "test_broken.py").write_text(text.replace('"node[0] ', '"node[7] '))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "."],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "1 failed, 1 passed" in done.stdout, done.stdout
    assert "NotPossibleError" in done.stdout


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a." * 50_000 + "a = 1", "a key with too many dots"),
        ("steps = []  # " + "x" * 1_000_000, "too large"),
        ("steps = 3", "no saved run"),
        ("steps = [1]", "no saved run"),
        ("steps = []\nmore = 1", "no saved run"),
        ("steps = []\nparameters = 3", "no parameters"),
        ("steps = []\n[parameters]\na = [1]", "no parameters"),
        ("steps = [", "not TOML"),
    ],
)
def test_what_is_no_run_is_refused(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "run.toml").write_text(text)
    with pytest.raises(SpecError, match=what):
        read_run(tmp_path / "run.toml")


def test_a_run_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot be read"):
        read_run(tmp_path / "none.toml")
