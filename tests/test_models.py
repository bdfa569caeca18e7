"""The corpus: every model has exactly the numbers and the verdicts that it says, on every engine.

A model is a spec and an `expected.toml`, whose first line is the reason for which the model is there. A run that names
an engine is for that engine alone. The counterexample of a claim about time is as long as what leads up to its loop;
`rests` are the claims of which it does not go round, but ends where nothing more happens.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import everystate
from everystate.exploring.engines import Engine

ENGINES: list[Engine] = ["reference", "native"]
MODELS = Path(__file__).parent / "models"

Run = dict[str, Any]


def runs() -> Iterator[Any]:
    """Every run of every model on every engine that it is for."""
    for expected in sorted(MODELS.glob("*/expected.toml")):
        for number, run in enumerate(tomllib.loads(expected.read_text(encoding="utf-8"))["run"]):
            for engine in ENGINES:
                if run.get("engine", engine) == engine:
                    settings = [f"{name}={value}" for name, value in run["set"].items()]
                    set_to = ",".join([*run.get("layers", ()), *settings]) or str(number)
                    marks = [pytest.mark.slow] if run.get("slow") else []
                    yield pytest.param(
                        expected.parent, run, engine, marks=marks, id=f"{expected.parent.name}-{set_to}-{engine}"
                    )


@pytest.mark.parametrize(("model", "run", "engine"), list(runs()))
def test_a_model_has_the_numbers_it_says(model: Path, run: Run, engine: Engine) -> None:
    result = everystate.check(model, run["set"], world=run.get("world"), layers=run.get("layers", ()), engine=engine)
    space = result.space
    assert (len(space.states), space.steps, space.depth) == (run["states"], run["steps"], run["depth"])
    verdicts = {verdict.name: verdict for verdict in result.verdicts}
    assert {name: verdicts[name].answer for name in run.get("claims", {})} == run.get("claims", {})
    lengths = {name: verdict.trace.length for name, verdict in verdicts.items() if verdict.trace}
    wanted = run.get("counterexamples", {})
    assert {name: lengths.get(name) for name in wanted} == wanted
    resting = {name for name, verdict in verdicts.items() if verdict.trace and verdict.trace.stutters}
    assert set(run.get("rests", resting)) == resting


def test_every_model_has_a_reason() -> None:
    folders = [folder for folder in MODELS.iterdir() if folder.is_dir()]
    unexplained = [f.name for f in folders if not (f / "expected.toml").read_text(encoding="utf-8").startswith("# ")]
    assert folders
    assert unexplained == []
