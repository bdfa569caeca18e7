"""What is told of a violation: who waits for whom, where everybody is, and what it takes."""

from __future__ import annotations

from tests.changes import SPEC
from tests.conftest import Write

from everystate.checking import check
from everystate.judging.verdict import Result
from everystate.loading import load
from everystate.report.evidence.explanation import row_text, sections, situation_sections
from everystate.report.evidence.sections import Section
from everystate.report.forms.text import report
from everystate.study.explanation import Explainer

SYSTEM = """
system: A client and a server who wait for each other
messages:
  Desk:
    client -> server: [Hello, Ask]
    server -> client: [Welcome, Answer]
connections:
  desk: {between: [client, server], initially: open}
"""
CLIENT = """
party: client
actions: {greet: {}}
machines:
  at:
    initial: idle
    states: [idle, waiting, known, asking]
    transitions:
      - {trigger: greet,   source: idle,    dest: waiting, send: Hello}
      - {trigger: Welcome, source: waiting, dest: known}
      - {trigger: Answer,  source: [known, asking], dest: asking, send: Ask}
"""
SERVER = """
party: server
machines:
  at:
    initial: fresh
    states: [fresh, greeted]
    transitions:
      - {trigger: Hello, source: fresh,   dest: greeted}
      - {trigger: Ask,   source: greeted, dest: "=", send: [Welcome, Answer]}
"""


def told(result: Result, name: str) -> dict[str, list[str]]:
    """The entries of each section about one claim."""
    [verdict] = [verdict for verdict in result.verdicts if verdict.name == name]
    return listed(sections(result, Explainer(result).explain(verdict, {})))


def listed(found: tuple[Section, ...]) -> dict[str, list[str]]:
    return {s.title: [f"{e.strong}: {e.text}" if e.strong else e.text for e in s.entries] for s in found}


def test_a_circle_of_messages(write: Write) -> None:
    result = check(write(system=SYSTEM, client=CLIENT, server=SERVER))
    said = told(result, "no deadlock")
    assert said["Who waits for whom"] == [
        "client.at, waiting, waits for Welcome from server",
        "server.at, greeted, waits for Ask from client; "
        "2 messages at once never fit into desk[client, server] to client, which holds 1",
        "a circle: client.at → server.at → client.at",
    ]
    assert said["Where everybody is"] == [
        "client: at waiting",
        "waits for Welcome from server: never sent",
        "server: at greeted",
        "takes Ask from client: Ask is not there; "
        "2 messages at once never fit into desk[client, server] to client, which holds 1",
    ]


def test_the_short_form_stands_in_the_report_of_a_check(write: Write) -> None:
    result = check(write(system=SYSTEM, client=CLIENT, server=SERVER), claims=["no deadlock"])
    lines = [line.plain.strip() for line in report(result, 100)]
    assert lines.index("Who waits for whom") < lines.index("a circle: client.at → server.at → client.at")


TALKER = """
party: {party}
{copies}
actions: {{talk: {{{per}}}}}
machines:
  at:
    initial: talking
    states: [talking]
    transitions:
      - {{trigger: talk, source: talking, dest: "=", send: {send}}}
      - {{trigger: {hear}, source: talking, defer: true}}
"""


def test_channels_that_are_full(write: Write) -> None:
    system = """
    system: Both ends talk and nobody listens
    parameters: {agents: 2}
    messages: {Desk: {agent -> server: [Ask], server -> agent: [Tell]}}
    connections: {desk: {between: [agent, server], initially: open}}
    """
    agent = TALKER.format(party="agent", copies="copies: agents", per="", send="Ask", hear="Tell")
    server = TALKER.format(party="server", copies="", per="per: agent", send="Tell", hear="Ask")
    said = told(check(write(system=system, agent=agent, server=server)), "no deadlock")
    assert said["Who waits for whom"][0] == (
        "agent[0].at, talking, cannot talk: no room in desk[agent[0], server] to server, which holds [Ask]: "
        "server has yet to take it"
    )
    assert said["Who waits for whom"][-1] == "a circle: agent[0].at → server.at → agent[0].at"
    assert "on its way from agent[1]: Ask" in said["Where everybody is"]


