"""What timers mean: the smallest example for each way in which a first definition of time was wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Write

import everystate
from everystate import Result
from everystate.command.program import run

KICK = """
    party: p
    actions: {kick: {cause: environment, at_most: 1}}
    machines:
      at:
        initial: rest
        states: [rest]
        transitions:
          - {trigger: kick, source: rest, dest: "=", send: Hi}
    """
LISTENER = """
    party: q
    machines:
      ears:
        initial: open
        states: [open]
        transitions: [{trigger: Hi, source: open, dest: "="}]
    """
WIRE = "connections: {wire: {between: [p, q], initially: open}}"


def system(more: str = "", message: str = "Hi") -> str:
    return f"system: Hole\nmessages: {{M: {{p -> q: [{message}]}}}}\n{WIRE}\n{more}"


def checked(write: Write, **files: str) -> Result:
    return everystate.check(write(**files), engine="reference")


def answers(result: Result) -> dict[str, Any]:
    return {verdict.name: verdict.answer for verdict in result.verdicts}


def settled(result: Result) -> int:
    return sum(map(result.space.settled, range(len(result.space.states))))


def test_a_message_on_its_way_is_not_settled_unless_it_is_routine(write: Write) -> None:
    party = KICK
    assert settled(checked(write, system=system(), p=party, q=LISTENER)) == 2
    assert settled(checked(write, system=system(message="routine Hi"), p=party, q=LISTENER)) == 3


def test_a_timer_elsewhere_changes_nothing_of_what_is_settled(write: Write) -> None:
    clock = """
        party: clock
        timers: {beat: {every: 1, initially: running}}
        machines:
          hand:
            initial: turns
            states: [turns]
            transitions: [{trigger: beat.expires, source: turns, dest: "="}]
        """
    result = checked(write, system=system(), p=KICK, q=LISTENER, clock=clock)
    places = {
        tuple(v for f, v in zip(result.network.fields, s, strict=True) if f.kind != "timer")
        for n, s in enumerate(result.space.states)
        if result.space.settled(n)
    }
    assert len(places) == 2


ONE = "system: Alone\n"


def alone(timers: str, rows: str, states: str = "[a, b]", actions: str = "{}") -> str:
    return f"""
        party: p
        timers: {timers}
        actions: {actions}
        machines:
          at:
            initial: a
            states: {states}
            transitions:
              {rows}
        """


def test_an_expiry_that_no_row_accepts_is_unexpected_and_stops_time(write: Write) -> None:
    rows = """- {trigger: crash, source: a, dest: b}
              - {trigger: t.expires, source: a, dest: "="}"""
    party = alone("{t: {every: 1, initially: running}}", rows, actions="{crash: {cause: fault}}")
    found = answers(checked(write, system=ONE, p=party))
    assert (found["no unexpected message"], found["time goes on"]) == ("violated", "violated")


def test_steps_in_no_time_for_ever_are_no_time(write: Write) -> None:
    rows = """- {trigger: flip, source: a, dest: b}
              - {trigger: flop, source: b, dest: a}
              - {trigger: t.expires, source: "*", dest: "="}"""
    party = alone("{t: {after: 1, initially: running}}", rows, actions="{flip: {}, flop: {}}")
    result = checked(write, system=ONE, p=party)
    assert answers(result)["time goes on"] == "violated"
    trace = result.verdict("time goes on").trace
    assert trace is not None
    assert trace.loop == 0


def test_a_timer_of_no_ticks_that_starts_itself_stops_time(write: Write) -> None:
    party = alone(
        "{t: {after: 0, initially: running}}", '- {trigger: t.expires, source: a, dest: "=", start: t}', "[a]"
    )
    assert answers(checked(write, system=ONE, p=party))["time goes on"] == "violated"


def test_two_timers_at_once_expire_in_any_order(write: Write) -> None:
    rows = """- {trigger: t.expires, source: a, dest: b, stop: u}
              - {trigger: u.expires, source: a, dest: c, stop: t}"""
    party = alone("{t: {after: 1, initially: running}, u: {after: 1, initially: running}}", rows, "[a, b, c]")
    result = checked(write, system=ONE, p=party)
    assert (len(result.space.states), result.space.steps, result.space.depth) == (4, 3, 2)


def test_the_row_wins_over_the_timer_that_repeats(write: Write) -> None:
    """tick, expires: two states, unless the row stops it: then it is off in the end."""
    party = alone("{t: {every: 1, initially: running}}", '- {trigger: t.expires, source: a, dest: "=", stop: t}', "[a]")
    assert len(checked(write, system=ONE, p=party).space.states) == 3


def test_each_duration_of_a_range_is_a_step_and_a_beginning(write: Write) -> None:
    party = alone(
        "{t: {after: 1..2, initially: running}}", '- {trigger: t.expires, source: a, dest: "=", start: t}', "[a]"
    )
    result = checked(write, system=ONE, p=party)
    assert (len(result.network.initial_states), len(result.space.states), result.space.steps) == (2, 3, 4)


def test_a_heartbeat_hides_no_deadlock(write: Write) -> None:
    rows = """- {trigger: t.expires, source: a, dest: "="}"""
    party = alone("{t: {every: 1, initially: running}}", rows, "[a]")
    found = answers(checked(write, system=ONE, p=party))
    assert found["no deadlock"] == "violated"
    final = ONE + "final: p.at == a\n"
    assert answers(checked(write, system=final, p=party))["no deadlock"] == "holds"


RING = """
    party: p
    actions: {pass_on: {}}
    machines:
      has:
        ROUTINE
        initial: held
        states: [held, away]
        transitions:
          - {trigger: pass_on, source: held, dest: away, send: Hi}
          - {trigger: Back, source: away, dest: held}
    """


def test_a_ring_settles_only_as_routine(write: Write) -> None:
    q = """
        party: q
        machines:
          has:
            initial: open
            states: [open]
            transitions: [{trigger: Hi, source: open, dest: "=", send: Back}]
        """
    text = "system: Ring\nmessages: {M: {p -> q: [HI], q -> p: [BACK]}}\n" + WIRE
    plain = text.replace("HI", "Hi").replace("BACK", "Back")
    assert settled(checked(write, system=plain, p=RING.replace("ROUTINE\n", "defer: false\n"), q=q)) == 0
    routine = text.replace("HI", "routine Hi").replace("BACK", "routine Back")
    assert settled(checked(write, system=routine, p=RING.replace("ROUTINE", "routine: true"), q=q)) == 3


def test_a_tick_is_not_put_off_for_ever_by_messages_in_no_time(write: Write) -> None:
    """A tick is possible in every second state: it is strongly fair."""
    rows = """- {trigger: ask, source: a, dest: b}
              - {trigger: answer, source: b, dest: a}
              - {trigger: t.expires, source: "*", dest: c}"""
    party = alone("{t: {after: 1, initially: running}}", rows, "[a, b, c]", "{ask: {cause: environment}, answer: {}}")
    said = ONE + "claims: {in time: {eventually: p.t.expires}}\n"
    assert answers(checked(write, system=said, p=party))["in time"] == "holds"


def test_durations_that_are_fair_are_all_chosen(write: Write) -> None:
    timers = "{t: {after: 1..3, initially: running FAIR}, u: {after: 2}}"
    rows = """- {trigger: t.expires, source: a, dest: "=", start: [t, u]}
              - {trigger: u.expires, source: a, dest: b, stop: t}"""
    said = ONE + "claims: {slow once: {eventually: p.u.expires}}\n"
    for fair, answer in (("", "violated"), (", fair: strong", "holds")):
        party = alone(timers.replace(" FAIR", fair), rows)
        assert answers(checked(write, system=said, p=party))["slow once"] == answer


@pytest.mark.parametrize(
    ("timers", "rows", "said"),
    [
        ("{t: {}}", "", "'t' has one duration; write {after: 3}, {after: 2..4} or {every: 1}"),
        ("{t: {every: 1..2}}", "", "'every' has one duration"),
        ("{t: {after: 1}}", "", "'t' never runs; no row starts it"),
        ("{t: {after: 1, initially: running, fair: strong}}", "", "fair: strong for t says nothing"),
        ("{t: {after: 1}}", ", start: u", "unknown timer 'u'"),
        ("{t: {after: 1}}", ", start: 't[a]'", "'t[a]' has 1 index, not 0"),
        ("{t: {after: 1}}", ", when: t == 1, start: t", "'t' is a timer; guards do not read timers"),
        ("{t: {after: 1}}", ", when: t.running, start: t", "'t.running' is not known here"),
        ("{t: {every: 0, initially: running}}", "", "the duration of 't' is 0"),
        ("{t: {after: 3..1, initially: running}}", "", "the duration of 't' is 3..1"),
        ("{t: {after: 1, initially: running}}", ", start: t, stop: t", "two values for p.t"),
    ],
)
def test_a_mistake_with_timers_is_told(write: Write, timers: str, rows: str, said: str) -> None:
    party = alone(timers, f'- {{trigger: t.expires, source: a, dest: "="{rows}}}', "[a]")
    with pytest.raises(everystate.SpecError) as caught:
        everystate.check(write(system=ONE, p=party))
    assert said in str(caught.value)


def test_settled_is_refused_where_there_are_timers(write: Write) -> None:
    rows = """- {trigger: t.expires, source: a, dest: "="}
              - {trigger: go, source: a, dest: "="}"""
    party = alone("{t: {after: 1, initially: running}}", rows, "[a]", "{go: {cause: environment}}")
    said = ONE + "phases: {Go: {begins: p.go, begins_when: settled}}\n"
    with pytest.raises(everystate.SpecError) as caught:
        everystate.check(write(system=said, p=party))
    assert "begins_when: settled, and there are timers" in str(caught.value)


def test_a_timer_that_nobody_hears_is_a_mistake(write: Write) -> None:
    rows = '- {trigger: go, source: a, dest: "=", start: t}'
    party = alone("{t: {after: 1}}", rows, "[a]", "{go: {cause: environment}}")
    with pytest.raises(everystate.SpecError) as caught:
        everystate.check(write(system=ONE, p=party))
    assert "no machine of p takes 't.expires'" in str(caught.value)


def test_what_time_waits_for_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    model = Path(__file__).parents[1] / "models" / "timed_lease"
    assert run(["explain", str(model), "--set", "delivery=any", "--set", "losses=0", "--engine", "reference"]) == 1
    text = " ".join(capsys.readouterr().out.split())
    assert "What time waits for holder.beat has run out, and time waits for its expiry no room in" in text


@pytest.mark.parametrize("delivery", ["instant", "any", "0..1"])
def test_an_action_is_urgent_whatever_messages_take(write: Write, delivery: str) -> None:
    rows = """- {trigger: work, source: a, dest: b, stop: t}
              - {trigger: t.expires, source: a, dest: "="}"""
    party = alone("{t: {after: 1, initially: running}}", rows, actions="{work: {}}")
    result = checked(write, system=ONE + f"time: {{delivery: {delivery}}}\n", p=party)
    assert len(result.space.states) == 2


@pytest.mark.parametrize(
    ("delivery", "wire", "said"),
    [
        ("1..2", "initially: open", "'1..2' is no delivery; a message may arrive at once; write 0..2"),
        ("0..1", "initially: open, order: any", "and wire; ages are those of messages in order"),
        ("0..1", "opened_by: p", "and wire; its notices have no ages"),
        ("0..9", "initially: open, capacity: 9", "the ages of 9 messages up to 9 ticks do not fit"),
    ],
)
def test_what_has_no_age_is_refused(write: Write, delivery: str, wire: str, said: str) -> None:
    clock = alone("{t: {every: 1, initially: running}}", '- {trigger: t.expires, source: a, dest: "="}', "[a]")
    text = system(f"time: {{delivery: {delivery}}}").replace("initially: open", wire)
    party = KICK.rstrip() + (
        '\n          - {trigger: wire.opened, source: rest, dest: "="}\n' if "opened_by" in wire else ""
    )
    with pytest.raises(everystate.SpecError) as caught:
        everystate.check(write(system=text, p=party, q=LISTENER, clock=clock.replace("party: p", "party: clock")))
    assert said in str(caught.value)
