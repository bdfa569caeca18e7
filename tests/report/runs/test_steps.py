"""A run as a numbered list."""

from __future__ import annotations

from functools import cache

from everystate.checking import check
from everystate.composing import compose
from everystate.exploring.reference.search import explore
from everystate.judging.traces import trace_to
from everystate.judging.verdict import Result, Verdict
from everystate.loading import load
from everystate.report.runs.steps import list_steps
from everystate.report.screen import painted
from everystate.wording.charting import chart_of


def verdict(result: Result, name: str) -> Verdict:
    return next(one for one in result.verdicts if one.name == name)


checked = cache(check)


def listed(folder: str, claim: str, width: int = 80) -> list[str]:
    result = checked(folder)
    trace = verdict(result, claim).trace
    assert trace is not None
    lines = list_steps(chart_of(result.space, trace), width)
    return painted(lines, coloured=False).splitlines()


def test_each_step_says_who_does_what_and_what_changes_by_which_row() -> None:
    assert listed("tests/models/unexpected", "no unexpected message") == [
        "   1  client  ask",
        "        at: idle → waiting                                         client.yaml:8",
        "        sends Ask → server",
        "   2  server  begin_work",
        "        at: free → busy                                            server.yaml:8",
    ]


def test_a_machine_of_one_state_does_not_stay_but_has_its_row_beside_who_takes_it() -> None:
    assert listed("tests/models/alternating_bit", "the first value arrives")[1:3] == [
        "   1  sender  transmit                                            sender.yaml:11",
        "        sends Data(value=0, bit=0) → receiver",
    ]


def test_a_run_without_end_says_where_it_goes_round() -> None:
    assert listed("tests/models/livelock", "every phase settles", 64) == [
        "── phase: Trouble ──────────────────────────────────────────────",
        "   1  clock  fall  ! fault",
        "        at: calm → tick                            clock.yaml:11",
        "        clock.fall.left: 1 → 0",
        "── from here on, for ever ──────────────────────────────────────",
        "   2  clock  beat",
        "        at: tick → tock                            clock.yaml:14",
        "   3  clock  beat",
        "        at: tock → tick                            clock.yaml:15",
        "── and again from step 2 ───────────────────────────────────────",
    ]


def test_what_is_lost_says_so_and_the_forbidden_step_is_not_numbered() -> None:
    lines = listed("tests/models/peer_failover", "P3 a logout is for the logged in")
    assert lines[lines.index("   8  server[0]  receives RequestAgentLogin from agent") :] == [
        "   8  server[0]  receives RequestAgentLogin from agent",
        "        flag: off → primary                                       server.yaml:22",
        "        role[agent]: nothing → primary                            server.yaml:32",
        "        sends EventAck → agent",
        "        sends EventAgentLogin → engine  ✗ lost: reporting[server[0], engine] is not open",
        "   9  desk[agent, server[0]]  breaks  ! fault",
        "        desk[agent, server[0]]: open → lost, unnoticed by both ends",
        "        desk.breaks.left: 1 → 0",
        "        ✗ lost: EventAck → agent, sent by server[0]",
        "  10  engine  reporting[server[0], engine].lost",
        "        known[agent, server[0]] stays                             engine.yaml:11",
        "        reporting[server[0], engine]: lost, unnoticed by engine → closed",
        "  11  server[0]  reporting[server[0], engine].opened",
        "        power stays                                               server.yaml:15",
        "        reporting[server[0], engine]: closed → open",
        "  12  server[0]  desk[agent, server[0]].lost",
        "        role[agent]: primary → nothing                            server.yaml:34",
        "        sends EventAgentLogout → engine",
        "        desk[agent, server[0]]: lost, unnoticed by both ends → lost, unnoticed by agent",
        "next  engine  receives EventAgentLogout from server[0]",
        "        known[agent, server[0]] stays                             engine.yaml:10",
    ]


def test_a_message_that_a_full_channel_drops_is_lost_because_it_is_full() -> None:
    said = listed("tests/models/full_drop", "sent only into a channel that is free")
    assert said[-1] == "        sends Beat → watch  ✗ lost: line[probe, watch] is full"


def test_what_happens_to_another_party_stands_under_its_name() -> None:
    lines = listed("tests/models/peer_failover", "P3 a logout is for the logged in")
    at = lines.index("   3  agent  desk[agent, server[0]].opened")
    assert lines[at + 1 : at + 5] == [
        "        at[server[0]]: not_connected → connected                   agent.yaml:16",
        "        desk[agent, server[0]]: closed → open",
        "      server[0]",
        "        power stays                                               server.yaml:14",
    ]


def test_the_environment_is_told_from_the_protocol() -> None:
    lines = listed("tests/models/peer_failover", "P3 a logout is for the logged in")
    assert "   2  server[0]  restart  environment" in lines


def test_a_variable_has_the_line_that_sets_it() -> None:
    lines = listed("tests/models/known_violation", "nothing in any box")
    assert "        level: 0 → 1                                                 box.yaml:11" in lines


def told(folder: str, kind: str) -> list[str]:
    """The list of a shortest run that has a step of this kind."""
    space = explore(compose(load(folder)))
    wanted = (n for n in range(len(space.states)) if any(space.event(e).label.kind == kind for e, _ in space.path(n)))
    lines = list_steps(chart_of(space, trace_to(space, next(wanted))), 80)
    return painted(lines, coloured=False).splitlines()


def test_a_doubled_message_is_marked() -> None:
    assert "        ! doubled: First → reader" in told("tests/models/duplicating", "duplicates")


def test_a_message_lost_on_its_way_is_marked() -> None:
    assert "        ✗ lost: Ask → server, sent by client" in told("tests/models/lossy_budget", "loses")


def test_a_rendezvous_says_that_the_message_is_taken_at_once() -> None:
    space = explore(compose(load("tests/models/rendezvous")))
    lines = list_steps(chart_of(space, trace_to(space, len(space.states) - 1)), 80)
    written = painted(lines, coloured=False).splitlines()
    assert "        sends Item → consumer[0], which takes it at once" in written


def test_a_place_that_does_not_fit_has_a_line_of_its_own() -> None:
    lines = listed("tests/models/unexpected", "no unexpected message", width=40)
    assert lines[1:3] == ["        at: idle → waiting", "                           client.yaml:8"]
