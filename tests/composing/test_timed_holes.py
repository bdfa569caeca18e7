"""Holes of a first definition of time, by their numbers: the smallest examples, with the counts of a plain explorer.

Those without a number here are in `test_timers.py`.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import Write

import everystate
from everystate import Result

LEASE = """
    system: A lease that heartbeats keep
    parameters: {ticks: 3, period: 1, losses: 1, crashes: 0, pace: {domain: [any, quiet], initial: any}}
    time: {delivery: DELIVERY}
    messages: {Lease: {holder -> observer: [routine Heartbeat]}}
    connections: {wire: {between: [holder, observer], initially: open, capacity: ROOM, may_lose: {at_most: losses}}}
    phases:
      Trouble: {begins: [holder.crash, holder.restart, wire.loses], begins_when: pace}
    claims:
      never while up: {whenever: observer.lease.expires, holds: holder.at == down}
      none is lost: {whenever: wire.loses, holds: false}
    """
HOLDER = """
    party: holder
    timers: {beat: {every: period, initially: running}}
    actions: {crash: {cause: fault, at_most: crashes}, restart: {cause: environment}}
    machines:
      at:
        initial: up
        states: [up, down]
        transitions:
          - {trigger: beat.expires, source: up, dest: "=", send: Heartbeat}
          - {trigger: crash, source: up, dest: down, stop: beat}
          - {trigger: restart, source: down, dest: up, start: beat}
    """
OBSERVER = """
    party: observer
    timers: {lease: {after: ticks, initially: running}}
    machines:
      sees:
        initial: seen
        states: [seen, lost]
        transitions:
          - {trigger: Heartbeat, source: "*", dest: seen, start: lease}
          - {trigger: lease.expires, source: "*", dest: lost}
    """
PAIR = "connections: {wire: {between: [p, q], initially: open, capacity: ROOM}}"


def judged(result: Result, claim: str) -> str:
    return result.verdict(claim).answer


def counts(result: Result) -> tuple[int, int, int]:
    return len(result.space.states), result.space.steps, result.space.depth


def lease(write: Write, delivery: str = "instant", room: int = 1, **settings: Any) -> Result:
    system = LEASE.replace("DELIVERY", delivery).replace("ROOM", str(room))
    return everystate.check(write(system=system, holder=HOLDER, observer=OBSERVER), settings, engine="reference")


def pair(write: Write, delivery: str, room: int, more: str, p: str, q: str) -> Result:
    """Two parties that are connected; `more` are their messages, phases and claims."""
    system = f"system: Two\ntime: {{delivery: {delivery}}}\n{PAIR.replace('ROOM', str(room))}\n{more}"
    return everystate.check(write(system=system, p=p, q=q), engine="reference")


def test_hole_6_each_of_two_messages_that_are_sent_at_once_has_an_age(write: Write) -> None:
    """Were there an age of the head alone, the second could come two ticks late (72 states)."""
    p = """
        party: p
        timers: {clock: {after: 5, initially: running}, deadline: {after: LIMIT}}
        actions: {kick: {cause: environment, at_most: 1}}
        machines:
          at:
            initial: rest
            states: [rest]
            transitions:
              - {trigger: kick, source: rest, dest: "=", start: deadline, send: [A, B]}
              - {trigger: clock.expires, source: rest, dest: "="}
              - {trigger: deadline.expires, source: rest, dest: "="}
        """
    q = """
        party: q
        machines:
          got:
            initial: none_yet
            states: [none_yet, first, both]
            transitions:
              - {trigger: A, source: none_yet, dest: first}
              - {trigger: B, source: first, dest: both}
        """
    more = """messages: {M: {p -> q: [A, B]}}
