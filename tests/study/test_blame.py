"""What a violation cannot do without."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.changes import ROOT, SPEC, described
from tests.conftest import Write

from everystate.checking import check
from everystate.exploring.space import Limits
from everystate.judging.builtin import ABOUT_THE_WHOLE
from everystate.judging.verdict import Result, Verdict
from everystate.study.blame import Outcome, Suspect, judge_without, of_row, suspects, variants

MODELS = ROOT / "tests" / "models"


def failing(result: Result) -> list[Verdict]:
    return [verdict for verdict in result.verdicts if verdict.answer in ("violated", "known") and verdict.trace]


def outcome(result: Result, suspect: Suspect) -> Outcome:
    names = [verdict.name for verdict in result.verdicts if verdict.name not in ABOUT_THE_WHOLE]
    [variant] = variants(result, [suspect], names, Limits(), "reference")
    return judge_without(variant)


def every_row(result: Result) -> list[Suspect]:
    """Every row, and every part of one."""
    rows = [(machine.party, row) for machine, row in result.network.spec.rows() if not row.defer]
    return [suspect for party, row in rows for suspect in of_row(party, row)]


VIOLATED = [
    "livelock",
    "known_violation",
    "unexpected",
    "unexpected_notice",
    "peer_failover",
    "philosophers",
    "monitor",
]


@pytest.mark.parametrize("model", VIOLATED)
def test_no_other_row_can_be_to_blame(model: str) -> None:
    """The argument of study.blame, held against trying every row: without any other, the claim fails no later."""
    result = check(MODELS / model, {"disconnects": 0} if model == "peer_failover" else {})
    others = every_row(result)
    assert failing(result) or model == "monitor"
    for verdict in failing(result):
        assert verdict.trace
        suspected = set(suspects(result.network, verdict.trace))
        for suspect in (other for other in others if other not in suspected):
            fails = dict(outcome(result, suspect).fails)
            assert fails.get(verdict.name, 10**6) <= verdict.trace.length, suspect


SYSTEM = """
system: A door
connections:
  line: {between: [door, guest], initially: open, breaks: BREAKS}
claims:
  closed while it is open: {always: door.at == shut}
  untouched: {always: door.open.left == 5}
"""
DOOR = """
party: door
actions: {open: {cause: environment, at_most: 5}}
machines:
  at:
    initial: shut
    states: [shut, ajar]
    transitions:
      - {trigger: open, source: shut, dest: ajar}
      - {trigger: line.lost, source: "*", dest: ajar}
"""
GUEST = "party: guest\n"


def claims_without(result: Result, suspect: Suspect) -> dict[str, int]:
    return dict(outcome(result, suspect).fails)


@pytest.mark.parametrize("breaks", ["true", "{at_most: 1}"])
def test_an_event_that_never_happens_though_it_could(write: Write, breaks: str) -> None:
    result = check(write(system=SYSTEM.replace("BREAKS", breaks), door=DOOR, guest=GUEST))
    [closed, untouched] = [verdict for verdict in failing(result) if not verdict.built_in]
    assert closed.trace
    assert untouched.trace
    [event, row] = suspects(result.network, closed.trace)
    assert (event.kind, event.owner, event.name) == ("action", "door", "open")
    # what is left of its bound is what was declared: the claim that looks at it holds
    assert claims_without(result, event) == claims_without(result, row)
    assert "untouched" not in claims_without(result, event)
    assert claims_without(result, event)["closed while it is open"] == 2


def test_a_fault_that_never_happens(write: Write) -> None:
    rows = "      - {trigger: open, source: shut, dest: ajar}\n"
    door = DOOR.replace(rows, "").replace("actions: {open: {cause: environment, at_most: 5}}\n", "")
    system = SYSTEM.replace("BREAKS", "true").replace("  untouched: {always: door.open.left == 5}\n", "")
    result = check(write(system=system, door=door, guest=GUEST))
    [verdict] = [verdict for verdict in failing(result) if not verdict.built_in]
    assert verdict.trace
    found = suspects(result.network, verdict.trace)
    assert [(suspect.kind, suspect.name) for suspect in found] == [("fault", "breaks"), ("row", "at")]
    assert [claims_without(result, suspect).get(verdict.name) for suspect in found] == [None, None]


def test_a_known_violation_that_is_gone_is_no_failure() -> None:
    result = check(MODELS / "known_violation")
    [verdict, *_] = failing(result)
    assert verdict.trace
    assert verdict.answer == "known"
    [suspect, *_] = suspects(result.network, verdict.trace)
    assert outcome(result, suspect).answer(verdict.name) == "holds"


def test_the_row_of_a_seeded_bug_is_blamed_and_costs_least() -> None:
    """B12: a server that was away goes on with the agents it had."""
    bug = described("bugs")["B12"]
    result = check(SPEC, bug["set"], layers=bug["layer"])
    before = {verdict.name for verdict in failing(result)}
    [verdict] = [verdict for verdict in failing(result) if verdict.name == bug["claim"]]
    assert verdict.trace
    rows = [suspect for suspect in suspects(result.network, verdict.trace) if suspect.kind == "row"]
    found = {suspect: outcome(result, suspect) for suspect in rows}
    clean = {suspect: made.states for suspect, made in found.items() if {name for name, _ in made.fails} < before}
    worst = max(clean, key=lambda suspect: clean[suspect])
    text = Path(worst.place.file).read_text(encoding="utf-8").splitlines()[worst.place.line - 1]
    assert "trigger: stop" in text
    assert "source: logged_in" in text
