"""A claim that is made for every copy names the copies for which it fails."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from tests.conftest import Write

from everystate import SpecError, check, load
from everystate.exploring.engines import Engine

MODEL = Path(__file__).parents[1] / "models" / "for_copies"


@pytest.mark.parametrize("engine", [engine for engine in get_args(Engine) if engine != "auto"])
def test_the_verdict_names_copies(engine: Engine) -> None:
    result = check(MODEL, engine=engine)
    assert result.verdict("a lamp stays green").reason == "it fails where a is lamp[1]"
    assert (
        result.verdict("two lamps are alike").reason
        == "it fails where a is lamp[0], b is lamp[1] (and for 3 more of 9)"
    )
    assert result.verdict("all are dark when pressed").reason == "it fails where a is lamp[0] (and for 2 more of 3)"


def test_what_holds_names_none() -> None:
    verdict = check(MODEL).verdict("no lamp is red and dark")
    assert (verdict.answer, verdict.reason) == ("holds", "")


def test_one_that_is_possible_is_not_made_for_copies(write: Write) -> None:
    files = {file.stem: file.read_text(encoding="utf-8") for file in MODEL.glob("*.yaml")}
    files["system"] = files["system"].replace("always: a.colour == green", "possible: a.colour == green")
    with pytest.raises(SpecError, match="'for' with possible; it belongs to always, never, after, whenever and claims"):
        load(write(**files))
