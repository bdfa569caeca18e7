"""Runs of a network as charts, and which run tells a phase."""

from __future__ import annotations

import pytest
from tests.conftest import Write

from everystate import SpecError, load
from everystate.checking import check
from everystate.draw.phase_charts import phase_charts
from everystate.draw.phases import phase_runs
from everystate.judging.traces import trace_to
from everystate.judging.verdict import Result
from everystate.wording.chart import Chart
from everystate.wording.charting import chart_of

SYSTEM = """\
system: A post office
parameters: {losses: 1}
messages:
  Mail:
    writer -> reader: [Letter]
connections:
  post: {between: [writer, reader], initially: open, capacity: 2, may_lose: {at_most: losses}, breaks: {at_most: 1}}
claims:
  lost: {never: post.loses.left == 0}
  broken: {never: post.breaks.left == 0 and writer.letters == 2}
"""
WRITER = """\
party: writer
actions:
  write: {cause: environment}
variables:
  letters: {domain: 0..2, initial: 0}
machines:
  hand:
    initial: at_rest
    states: [at_rest]
    transitions:
      - {trigger: write, source: at_rest, dest: "=", when: letters < 2, set: {letters: letters + 1}, send: Letter}
"""
READER = """\
party: reader
machines:
  eye:
    initial: waiting
    states: [waiting, reading]
    transitions:
      - {trigger: Letter, source: waiting, dest: reading}
      - {trigger: Letter, source: reading, dest: "="}
"""


@pytest.fixture
def post(write: Write) -> Result:
    return check(write(system=SYSTEM, writer=WRITER, reader=READER), engine="reference")


def counterexample(result: Result, name: str) -> Chart:
    [verdict] = [verdict for verdict in result.verdicts if verdict.name == name]
    assert verdict.trace is not None
    return chart_of(result.space, verdict.trace, "run", name)


def test_a_letter_goes_from_the_step_that_sends_it_to_the_one_that_reads_it(post: Result) -> None:
    reading = next(n for n, s in enumerate(post.space.states) if "reading" in post.space.described(n).values() and s)
    chart = chart_of(post.space, trace_to(post.space, reading), "run", "read")
    [letter] = chart.messages
    assert (letter.sent, letter.received, letter.fate) == (0, 1, "received")
    assert [chart.lanes[letter.start].name, chart.lanes[letter.end].name] == ["writer", "reader"]


def test_a_lost_letter_is_dropped_where_it_is_lost(post: Result) -> None:
    [letter] = counterexample(post, "lost").messages
    assert (letter.sent, letter.received, letter.fate) == (0, 1, "dropped")


def test_a_broken_connection_drops_what_is_on_its_way_and_what_is_sent_later(post: Result) -> None:
    chart = counterexample(post, "broken")
    assert {link.kind for link in chart.links} == {"broken"}
    assert {message.fate for message in chart.messages} <= {"dropped", "unsent"}


def test_lanes_begin_with_what_will_change(post: Result) -> None:
    chart = counterexample(post, "lost")
    first = {lane.name: [str(effect) for effect in lane.at_first] for lane in chart.lanes}
    assert first == {"writer": ["letters = 0"], "reader": []}


def test_the_run_of_a_phase_begins_where_another_ends(failover: Result) -> None:
    space = failover.space
    runs = {run.phase: run for run in phase_runs(space)}
    assert next(iter(runs)) == "start"
    stop, restart = runs["Interaction Server Disconnects"], runs["Interaction Server Restarts"]
    assert stop.source == runs["start"].end
    assert restart.source == stop.end
    assert all(space.settled(run.end) for run in runs.values())


