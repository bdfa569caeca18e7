"""Pictures that no protocol made, and one small protocol that pictures are made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.draw.moments import moment, now

from everystate.checking import check
from everystate.judging.verdict import Result
from everystate.wording.chart import Band, Chart, Lane, Link, Message

MODELS = Path(__file__).parents[1] / "models"


@pytest.fixture
def nasty() -> str:
    """A text that is something else wherever it is not escaped."""
    return '<script>alert("x")</script> & "]; end\\n -->'


@pytest.fixture
def call() -> Chart:
    """A asks and B answers; A asks again, and the line breaks while the question is on its way."""
    return Chart(
        name="call",
        title="A call",
        lanes=(Lane("a", (now(0, "mood", "calm"),)), Lane("b")),
        moments=(
            moment(1, "opened", "line", 0, "protocol", now(0, "line", "open"), now(1, "line", "open")),
            moment(2, "action", "ask", 0, "environment", now(0, "mood", "curious")),
            moment(3, "message", "Question", 1, "protocol"),
            moment(4, "message", "Answer", 0, "protocol", now(0, "mood", "calm")),
            moment(5, "action", "ask", 0, "environment"),
            moment(6, "breaks", "line", None, "fault"),
        ),
        messages=(
            Message("Question", 0, 1, 1, 2),
            Message("Answer", 1, 0, 2, 3),
            Message("Question", 0, 1, 4, 5, "dropped"),
        ),
        links=(Link("line opened", "opened", 0, 1, 0), Link("line breaks", "broken", 0, 1, 5)),
        bands=(Band("Talk", 0, 4), Band("Storm", 5, 5)),
        note="made by hand",
    )


@pytest.fixture(scope="session")
def failover() -> Result:
    """A protocol with phases, faults, and several copies of a party."""
    return check(
        MODELS.parents[1] / "spec" / "failover", {"quits": 0, "logouts": 0, "blunders": "no"}, engine="reference"
    )


@pytest.fixture(scope="session")
def violated() -> Result:
    """A protocol with a claim that does not hold."""
    return check(MODELS / "philosophers", engine="reference")


@pytest.fixture(scope="session")
def models() -> list[Path]:
    """The folders of the corpus that hold a spec without mistakes."""
    return sorted(path.parent for path in MODELS.glob("*/system.yaml") if "mistake" not in path.parent.name)
