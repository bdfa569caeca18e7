"""A row with a list of triggers is a row for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import SpecError, load
from everystate.study.difference.content import content

MODEL = Path(__file__).parents[1] / "models" / "several_triggers"


def spec_of(write: Write, *changes: tuple[str, str]) -> Path:
    """The model with these changes of the gate."""
    files = {file.stem: file.read_text(encoding="utf-8") for file in MODEL.glob("*.yaml")}
    for before, after in changes:
        assert before in files["gate"]
        files["gate"] = files["gate"].replace(before, after)
    return write(**files)


def test_it_is_a_row_for_each(write: Write) -> None:
    both = '      - {trigger: [Close, Stop], source: "*", dest: shut}\n'
    each = both.replace("[Close, Stop]", "Close") + both.replace("[Close, Stop]", "Stop")
    [one, two] = ([row for _, row in load(folder).rows()] for folder in (MODEL, spec_of(write, (both, each))))
    assert list(map(content, one)) == list(map(content, two))
    assert [row.number for row in one] == [row.number for row in two] == [0, 1, 2, 0, 1, 0, 1, 2]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[Open, Close]", "[Open, Stop]", "15:73: 'code' is bound by some of the triggers only"),
        ("[Open, Close]", "[Open, Open]", "15:26: 'Open' twice; a row has each trigger once; leave one out"),
        ("[Open, Close]", "[Open, Clse]", "15:26: unknown trigger 'Clse'; did you mean 'Close'?"),
    ],
)
def test_mistakes(write: Write, before: str, after: str, said: str) -> None:
    with pytest.raises(SpecError) as raised:
        load(spec_of(write, (before, after)))
    [problem] = raised.value.problems
    assert f"gate.yaml:{said}" in str(problem)
