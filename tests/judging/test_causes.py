"""What makes a claim false: the row that does it in each failing state, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import Limits, Result, Space, check
from everystate.composing.formula import evaluate
from everystate.composing.network import GroundClaim
from everystate.exploring.engines import Engine
from everystate.exploring.space import Condition
from everystate.judging import causes
from everystate.report.forms.text import report

MODELS = Path(__file__).parents[1] / "models"
ENGINES: list[Engine] = ["reference", "native"]


def listed(result: Result, claim: str) -> list[tuple[str, int, int]]:
    """The causes of a verdict: the text, how often, and the line."""
    found = result.verdict(claim).causes
    return [(cause.text, cause.count, cause.place.line if cause.place else 0) for cause in found]


@pytest.mark.parametrize("claim", ["never bad", "never ruined by anybody"])
def test_each_failing_state_has_the_row_by_which_it_comes_about(claim: str) -> None:
    result = check(MODELS / "three_ways")
    assert listed(result, claim) == [("p break_it", 1, 10), ("p burn_it", 1, 11), ("p drown_it", 1, 12)]


def test_a_claim_about_sends_is_broken_by_the_row_that_sends() -> None:
    result = check(MODELS / "sends_thrice")
    verdict = result.verdict("sent too early")
    assert (verdict.judged.number, verdict.failures) == (1, 1)
    assert listed(result, "sent too early") == [("a go", 1, 13)]
    assert verdict.guilty == verdict.causes[0].place


def test_a_claim_about_settled_states_is_broken_by_the_row_that_makes_it_false() -> None:
    result = check(MODELS / "fails_when_settled")
    verdict = result.verdict("whole in the end")
    assert listed(result, "whole in the end") == [("pump hit", 1, 10)]
    assert verdict.guilty is not None
    assert verdict.guilty.line == 10


def test_a_monitor_is_broken_by_what_it_watches() -> None:
    result = check(MODELS / "alternating_bit", {"capacity": 3, "doubles": 1})
    [(text, _, line)] = listed(result, "values taken in turn")
    assert (text, line) == ("receiver receives Data", 10)


def failing_models() -> Iterator[Path]:
    for folder in sorted(MODELS.iterdir()):
        if '= "violated"' in (folder / "expected.toml").read_text(encoding="utf-8"):
            yield folder


@pytest.mark.parametrize("folder", list(failing_models()), ids=lambda folder: folder.name)
def test_the_numbers_of_causes_are_those_of_a_walk_along_every_run(folder: Path) -> None:
    results = [check(folder, engine=engine, limits=Limits(states=2000)) for engine in ENGINES]
    grounds = {ground.claim.name: ground for ground in results[0].network.claims}
    for verdict in results[0].verdicts:
        ground = grounds.get(verdict.name)
        if ground and verdict.causes:
            assert sum(cause.count for cause in verdict.causes) == verdict.failures
            assert listed(results[1], verdict.name) == listed(results[0], verdict.name)
            if verdict.kind in ("always", "never"):
                made = Counter({cause.text: 0 for cause in verdict.causes})
                for cause in verdict.causes:
                    made[cause.text] += cause.count
                assert made == turns(results[0].space, ground)


def turns(space: Space, ground: GroundClaim) -> Counter[str]:
    """For each failing state, by breadth-first search, the step after which the claim stays false."""
    holds = [bool(evaluate(ground.formula, state, space.network.look)) for state in space.states]
    found = {start: "" if holds[start] else "at the start" for start in space.starts}
    for source, event, target in space.edges():
        if target not in found:
            why = causes.phrase_of(space.event(event).label) if holds[source] else found[source]
            found[target] = "" if holds[target] else why
    return Counter(why for why in found.values() if why)


COUNTER = """\
system: A counter that goes too far
final: c.n >= 0
claims:
  small: {always: c.n < 10}
"""
PARTY = """\
party: c
actions: {up: {}, reset: {}}
variables: {n: {domain: 0..6000, initial: 0}}
machines:
  m:
    initial: s
    states: [s]
    transitions:
      - {trigger: up, source: s, dest: "=", when: n < 6000, set: {n: n + 1}}
      - {trigger: reset, source: s, dest: "=", when: n == 6000, set: {n: 0}}
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_of_many_failing_states_the_first_are_looked_at_and_it_is_said(write: Write, engine: Engine) -> None:
    result = check(write(system=COUNTER, c=PARTY), engine=engine)
    assert listed(result, "small") == [("c up", causes.MOST, 9)]
    assert "fails in 5,991 of 6,001 joint states, the first 5,000 of them by 1 cause:" in "\n".join(
        map(str, report(result, 100))
    )


def test_the_states_that_meet_a_condition_are_found_in_order_on_both_engines() -> None:
    spaces = [check(MODELS / "settled_phases", claims=["no deadlock"], engine=engine).space for engine in ENGINES]
    edges = list(spaces[0].edges())
    for number, event in enumerate(spaces[0].network.events):
        sources = [source for source, by, _ in edges if by == number]
        for space in spaces:
            assert space.meeting(Condition(event=number), "states", 3) == sources[:3]
            enabled = space.meeting(Condition(event.guard), "states", len(space.states))
            settled = [state for state in enabled if space.settled(state)]
            assert space.meeting(Condition(event.guard), "settled", 3) == settled[:3]
