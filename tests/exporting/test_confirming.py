"""SPIN and TLC, where they are installed, count the same joint states and steps, and judge claims alike."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Write

from everystate.checking import Check, network_of
from everystate.command.program import run
from everystate.exporting.confirming import spin, tlc
from everystate.exporting.confirming.comparing import CHECKERS, confirmed
from everystate.exporting.document import document

MODELS = Path(__file__).parents[1] / "models"
WITHOUT_TIME = [model for model in sorted(MODELS.iterdir()) if not model.name.startswith("timed_")]
MOST = 20_000
QUICK = {
    "spin": [
        "bag_alike-0",
        "duplicating-0",
        "holds-1",
        "initial_any-0",
        "peer_failover-8",
        "sets-0",
        "table_sent-0",
        "waits_for_settled-0",
    ],
    "tlc": ["bag_alike-0", "peer_failover-8"],
}
INSTALLED = [
    pytest.param(name, marks=pytest.mark.skipif(bool(missing()), reason=missing()))
    for name, (missing, _) in CHECKERS.items()
]

COUNTERS = """
    system: Counters
    claims:
      together at most 200: {always: "one.value + two.value <= 200"}
      the second is behind: {always: "two.value <= one.value"}
      both are high: {possible: "min(one.value, two.value) >= 99"}
      both are not too high: {never: "one.value * two.value > 9900"}
"""
COUNTER = """
    party: NAME
    actions: {up: {cause: environment}}
    variables: {value: {domain: 0..100, initial: 0}}
    machines:
      counter:
        initial: counts
        states: [counts]
        transitions: [{trigger: up, source: counts, dest: "=", when: value < 100, set: {value: value + 1}}]
"""


def checked(spec: Path, parameters: dict[str, Any], **others: Any) -> dict[str, Any]:
    """The document of a network that was checked, in a world or with layers."""
    network = network_of(spec, parameters, **others)
    return document(network, Check(expectation="ignore").run(network))


def settings() -> Iterator[Any]:
    """Each checker with each setting of each model; most are slow."""
    for checker, (missing, _) in CHECKERS.items():
        absent = pytest.mark.skipif(bool(missing()), reason=missing())
        for expected in (model / "expected.toml" for model in WITHOUT_TIME):
            for number, one in enumerate(tomllib.loads(expected.read_text(encoding="utf-8"))["run"]):
                name = f"{expected.parent.name}-{number}"
                if one["states"] <= MOST:
                    marks = [absent] if name in QUICK[checker] else [absent, pytest.mark.slow]
                    yield pytest.param(checker, expected.parent, one, marks=marks, id=f"{checker}-{name}")


@pytest.mark.parametrize(("checker", "model", "expected"), list(settings()))
def test_another_checker_finds_the_same(checker: str, model: Path, expected: dict[str, Any]) -> None:
    network = checked(model, expected["set"], world=expected.get("world"), layers=expected.get("layers", ()))
    comparison = confirmed(network, checker)
    assert (comparison.differences, comparison.agrees) == ((), True)


@pytest.mark.parametrize("checker", INSTALLED)
def test_conditions_with_many_values_are_computed_with_numbers(checker: str, write: Write) -> None:
    """Of 10,201 combinations, 9,900 = 100 * 99 is exceeded by one; 5,050 have the second before the first."""
    spec = write(system=COUNTERS, one=COUNTER.replace("NAME", "one"), two=COUNTER.replace("NAME", "two"))
    network = checked(spec, {})
    verdicts = {one["claim"]: (one["answer"], one["failures"]) for one in network["check"]["verdicts"]}
    assert verdicts["the second is behind"] == ("violated", 5_050)
    assert verdicts["both are not too high"] == ("violated", 1)
    assert (network["check"]["states"], network["check"]["depth"]) == (10_201, 200)
    comparison = confirmed(network, checker)
    assert (comparison.differences, comparison.judged) == ((), 6)


@pytest.mark.skipif(bool(spin.missing()), reason=spin.missing())
def test_what_is_not_the_same_is_said() -> None:
    network = checked(MODELS / "peer_failover", {"crashes": 0})
    network["check"]["steps"] += 1
    verdicts = {one["claim"]: one for one in network["check"]["verdicts"]}
    verdicts["P1 at most one server has its flag up"]["answer"] = "holds"
    verdicts["P2 no agent has the primary role at both servers"]["run"]["length"] = 15
    verdicts["P3 a logout is for the logged in"]["answer"] = "violated"
    assert confirmed(network, "spin").differences == (
        "steps: 3,086 there, 3,087 here",
        "P1 at most one server has its flag up: violated there, holds here",
        "P2 no agent has the primary role at both servers: after 14 steps there, 15 here",
        "P3 a logout is for the logged in: holds there, violated here",
    )


@pytest.mark.skipif(bool(spin.missing()), reason=spin.missing())
def test_the_command_says_what_was_compared(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(tlc.JAR, "no.jar")
    assert run(["confirm", str(MODELS / "alternating_bit_fair")]) == 0
    first, second, *rest = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"everystate: \d+ joint states, \d+ steps, depth \d+", first)
    assert second == "spin: the same, and the same verdicts on 6 claims about states"
    assert rest[0].startswith("  not confirmed: ")
    assert rest[0].endswith(": it is about runs")
    assert rest[-1].startswith("tlc: not run: ")


def test_where_no_checker_is_installed_nothing_is_confirmed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert run(["confirm", str(MODELS / "bag")]) == 2
    assert "none of these checkers is installed" in capsys.readouterr().err
    assert run(["confirm", str(MODELS / "bag"), "--by", "spin,cbmc"]) == 2
    assert "no checker 'cbmc'; it is spin or tlc" in capsys.readouterr().err


def test_a_check_that_was_stopped_is_not_confirmed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["confirm", str(MODELS / "peer_failover"), "--max-states", "9"]) == 3
    assert "there is nothing to confirm" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("form", "command"), [("promela", "spin -a -o2"), ("tla", "tlc2.TLC -deadlock -config Network.cfg Network.tla")]
)
def test_the_head_of_a_file_says_how_to_run_it_and_what_to_expect(
    form: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", str(MODELS / "peer_failover"), "--to", form, "--set", "crashes=0"]) == 0
    head = capsys.readouterr().out.partition("*")[2].partition("#define")[0]
    assert command in head
    depth = {"promela": 28, "tla": 29}[form]
    assert f"Expected: 1156 states, 3087 steps, depth {depth}; 1 of the steps is the start." in head
    assert "P2 no agent has the primary role at both servers: after 14 steps" in head


def test_a_step_that_a_language_has_no_words_for_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No spec has such a step today: a double in the middle of a bag."""
    made: Callable[..., dict[str, Any]] = document

    def changed(*given: Any) -> dict[str, Any]:
        record = made(*given)
        edited = next(c for e in record["events"] for c in e["update"] if "edits" in c)
        edited["edits"] = [{"edit": "double", "index": 0}]
        return record

    monkeypatch.setattr("everystate.command.export.exporting.document", changed)
    assert run(["export", str(MODELS / "bag"), "--to", "promela", "--no-check"]) == 2
    assert "a bag, as promela" in capsys.readouterr().err
