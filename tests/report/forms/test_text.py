"""The whole report: what stands in it, in which order, and at which width."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from tests.conftest import Write

from everystate.checking import check
from everystate.exploring.space import Limits
from everystate.judging.verdict import BuiltIn, Cause, Count, Result, Verdict
from everystate.report.forms.text import report
from everystate.report.screen import painted

PEERS = "tests/models/peer_failover"


def written(result: Result, width: int = 80, verbose: bool = False) -> list[str]:
    return painted(report(result, width, verbose), coloured=False).splitlines()


def section(lines: list[str], title: str) -> list[str]:
    """The lines from a title to the next rule."""
    start = lines.index(title)
    rules = [number for number, line in enumerate(lines) if set(line) == {"─"} and number > start]
    return lines[start : rules[0] if rules else len(lines)]


def test_everything_about_a_small_spec_that_holds() -> None:
    assert written(check("tests/models/token_ring")) == [
        "Token ring",
        "tests/models/token_ring",
        "nodes=3",
        "9 joint states, 12 steps, depth 5, outdegree 1.3 on average",
        "",
        "verdict      claim                                                     judged in",
        "✓ holds      at most one has it                                         9 states",
        "✓ holds      each may use it                                            9 states",
        "✓ holds      it is never lost                                           9 states",
        "✓ holds      it goes to the right                                        3 steps",
        "",
        "verdict      built-in claim                                            judged in",
        "✓ holds      no deadlock                                                9 states",
        "✓ holds      no unexpected message                                      9 states",
        "✓ holds      no dead row                                                  4 rows",
        "✓ holds      no message never sent                                     1 message",
        "✓ holds      no vacuous claim                                           4 claims",
        "",
        "note: no step ever waits for room: the verdicts hold for every larger capacity",
        "9 hold",
    ]


def test_everything_about_a_small_spec_with_a_violation() -> None:
    assert written(check("tests/models/unexpected", claims=["no unexpected message"])) == [
        "A question in a busy hour",
        "tests/models/unexpected",
        "8 joint states, 13 steps, depth 4, outdegree 1.6 on average",
        "",
        "verdict      built-in claim                               judged in  fails after",
        "✗ violated   no unexpected message                         8 states      2 steps",
        "",
        "─" * 80,
        "✗ no unexpected message",
        "  every message and every loss that arrives is accepted, or may wait",
        "  fails in 1 of 8 joint states, by 1 cause:",
        "    server does not accept Ask from client",
        "",
        "A shortest run, 2 steps",
        "   1  client  ask",
        "        at: idle → waiting                                         client.yaml:8",
        "        sends Ask → server",
        "   2  server  begin_work",
        "        at: free → busy                                            server.yaml:8",
        "   ✗  this is not accepted",
        "",
        "What is not accepted",
        "  server does not accept Ask from client",
        "      server.at is busy, not free",
        "",
        "As lanes",
        "      client                                 server",
        "  1   ● ask  [waiting]                       │",
        "      o─────────────────Ask─────────────────>│",
        "  2   │                                      ● begin_work  [busy]",
        "      │                                      │",
        "",
        "to see it again:  everystate check tests/models/unexpected --claim 'no unexpected message'",
        "",
        "note: no step ever waits for room: the verdicts hold for every larger capacity",
        "1 violated",
    ]


def test_claims_of_the_spec_come_first_and_in_its_order() -> None:
    lines = written(check("tests/models/livelock"))
    claims = [line[13:].split("  ")[0] for line in lines if line.startswith(("✓ ", "✗ violated"))]
    assert claims == [
        "settled is calm",
        "trouble is over when settled",
        "no deadlock",
        "no unexpected message",
        "every phase settles",
        "no dead row",
        "no message never sent",
        "no vacuous claim",
    ]


def test_a_long_name_is_wrapped_and_not_cut() -> None:
    lines = written(check(PEERS, claims=["W3 an agent has the role it believes in"]), width=60)
    at = next(number for number, line in enumerate(lines) if "W3" in line)
    assert lines[at : at + 2] == [
        "✓ holds      W3 an agent has the role it       14,428 states",
        "             believes in",
    ]


def test_a_known_violation_says_why_and_keeps_its_run_to_itself() -> None:
    lines = written(check("tests/models/known_violation"))
    at = next(number for number, line in enumerate(lines) if "nothing in any box" in line)
    assert lines[at : at + 2] == [
        "~ known      nothing in any box                            9 states       1 step",
        "             boxes are for putting things in",
    ]
    assert not [line for line in lines if line.startswith("A shortest run")]
    assert lines[-1] == "6 hold, 2 known"


def test_verbose_shows_the_run_of_a_known_violation() -> None:
    lines = written(check("tests/models/known_violation"), verbose=True)
    assert "A shortest run, 1 step" in section(lines, "~ nothing in any box")


def test_verbose_shows_witnesses() -> None:
    lines = written(check("tests/models/token_ring"), verbose=True)
    at = next(number for number, line in enumerate(lines) if "each may use it" in line)
    assert lines[at + 1].strip().startswith("witness: ")
    assert lines[at + 1].endswith(" to where it holds")


def test_a_known_violation_that_is_none_any_more_says_so() -> None:
    lines = written(check("tests/models/known_violation", {"limit": 0}))
    assert section(lines, "✗ nothing in any box")[2:4] == [
        "  it is said to be violated, and holds: take its known_violation away",
        "  known: boxes are for putting things in",
    ]


def test_a_search_that_was_stopped_says_how_far_it_came() -> None:
    lines = written(check("tests/models/token_ring", limits=Limits(states=3)))
    assert lines[4].startswith("Stopped: --max-states 3 reached. All steps were followed from ")
    assert lines[-1].endswith("undecided")


def test_a_parameter_that_was_set_says_what_is_declared() -> None:
    lines = written(check("tests/models/token_ring", {"nodes": 2}))
    assert lines[2] == "nodes=2 (declared 3)"


def test_a_section_says_how_to_reproduce_it() -> None:
    p4 = "P4 the engine never shows an agent at both servers"
    lines = written(check(PEERS, {"disconnects": 0}, claims=[p4]))
    assert f"to see it again:  everystate check {PEERS} --set disconnects=0 --claim '{p4}'" in lines


def test_a_claim_about_steps_fails_before_steps() -> None:
    lines = written(check(PEERS, claims=["P3 a logout is for the logged in"]))
    assert "  fails before 128 of 2,958 steps, by 1 cause:" in lines


SWITCH = """
party: switch
actions: {flip: {}}
machines:
  at:
    initial: dark
    states: [dark, lit]
    transitions:
      - {trigger: flip, source: dark, dest: lit}
      - {trigger: flip, source: lit,  dest: dark}
