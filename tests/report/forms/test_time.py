"""Runs that never end, and what claims about time assume, in every form of the report."""

from __future__ import annotations

import json
from functools import cache

from tests.conftest import Write

from everystate import check
from everystate.composing import compose
from everystate.judging.judge import claim_names
from everystate.judging.verdict import Result
from everystate.loading import load
from everystate.report.evidence.fairness import listed
from everystate.report.forms.form import Caption
from everystate.report.forms.listing import describe_claims, list_claims
from everystate.report.forms.record import as_json, record
from everystate.report.forms.text import report
from everystate.report.gates.markdown import MarkdownForm
from everystate.report.screen import painted

checked = cache(check)


def text(result: Result, *, verbose: bool = False) -> str:
    return painted(report(result, 100, verbose), coloured=False)


def section(result: Result, claim: str) -> list[str]:
    """What the report says of one claim."""
    [found] = [part for part in text(result).split("─" * 100) if part.lstrip().startswith(f"✗ {claim}\n")]
    return found.splitlines()


def test_a_run_that_rests_says_so() -> None:
    lines = section(checked("tests/models/tries_run_out"), "the caller gets through")
    assert "A shortest run, 4 steps, after which nothing more happens" in lines
    assert sum(line.startswith("── and nothing more happens, for ever ──") for line in lines) == 2
    assert not any("again from step" in line for line in lines)


def test_where_nothing_ever_happens_there_is_no_run_to_show() -> None:
    lines = section(checked("tests/models/asking"), "somebody asks")
    assert "  Nothing ever happens, and the claim fails." in lines


def test_the_assumption_stands_below_the_claims_and_with_each() -> None:
    assumed = "every protocol step is weakly fair; strongly fair: house.slip_in"
    result = checked("tests/models/now_and_then")
    assert f"claims about time assume: {assumed}" in " ".join(text(result).split())
    assert f"  assuming that {assumed}" in section(result, "the slow one gets in")


def test_what_is_strongly_fair_is_pointed_out_in_the_loop() -> None:
    lines = section(checked("tests/models/now_and_then"), "the slow one gets in")
    reason = "house.quick is inside, not outside; house.door is closed, not open"
    assert f"strongly fair: house slip_in: never possible in these steps; after step 3: {reason}" in " ".join(
        " ".join(lines).split()
    )
    made = record(checked("tests/models/now_and_then"))
    [claim] = [one for one in made["claims"] if one["name"] == "the slow one gets in"]
    fair = {one["name"]: one for one in claim["counterexample"]["fair"]}
    assert fair["house slip_in"] == {
        "name": "house slip_in",
        "strong": True,
        "how": "never possible",
        "step": None,
        "after": 3,
        "because": reason,
    }
    assert fair["house walk_in"]["how"] == "not always possible"
    assert fair["house walk_in"]["because"] == "door == open is false: door is closed"
    assert (fair["house open"]["how"], fair["house close"]["how"]) == ("done", "done")


def test_the_longest_phase_is_told() -> None:
    result = checked("tests/models/phase_lengths")
    assert "             the longest of these runs has 2 steps" in text(result).splitlines()
    [claim] = [c for c in record(result)["claims"] if c["name"] == "a phase is over in two steps"]
    assert (claim["judged_in"], claim["states"]) == ("phase", 3)
    assert claim["remark"] == "the longest of these runs has 2 steps"


def test_what_is_lost_for_good_says_so() -> None:
    lines = section(checked("tests/models/recovering"), "it can be up again")
    assert "  fails in 1 of 3 joint states" in lines
    assert "   ✗  from here it can never be reached again" in lines


def test_a_list_of_claims_tells_what_they_assume() -> None:
    network = compose(load("tests/models/choice_fair"))
    lines = painted(list_claims(network, claim_names(network), 100), coloured=False).splitlines()
    assumed = "claims about time assume: every protocol step is weakly fair; weakly fair, too: the row at coin.yaml:9"
    assert assumed in " ".join(" ".join(lines).split())
    assert "  coin.side == tails until coin.side == heads" in lines
    described = {one["name"]: one for one in describe_claims(network, claim_names(network))}
    assert described["the coin comes up heads"]["kind"] == "eventually"
    assert described["the coin comes up heads"]["fairness"].startswith("every protocol step is weakly fair")
    assert described["no deadlock"]["fairness"] is None


def test_a_run_that_goes_on_for_ever_says_in_json_from_where() -> None:
    made = json.loads(as_json(record(check("tests/models/asking", engine="reference"))))
    runs = {claim["name"]: claim["counterexample"] for claim in made["claims"]}
    rest, round_ = runs["somebody asks"], runs["nobody waits"]
    assert (rest["length"], rest["loop"], len(rest["steps"])) == (0, 0, 0)
    assert (round_["length"], round_["loop"], len(round_["steps"])) == (0, 0, 3)
    assert runs["who asks is answered"] is None


ROUTERS = """\
system: Two routers of which each takes itself for the master
messages: {VRRP: {router -> router: [Advert]}, ARP: {router -> host: [Garp]}}
parameters: {routers: 2}
connections:
  lan: {between: {high: router, low: router}, where: high < low, initially: open}
  eth: {between: [router, host], initially: open}
claims:
  one master in the end: {eventually_always: count(r.role == master for r in routers) == 1}
"""
ROUTER = """\
party: router
copies: routers
actions: {advertise: {}}
machines:
  role:
    initial: master
    states: [master, backup]
    transitions:
      - {trigger: advertise, source: master, dest: "=", send: [Advert, Garp]}
      - {trigger: Advert, source: backup, dest: "="}
      - {trigger: Advert, source: master, dest: backup, when: router == 1}
      - {trigger: Advert, source: master, dest: "=", when: router == 0, send: Garp}
"""
HOST = """\
party: host
machines:
  at:
    initial: up
    states: [up]
    transitions:
      - {trigger: Garp, source: up, dest: "="}
"""


def test_a_loop_says_of_each_fairness_constraint_why_it_is_met(write: Write) -> None:
    """The second router advertises for ever; what the first one would send finds no room again and again."""
    result = check(write(system=ROUTERS, router=ROUTER, host=HOST), claims=["one master in the end"])
    trace = result.verdicts[0].trace
    assert trace is not None
    lines = list(listed(result.space, trace))
    assert len(lines) == len(trace.fair) == len(result.network.fairness)
    [advertise] = [text for text in lines if text.startswith("weakly fair: router[0] advertise: ")]
    assert "not possible after step" in advertise
    assert "no room in" in advertise
    page = MarkdownForm(lambda *_: "")
    page.add(Caption(), result)
    assert "Why this run is fair" in page.text()


def test_a_run_that_rests_says_why_nothing_more_has_to_happen() -> None:
    result = checked("tests/models/tries_run_out")
    trace = result.verdict("the caller gets through").trace
    assert trace is not None
    lines = list(listed(result.space, trace))
    assert lines
    assert all(": not possible there: " in text or text.startswith("and ") for text in lines)
