"""A definition that says something else is one change; what uses it is written as before."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Write

from everystate.loading import load
from everystate.study.difference.declarations import changes
from everystate.study.difference.sources import Sources

MODEL = Path(__file__).parents[2] / "models" / "defined"


def test_a_definition_that_says_something_else_is_one_change(write: Write) -> None:
    files = {file.stem: file.read_text(encoding="utf-8") for file in MODEL.glob("*.yaml")}
    files["node"] = files["node"].replace("undecided: vote == unknown", "undecided: vote != unknown")
    new = write(**files)
    [change] = changes(load(MODEL), load(new), Sources.of(MODEL), Sources.of(new))
    assert (change.kind, change.name, change.how) == ("definition", "node: undecided", "changed")
    assert (change.old and change.old.text, change.new and change.new.text) == (
        "undecided: vote == unknown",
        "undecided: vote != unknown",
    )


def test_a_definition_without_a_use_is_a_change_of_its_own(write: Write) -> None:
    files = {file.stem: file.read_text(encoding="utf-8") for file in MODEL.glob("*.yaml")}
    files["system"] = files["system"].replace("define:\n", "define:\n  none_yet: votes(unknown) == nodes\n")
    new = write(**files)
    [change] = changes(load(MODEL), load(new), Sources.of(MODEL), Sources.of(new))
    assert (change.kind, change.name, change.how) == ("definition", "none_yet", "added")
