"""The network has the states, the steps and the depth that the language says, read a second time, by another hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from _pytest.mark import ParameterSet
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import Write
from tests.laws.generator.system import random_system
from tests.laws.generator.timing import random_timed_system
from tests.laws.graph import graph_of
from tests.laws.interpreter import Interpreter

from everystate import Limits, Result, Spec, SpecError, check, load
from everystate.loading.worlds import laid_in

MODELS = Path(__file__).parents[1] / "models"
MOST = 200
BUILT_IN = ["no unexpected message", "no deadlock"]


class Found(NamedTuple):
    """What there is to compare."""

    states: int
    steps: int
    depth: int
    settled: int
    unexpected: bool
    deadlock: bool


def walked(spec: Spec, parameters: dict[str, Any] | None = None) -> Found | None:
    """What the interpreter finds; None if that is too much."""
    graph = graph_of(laws := Interpreter(spec, parameters), MOST)
    if graph is None:
        return None
    return Found(
        states=len(graph.states),
        steps=graph.steps,
        depth=graph.depths[-1],
        settled=sum(graph.settled),
        unexpected=any(map(laws.unexpected, graph.states)),
        deadlock=bool(graph.deadlocks()),
    )


def found(result: Result) -> Found:
    """What the checker found, in the words of the interpreter."""
    answers = {verdict.name: verdict.answer for verdict in result.verdicts}
    space = result.space
    return Found(
        states=len(space.states),
        steps=space.steps,
        depth=space.depth,
        settled=sum(space.settled(state) for state in range(len(space.states))),
        unexpected=answers["no unexpected message"] == "violated",
        deadlock=answers["no deadlock"] == "violated",
    )


@given(seed=st.integers(0, 2**32))
def test_a_random_system(write: Write, seed: int) -> None:
    try:
        spec = load(write(**random_system(seed)))
        result = check(spec, claims=BUILT_IN, engine="reference", limits=Limits(states=MOST))
    except SpecError:
        assume(False)
        raise
    assume(result.space.complete)
    by_hand = walked(spec)
    assert by_hand is not None
    assert by_hand == found(result)


@given(seed=st.integers(0, 2**32))
def test_a_random_system_with_timers(write: Write, seed: int) -> None:
    try:
        spec = load(write(**random_timed_system(seed)))
        result = check(spec, claims=BUILT_IN, engine="reference", limits=Limits(states=MOST))
    except SpecError:
        assume(False)
        raise
    assume(result.space.complete)
    by_hand = walked(spec)
    assert by_hand is not None
    assert by_hand == found(result)
    native = check(spec, claims=BUILT_IN, engine="native")
    assert by_hand == found(native)


def small_models() -> list[ParameterSet]:
    """The runs of models that are small enough to be walked through by hand."""
    made: list[ParameterSet] = []
    for file in sorted(MODELS.glob("*/expected.toml")):
        for number, run in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["run"]):
            if run["states"] <= MOST:
                made.append(pytest.param(file.parent, run, id=f"{file.parent.name}-{number}"))
    return made


@pytest.mark.parametrize(("model", "run"), small_models())
def test_a_model(model: Path, run: dict[str, Any]) -> None:
    spec, of_world = laid_in(load(model), run.get("world"), run.get("layers", ()))
    settings = {**of_world, **run["set"]}
    by_hand = walked(spec, settings)
    assert by_hand is not None
    assert (by_hand.states, by_hand.steps, by_hand.depth) == (run["states"], run["steps"], run["depth"])
    assert by_hand == found(check(spec, settings, engine="reference"))
