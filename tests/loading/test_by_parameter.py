"""`dead` and `fair` may depend on parameters."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import SpecError, Verdict, check, load
from everystate.loading.printing import Writer

MODEL = Path(__file__).parents[1] / "models" / "by_parameter"


def spec_of(write: Write, *changes: tuple[str, str]) -> Path:
    """The model with these changes."""
    files = {file.stem: file.read_text(encoding="utf-8") for file in MODEL.glob("*.yaml")}
    for before, after in changes:
        assert any(before in text for text in files.values())
        files = {name: text.replace(before, after) for name, text in files.items()}
    return write(**files)


def dead_rows(folder: Path) -> Verdict:
    """The verdict on rows that never fire."""
    return check(folder).verdict("no dead row")


def test_a_row_that_is_dead_at_other_parameters_must_fire(write: Write) -> None:
    verdict = dead_rows(spec_of(write, ("breaks == 0", "breaks == 1")))
    assert [cause.text for cause in verdict.causes] == ["at: go_out never fires", "at: mend never fires"]


def test_a_row_that_is_dead_at_these_parameters_must_not_fire(write: Write) -> None:
    verdict = dead_rows(spec_of(write, ("breaks: 0", "breaks: 1"), ("breaks == 0", "breaks == 1")))
    assert sorted(cause.text for cause in verdict.causes) == ["row said to be dead fires 1 times"] * 2


def test_it_is_written_as_it_was_read() -> None:
    [machine] = load(MODEL).party("lamp").machines
    [out, _] = [Writer(load(MODEL), "lamp").row(row, machine.states) for row in machine.rows]
    dead = 'dead: {when: breaks == 0, reason: "nothing breaks"}'
    assert out == f"{{trigger: go_out, source: shining, dest: broken, {dead}}}"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("fair: keen", "fair: ken", "unknown fairness 'ken'; did you mean 'keen'?"),
        ("fair: keen", "fair: week", "unknown fairness 'week'; did you mean 'weak'?"),
        (
            "fair: keen",
            "fair: breaks",
            "'breaks' is a number; a fairness is weak, strong or no; give the parameter the",
        ),
        ("breaks == 0", "lamp == 0", "unknown name 'lamp'"),
    ],
)
def test_mistakes(write: Write, before: str, after: str, said: str) -> None:
    with pytest.raises(SpecError) as raised:
        load(spec_of(write, (before, after)))
    assert said in str(raised.value.problems[0])
    assert {problem.what for problem in raised.value.problems} == {raised.value.problems[0].what}


def test_the_assumed_fairness_is_that_of_the_parameters() -> None:
    from everystate.judging.assumed import assumed

    network = check(MODEL, {"keen": "strong"}).network
    assert assumed(network, ["always_eventually"]) == "every protocol step is weakly fair; strongly fair: lamp.mend"