def test_a_phase_is_shown_from_the_nearest_state_that_it_names(write: Write) -> None:
    """Numbers are those of the spec without it; a state that is not settled will do where no settled one does."""
    spec = "tests/models/settled_phases"
    [_, kicked] = phase_charts(check(spec, {"moment": "any"}, engine="reference").space)
    assert kicked.space.described(kicked.run.source)["worker.kick.left"] == "1"
    assert kicked.note == "begins where worker.kick.left == 1"
    assert [step.label.name for step in kicked.trace().steps] == ["kick", "advance", "advance"]
    lamp = """\
    party: lamp
    actions: {strike: {cause: fault}, burn: {}}
    machines:
      at:
        initial: dark
        states: [dark, lit, ash]
        transitions:
          - {trigger: strike, source: [dark, lit], dest: lit}
          - {trigger: burn, source: lit, dest: ash}
    """
    shown = {}
    for where in ("lamp.at == lit", "lamp.at == ash", "lamp.at in [dark, lit]"):
        phases = f"phases: {{Struck: {{begins: lamp.strike, shown_from: '{where}'}}}}"
        space = check(write(system=f"system: A lamp\n{phases}", lamp=lamp), engine="reference").space
        shown[where] = {run.phase: space.described(run.source)["lamp.at"] for run in phase_runs(space)}
    assert shown == {
        "lamp.at == lit": {"start": "dark", "Struck": "lit"},
        "lamp.at == ash": {"start": "dark"},
        "lamp.at in [dark, lit]": {"start": "dark", "Struck": "dark"},
    }


def test_a_state_from_which_a_phase_is_shown_has_names_that_are_known(write: Write) -> None:
    phase = "{begins: writer.write, within: [post.loses, post.breaks], shown_from: reader.eyes == waiting}"
    with pytest.raises(SpecError, match=r"system.yaml:12:\d+: reader has no 'eyes'; did you mean 'eye'\?"):
        load(write(system=f"{SYSTEM}phases:\n  Mail: {phase}\n", writer=WRITER, reader=READER))


def test_the_chart_of_a_phase_tells_what_happens_to_those_whom_it_concerns(failover: Result) -> None:
    chart = next(c for c in phase_charts(failover.space) if c.title == "Interaction Server Disconnects").chart()
    assert [band.title for band in chart.bands] == ["Interaction Server Disconnects"]
    sent = [message.text for message in chart.messages]
    assert sent[:2] == ["RequestAgentLogin", "EventAck"]
    assert {link.learned is not None for link in chart.links if link.kind == "lost"} == {True}
    assert chart.moments[0].cause == "fault"


def test_a_phase_that_cannot_begin_at_these_parameters_is_charted_at_others(failover: Result) -> None:
    charts = {chart.run.phase: chart for chart in phase_charts(failover.space)}
    assert "Agent Disconnects" not in {run.phase for run in phase_runs(failover.space)}
    quits = charts["Agent Disconnects"]
    assert "quits = 1" in quits.at
    assert quits.note.endswith("otherwise it never begins")
    assert [band.title for band in quits.chart().bands] == ["Agent Disconnects"]


def test_a_phase_has_the_same_run_each_time(failover: Result) -> None:
    assert phase_runs(failover.space) == phase_runs(failover.space)


def test_a_protocol_that_never_settles_has_no_run(write: Write) -> None:
    system = "system: A clock\n"
    clock = """\
    party: clock
    actions: {tick: {}}
    machines:
      hand:
        initial: up
        states: [up, down]
        transitions:
          - {trigger: tick, source: up, dest: down}
          - {trigger: tick, source: down, dest: up}
    """
    assert phase_runs(check(write(system=system, clock=clock), engine="reference").space) == []


def test_a_run_can_be_drawn_for_every_verdict(violated: Result) -> None:
    for verdict in violated.verdicts:
        for trace in (verdict.trace, verdict.witness):
            if trace is not None:
                chart = chart_of(violated.space, trace, "run", verdict.name)
                assert len(chart.moments) == len(trace.steps) + (trace.offending is not None)


@pytest.mark.parametrize(
    ("model", "claim", "repeats", "ends"),
    [
        ("tries_run_out", "the caller gets through", False, "told; after it, nothing more happens"),
        ("now_and_then", "the slow one gets in", True, "told"),
    ],
)
def test_a_run_without_end_goes_round_or_says_that_nothing_more_happens(
    model: str, claim: str, repeats: bool, ends: str
) -> None:
    result = check(f"tests/models/{model}")
    [trace] = [verdict.trace for verdict in result.verdicts if verdict.name == claim]
    assert trace is not None
    chart = chart_of(result.space, trace, "run", "a run", "told")
    assert (chart.repeats, chart.note) == (repeats, ends)
