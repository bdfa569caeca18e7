"""A system that is taken apart and laid together again is the system."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import Write
from tests.laws.generator.keys import layer_keys_of
from tests.laws.generator.layering import LAYER, split_system
from tests.laws.generator.system import as_text

from everystate import Limits, Result, SpecError, check, load
from everystate.judging.builtin import ABOUT_THE_WHOLE
from everystate.judging.verdict import Answer

MOST = Limits(states=400)
SYSTEMS = 600
ENOUGH = 30
KEYS = {
    "layer_file": {"layer", "parameters", "messages", "connections", "phases", "claims", "monitors", "parties"},
    "party_in_a_layer": {"actions", "variables", "machines"},
    "machine_in_a_layer": {"states", "first"},
    "row_in_a_layer": {"trigger", "source", "dest", "new", "when", "set", "send"},
}


def found(result: Result) -> tuple[int, int, int, dict[str, Answer]]:
    """The counts, and the answer to each claim but those that are judged only where no layer is laid."""
    space = result.space
    answers = {one.name: one.answer for one in result.verdicts if one.kind not in ABOUT_THE_WHOLE}
    return len(space.states), space.steps, space.depth, answers


def test_what_a_layer_adds_may_as_well_stand_in_the_files(write: Write, tmp_path: Path) -> None:
    compared = 0
    for seed in range(SYSTEMS):
        whole, rest, layer = split_system(seed)
        try:
            load(write(**as_text(rest)))  # what a layer is laid over is a spec by itself
            expected = check(write(**as_text(whole)), engine="reference", limits=MOST)
        except SpecError:
            continue
        if expected.space.complete:
            file = tmp_path / f"{LAYER}.yaml"
            file.write_text(json.dumps(layer))
            laid = load(write(**as_text(rest)), layers=[str(file)])
            assert found(check(laid, engine="reference", limits=MOST)) == found(expected), seed
            compared += 1
        if compared == ENOUGH:
            return
    pytest.fail("too few systems are accepted and small")


@pytest.mark.parametrize("record", KEYS)
def test_layers_add_everything(record: str) -> None:
    counts = Counter(key for seed in range(SYSTEMS) for key in layer_keys_of(split_system(seed)[2]))
    assert {key: counts[f"{record}.{key}"] for key in KEYS[record] if counts[f"{record}.{key}"] < SYSTEMS // 20} == {}
