"""A connection that is opened from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from everystate import SpecError, check, load
from everystate.draw.system import system_diagram
from everystate.study.frontier.budgets import budgets, variant
from everystate.study.mutation.mutants import mutants

MODEL = Path(__file__).parents[1] / "models" / "heals"


def changed(folder: Path, old: str, new: str) -> Path:
    """The model with one change, in another folder."""
    for file in MODEL.glob("*.yaml"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return folder


def test_mutants_open_of_themselves_or_once_more_or_less() -> None:
    made = {m.name: m for m in mutants(load(MODEL)) if m.where in ("line", "line.opens") and "opens" in m.name}
    assert list(made) == ["line: opens of itself", "line.opens: opens at_most 1", "line.opens: opens at_most 3"]
    verdicts = check(made["line: opens of itself"].spec, engine="reference").verdicts
    assert {one.name: one.answer for one in verdicts}["it is out until it is repaired"] == "violated"


def test_how_often_it_opens_is_a_budget_of_the_environment(tmp_path: Path) -> None:
    spec = load(changed(tmp_path, "at_most: repairs", "at_most: 2"))
    assert [budget.name for budget in budgets(spec)] == ["outages"]
    [repairs, _] = budgets(spec, environment=True)
    assert repairs.name == "line.opens"
    never = variant(spec, {}, (repairs,), (0,))
    assert len(check(never.spec, claims=["no deadlock"], engine="reference").space.states) == 7
    assert "opens it, from outside" in str(system_diagram(spec))


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        (
            "    opens: {",
            "    opened_by: hotel\n    opens: {",
            "'caller' opens line; 'hotel' does",
            "leave opened_by out",
        ),
        (", line.refused]", "]", "'line.refused' belongs to no phase; it is of cause environment", "add it to a phase"),
        ("environment, at_most: r", "protocol, at_most: r", "'line.opened' begins no phase", "openings from outside"),
        ("environment, at_most: r", "fault, at_most: r", "unknown cause 'fault'", "known: environment, protocol"),
    ],
)
def test_what_says_two_things_is_refused(tmp_path: Path, old: str, new: str, what: str, remedy: str) -> None:
    with pytest.raises(SpecError) as raised:
        load(changed(tmp_path, old, new))
    assert what in str(raised.value)
    assert remedy in str(raised.value)


def test_a_value_that_an_action_chooses_stands_under_with(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as raised:
        load(changed(tmp_path, "renovate: {cause: environment}", "renovate: {value: 0..2}"))
    assert "unknown key 'value' in an action; write with: {value: 0..2}" in str(raised.value.problems[0])