"""


def spec_of_a_switch(folder: Path, claims: str) -> Path:
    (folder / "switch.yaml").write_text(SWITCH)
    (folder / "system.yaml").write_text(f"system: A switch\nclaims:\n{claims}")
    return folder


def test_a_claim_that_fails_at_the_start_has_no_steps_to_show(tmp_path: Path) -> None:
    lines = written(check(spec_of_a_switch(tmp_path, "  lit: {always: switch.at == lit}\n")))
    assert section(lines, "✗ lit")[1:6] == [
        "  always: switch.at == lit                                         system.yaml:3",
        "  fails in 1 of 2 joint states, by 1 cause:",
        "    at the start",
        "",
        "  It fails at the start, before any step.",
    ]


def test_a_claim_that_nothing_meets_says_so(tmp_path: Path) -> None:
    lines = written(check(spec_of_a_switch(tmp_path, "  broken: {possible: switch.at == dark and switch.at == lit}\n")))
    assert "  no reachable joint state is like that" in section(lines, "✗ broken")


def test_brackets_in_the_name_of_a_claim_are_no_markup(tmp_path: Path) -> None:
    lines = written(check(spec_of_a_switch(tmp_path, '  "[red]lit[/red]": {always: switch.at == lit}\n')))
    assert "✗ [red]lit[/red]" in lines


def test_many_causes_are_listed_up_to_a_point() -> None:
    causes = tuple(Cause(f"row {number} never fires", 1) for number in range(12))
    result = check("tests/models/token_ring")
    claim = BuiltIn("no dead row", "every row fires")
    many = Verdict(claim, "violated", Count(40, "row"), failures=12, causes=causes)
    lines = written(replace(result, verdicts=(many,)))
    assert "  fails in 12 of 40 rows:" in lines
    assert "    row 7 never fires" in lines
    assert "    row 8 never fires" not in lines
    assert "    and 4 more" in lines


def test_a_list_of_dead_rows_has_their_places() -> None:
    lines = section(written(check("tests/models/dead_row")), "✗ no dead row")
    assert "    at: pull never fires                                            door.yaml:10" in lines


@cache
def peers() -> Result:
    return check(PEERS)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_tables_and_texts_keep_to_the_width(width: int) -> None:
    lines = written(peers(), width)
    head = lines[: lines.index("─" * width)]
    assert max(map(len, head)) <= width


def test_the_same_check_is_reported_in_the_same_words() -> None:
    assert written(check(PEERS)) == written(check(PEERS))


def test_many_claims_that_hold_are_counted_by_kind(write: Write) -> None:
    claims = "".join(f"  c{n}: {{always: lamp.at == lit}}\n" for n in range(13))
    claims += "  it lasts: {eventually: lamp.at == lit}\n"
    lamp = "{party: lamp, actions: {glow: {}}, machines: {at: {initial: lit, states: [lit], transitions:"
    lamp += ' [{trigger: glow, source: lit, dest: "="}]}}}'
    result = check(write(system=f"system: s\nclaims:\n{claims}", lamp=lamp))
    few = written(result)
    counts = [" ".join(line.split()) for line in few if line.startswith("✓ holds") and " claim" in line]
    assert counts[:2] == ["✓ holds 13 claims in every joint state 1 state", "✓ holds 1 claim about time 1 state"]
    assert "             --verbose lists them" in few
    assert sum(line.startswith("✓ holds      c") for line in written(result, verbose=True)) == 13