claims: {within a tick: {whenever: p.deadline.expires, holds: q.got == both}}
"""
    in_time = pair(write, "0..1", 2, more, p.replace("LIMIT", "2"), q)
    assert (judged(in_time, "within a tick"), counts(in_time)) == ("holds", (56, 78, 10))
    tie = pair(write, "0..1", 2, more, p.replace("LIMIT", "1"), q)
    assert (judged(tie, "within a tick"), counts(tie)) == ("violated", (64, 100, 10))


def test_hole_7_a_restart_in_a_quiet_state_may_come_late_in_the_old_lease(write: Write) -> None:
    """Only *settled* waits for the end of the old lease; it is refused where there are timers."""
    quiet = lease(write, losses=0, crashes=1, pace="quiet")
    assert (judged(quiet, "never while up"), counts(quiet)) == ("violated", (20, 26, 7))
    settled = LEASE.replace("begins_when: pace", "begins_when: settled").replace("DELIVERY", "instant")
    with pytest.raises(everystate.SpecError) as caught:
        everystate.check(write(system=settled.replace("ROOM", "1"), holder=HOLDER, observer=OBSERVER))
    assert "begins_when: settled, and there are timers" in str(caught.value)


@pytest.mark.parametrize(("delivery", "found"), [("instant", (6, 9, 3)), ("0..1", (8, 13, 3)), ("any", (6, 10, 3))])
def test_hole_15_a_message_is_not_on_its_way_for_ever(write: Write, delivery: str, found: tuple[int, int, int]) -> None:
    """With any delivery a run of ticks alone never receives it; that run is not fair."""
    p = """
        party: p
        timers: {beat: {every: 1, initially: running}}
        actions: {kick: {cause: environment}}
        machines:
          at:
            initial: rest
            states: [rest, kicked]
            transitions:
              - {trigger: kick, source: rest, dest: kicked, send: Hi}
              - {trigger: beat.expires, source: "*", dest: "="}
        """
    q = """
        party: q
        machines:
          ears:
            initial: none_yet
            states: [none_yet, heard]
            transitions: [{trigger: Hi, source: none_yet, dest: heard}]
        """
    more = "messages: {M: {p -> q: [Hi]}}\nphases: {Kick: {begins: p.kick}}\n"
    result = pair(write, delivery, 1, more, p, q)
    assert (judged(result, "every phase settles"), counts(result)) == ("holds", found)
    assert sum(map(result.space.settled, range(found[0]))) == 4


def untimed(result: Result) -> set[tuple[int, ...]]:
    """The joint states without what is left of timers."""
    kept = [n for n, field in enumerate(result.network.fields) if field.kind != "timer"]
    return {tuple(state[n] for n in kept) for state in result.space.states}


def test_hole_17_a_finer_tick_finds_nothing_more(write: Write) -> None:
    coarse, fine = (lease(write, ticks=3 * scale, period=scale, crashes=1) for scale in (1, 10))
    assert (counts(coarse), counts(fine)) == ((48, 78, 10), (741, 870, 46))
    assert untimed(coarse) == untimed(fine)
    assert len(untimed(fine)) == 18


@pytest.mark.parametrize(("period", "ticks", "noted"), [(1, 51, True), (1, 50, False), (2, 101, True), (2, 100, False)])
def test_hole_17_timers_that_are_far_apart_are_a_note(write: Write, period: int, ticks: int, noted: bool) -> None:
    notes = [note for note in lease(write, ticks=ticks, period=period, losses=0).notes if "times as long" in note]
    said = f"observer.lease ({ticks} ticks) runs more than 50 times as long as holder.beat ({period})"
    assert notes == [f"{said}: with a coarser unit of time there are fewer joint states"] * noted


def test_hole_17_a_timer_of_no_ticks_is_not_far_apart(write: Write) -> None:
    """Its neighbour runs for 60 ticks, and there is no third."""
    party = """
        party: p
        timers: {now: {after: 0, initially: running}, later: {after: 60, initially: running}}
        machines:
          at:
            initial: rest
            states: [rest]
            transitions: [{trigger: [now.expires, later.expires], source: rest, dest: "="}]
        """
    result = everystate.check(write(system="system: Alone\n", p=party), engine="reference")
    assert not [note for note in result.notes if "times as long" in note]


def test_hole_19_nothing_is_lost_in_quiet_states(write: Write) -> None:
    """What is on the wire is received first, so a loss in quiet states finds nothing: as if there were no losses."""
    anywhere, quiet = lease(write, crashes=1), lease(write, crashes=1, pace="quiet")
    assert (judged(anywhere, "none is lost"), counts(anywhere)) == ("violated", (48, 78, 10))
    assert (judged(quiet, "none is lost"), counts(quiet)) == ("holds", (20, 26, 7))


def test_hole_21_what_waits_for_room_is_not_overdue(write: Write) -> None:
    """Time goes on past the slowest delivery: the answer to Ask finds no room while Old is deferred."""
    p = """
        party: p
        timers: {clock: {after: 3, initially: running}}
        actions: {ask: {cause: environment}}
        machines:
          at:
            initial: rest
            states: [rest, asked]
            transitions:
              - {trigger: ask, source: rest, dest: asked, send: Ask}
              - {trigger: clock.expires, source: "*", dest: "="}
              - {trigger: [Old, Answer], source: "*", defer: true}
        """
    q = """
        party: q
        actions: {fill: {cause: environment}}
        machines:
          at:
            initial: rest
            states: [rest, filled]
            transitions: [{trigger: fill, source: rest, dest: filled, send: Old}]
          ears:
            initial: open
            states: [open, answered]
            transitions: [{trigger: Ask, source: open, dest: answered, send: Answer}]
        """
    more = """messages: {M: {p -> q: [Ask], q -> p: [Old, Answer]}}
claims:
  answered in time: {whenever: p.clock.expires, holds: p.at == rest or q.ears == answered}
"""
    result = pair(write, "0..1", 1, more, p, q)
    assert (judged(result, "answered in time"), judged(result, "time goes on")) == ("violated", "holds")
    assert counts(result) == (49, 73, 6)


@pytest.mark.parametrize("slowest", [0, 1, 2])
@pytest.mark.parametrize("losses", [0, 1])
def test_hole_22_a_lease_outlives_losses_exactly_above_the_bound(write: Write, losses: int, slowest: int) -> None:
    """A lease of D outlives L lost heartbeats of period h that take up to k ticks iff D > (L + 1) h + k."""
    for period in (1, 2):
        bound = (losses + 1) * period + slowest
        for ticks, answer in ((bound, "violated"), (bound + 1, "holds")):
            result = lease(write, f"0..{slowest}", 4, ticks=ticks, period=period, losses=losses)
            assert (judged(result, "never while up"), judged(result, "time goes on")) == (answer, "holds")
