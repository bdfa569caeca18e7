"""Mutants of what is chosen: by actions, at the start, and by a full channel."""

from __future__ import annotations

from pathlib import Path

from everystate import check, load
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.mutants import mutants, of_kinds

MODELS = Path(__file__).parents[2] / "models"


def answers(mutant: Mutant) -> dict[str, str]:
    """What becomes of the claims."""
    return {verdict.name: verdict.answer for verdict in check(mutant.spec, engine="reference").verdicts}


def test_an_action_never_chooses_one_of_its_values() -> None:
    made = of_kinds(mutants(load(MODELS / "wishes")), ["value"])
    assert [mutant.name for mutant in made] == [f"a.guess: never chooses v={value}" for value in (0, 1, 2)]
    assert made[1].after == "with: {v: [0, 2]}"
    states = [len(check(mutant.spec, engine="reference").space.states) for mutant in made]
    assert states == [54] * 3
    steps = [check(mutant.spec, engine="reference").space.steps for mutant in made]
    assert steps == [216 - 18 - 18 - 9] * 3


def test_a_variable_never_starts_with_one_of_its_values() -> None:
    made = [mutant for mutant in of_kinds(mutants(load(MODELS / "wishes")), ["initial"]) if mutant.where == "a.n"]
    assert [mutant.name for mutant in made] == [f"a.n: never starts as {value}" for value in (0, 1, 2)]
    assert (made[0].before, made[0].after) == ("initial: any", "initial: [1, 2]")
    assert len(check(made[0].spec, engine="reference").space.starts) == 16


def test_of_a_list_one_value_is_left_out() -> None:
    made = [mutant for mutant in mutants(load(MODELS / "initial_any")) if mutant.where == "lamp.hue"]
    assert [(mutant.kind, mutant.what, mutant.after) for mutant in made] == [
        ("initial", "never starts as red", "initial: [green if lamp == 0 else red]"),
        ("initial", "never starts as green if lamp == 0 else red", "initial: [red]"),
    ]


def test_a_full_channel_waits() -> None:
    [mutant] = of_kinds(mutants(load(MODELS / "full_drop")), ["full"])
    assert (mutant.name, mutant.before, mutant.after) == ("line: waits for room", "full: drop", "full: wait")
    assert answers(mutant)["sent only into a channel that is free"] == "holds"
