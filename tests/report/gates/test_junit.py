"""JUnit XML: what the schema of Jenkins accepts and a reader of such files finds in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import xmlschema
from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite

from everystate.checking import check
from everystate.exploring.space import Limits
from everystate.problems import Place, Problem
from everystate.report.forms.form import Caption
from everystate.report.gates.junit import JUnitForm

MODELS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("models/*/system.yaml"))


@cache
def jenkins() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(Path(__file__).parent / "schemas" / "junit-10.xsd")


def text_of(spec: str | Path, caption: Caption | None = None, **asked: object) -> str:
    form = JUnitForm()
    form.add(caption or Caption(), check(spec, **asked))  # type: ignore[arg-type]
    return form.text()


def read(text: str) -> list[TestSuite]:
    """The suites, as a reader finds them."""
    jenkins().validate(text)
    return list(JUnitXml.fromstring(text.encode()))


def case(suite: TestSuite, name: str) -> TestCase:
    return next(case for case in suite if case.name == name)


@pytest.mark.parametrize("model", MODELS)
def test_every_report_fits_the_schema_of_jenkins(model: str) -> None:
    jenkins().validate(text_of(f"tests/models/{model}", limits=Limits(states=500)))


def test_the_schema_refuses_a_suite_without_a_name() -> None:
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        jenkins().validate('<testsuites><testsuite tests="1" failures="0" errors="0"/></testsuites>')


def test_a_violated_claim_is_a_failure_with_the_whole_story() -> None:
    [suite] = read(text_of("tests/models/unexpected"))
    [failure] = case(suite, "no unexpected message").result
    assert isinstance(failure, Failure)
    assert failure.type == "violated"
    assert failure.message == (
        "fails in 1 of 8 joint states, the nearest after 2 steps; server does not accept Ask from client"
    )
    assert "at: idle → waiting" in str(failure.text)
    assert "client.yaml:8" in str(failure.text)
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (8, 1, 0, 0)


def test_a_claim_that_holds_passes() -> None:
    [suite] = read(text_of("tests/models/unexpected"))
    held = case(suite, "an answer comes")
    assert held.is_passed
    assert held.classname == "tests/models/unexpected"


def test_running_out_is_an_error_and_never_a_skip() -> None:
    [suite] = read(text_of("tests/models/token_ring", limits=Limits(states=3)))
    [error] = case(suite, "at most one has it").result
    assert isinstance(error, Error)
    assert (error.type, error.message) == ("undecided", "holds so far: --max-states 3 reached")
    assert suite.errors == suite.tests
    assert suite.skipped == 0


def test_a_known_violation_passes_and_says_why() -> None:
    [suite] = read(text_of("tests/models/known_violation"))
    known = case(suite, "nothing in any box")
    assert known.is_passed
    assert str(known.system_out).startswith("known violation: boxes are for putting things in\n")


def test_what_is_listed_is_in_the_message() -> None:
    [suite] = read(text_of("tests/models/dead_row"))
    [failure] = case(suite, "no dead row").result
    assert failure.message == "at: pull never fires"


def test_a_world_is_a_suite_with_its_parameters() -> None:
    [suite] = read(text_of("tests/models/worlds", Caption("attic", "Where lamps fall."), world="attic"))
    assert suite.name == "A lamp in several rooms, attic"
    properties = {one.name: one.value for one in suite.properties()}
    assert properties["world"] == "attic"
    assert properties["description"] == "Where lamps fall."
    assert properties["parameter fragile"] == "true"


def test_notes_are_the_output_of_the_suite() -> None:
    text = text_of("tests/models/unexpected")
    assert "no step ever waits for room: the verdicts hold for every larger capacity</system-out>" in text


def test_texts_of_a_spec_are_only_text(hostile: Path) -> None:
    [suite] = read(text_of(hostile))
    names = [case.name for case in suite]
    assert names[0] == (
        "| `a` <script>alert(1)</script> @everyone #1 ]]> %0A ::stop:: ![x](http://x.test) **b** $x$ &amp; end"
    )
    assert "<script" not in text_of(hostile)


def test_every_mistake_is_an_error() -> None:
    form = JUnitForm()
    form.refuse([Problem(Place("pyproject.toml", 3, 1), "wrong", "since", "right"), Problem(Place("--set"), "no 'x'")])
    [suite] = read(form.text())
    assert [case.name for case in suite] == ["pyproject.toml:3: wrong", "--set: no 'x'"]
    assert suite.errors == 2
    [error] = next(iter(suite)).result
    assert str(error.text).startswith("pyproject.toml:3:1: wrong\n")
    assert "since" in str(error.text)


def test_the_same_check_gives_the_same_bytes() -> None:
    assert text_of("tests/models/monitor") == text_of("tests/models/monitor")