def test_a_guard_that_is_false_says_why() -> None:
    said = told(check("tests/models/philosophers"), "no deadlock")
    assert said["Who waits for whom"][0] == (
        "table.seat[philosopher[0]], has_left, cannot take_right(philosopher[0]): "
        "seat[philosopher[1]] in (has_left, eating) is true: seat[philosopher[1]] is has_left"
    )
    seats = [f"table.seat[philosopher[{n}]]" for n in (0, 1, 2, 0)]
    assert said["Who waits for whom"][-1] == f"a circle: {' → '.join(seats)}"


def test_the_value_that_has_arrived_finds_no_room_for_its_answer() -> None:
    said = told(check("tests/models/answers_find_no_room"), "no deadlock")
    why = "no room in wire[a, b] to b, which holds [Ask(n=1)]: b has yet to take it"
    assert said["Who waits for whom"][0] == f"a.at, asked, cannot take Ask from b: {why}"
    assert f"takes Ask from b: {why}" in said["Where everybody is"]


def test_a_guard_on_a_variable_is_a_reason() -> None:
    said = told(check("tests/models/guard_on_a_variable"), "no deadlock")
    assert said["Who waits for whom"] == ["board.high, locked, cannot go: mutex == free is false: mutex is busy"]


def test_a_message_that_is_not_accepted() -> None:
    said = told(check("tests/models/unexpected"), "no unexpected message")
    assert said["What is not accepted"] == ["server does not accept Ask from client", "server.at is busy, not free"]
    assert "Who waits for whom" not in said


def test_a_loss_that_is_not_accepted() -> None:
    result = check("tests/models/unexpected_notice")
    [verdict] = [verdict for verdict in result.verdicts if verdict.name == "no unexpected message"]
    assert verdict.trace
    [refused, _] = situation_sections(result, Explainer(result).situation(verdict, verdict.trace))
    texts = [entry.text for entry in refused.entries]
    assert texts == ["server does not accept the loss of line[agent, server]", "server.at is busy, not idle"]


def test_a_run_that_goes_round_says_where() -> None:
    said = told(check("tests/models/livelock"), "every phase settles")
    assert said["Why it goes on for ever"] == ["2 steps lead back to where they began, and change clock.at"]
    assert said["Where everybody is"] == ["clock: at tick", "may go on: beat", "from outside: repair"]


def test_a_claim_says_which_part_of_it_is_false() -> None:
    result = check("tests/models/peer_failover", {"disconnects": 0})
    said = {verdict.name[:2]: told(result, verdict.name) for verdict in result.verdicts if verdict.answer == "violated"}
    assert said
    assert all(sections.get("Why it fails there") for name, sections in said.items() if name.startswith("P"))


def test_a_monitor_says_which_copy_went_wrong() -> None:
    result = check("tests/models/known_violation")
    for verdict in result.verdicts:
        if verdict.answer == "known":
            assert told(result, verdict.name)["Why it fails there"]


def test_where_no_run_shows_it_the_causes_stand() -> None:
    said = told(check("tests/models/dead_row"), "no dead row")
    assert said["Why it fails"] == ["at: pull never fires", *said["Why it fails"][1:]]


def test_a_row_in_one_line() -> None:
    spec = load(SPEC)
    rows = [row_text(spec, machine, row) for machine, row in spec.rows()]
    assert "desk.opened: on_duty → =" in rows
    quits = [text for text in rows if text.startswith("quit: on_duty, off_duty → away")]
    assert quits == ["quit: on_duty, off_duty → away; set primary = interaction_server[0]"]


def test_a_check_says_which_part_of_a_claim_is_false_and_for_which_values() -> None:
    lines = [str(text) for text in report(check("tests/models/three_ways"), 100)]
    assert lines[lines.index("   ✗  the claim fails here") + 1] == "      p.m == bad is true: p.m is bad"
    lines = [str(text) for text in report(check("tests/models/sends_thrice"), 100)]
    assert "      a.at == s1 is false: a.at is s0" in lines
