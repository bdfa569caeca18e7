"""What machine copies wait for in a joint state, and what arrives there and is not accepted."""

from __future__ import annotations

from tests.conftest import Write

from everystate.composing import compose
from everystate.diagnosis.waiting import Waiting
from everystate.exploring.engines import explore
from everystate.exploring.space import Space
from everystate.loading import load
from everystate.problems import either
from everystate.report.evidence.missing import missing

SYSTEM = """\
system: A call
connections:
  line: {between: [caller, friend], opened_by: caller, KEYS}
"""
CALLER = """\
party: caller
actions: {hang_up: {closes: [line]}}
machines:
  phone:
    initial: down
    states: [down, up]
    transitions:
      - {trigger: line.opened, source: down, dest: up}
      - {trigger: hang_up, source: up, dest: down}
"""
FRIEND = """\
party: friend
variables:
  calls: {domain: 0..2, initial: 0}
machines:
  phone:
    initial: home
    states: [home]
    transitions:
      - {trigger: line.opened, source: home, dest: "=", when: calls < 2, set: {calls: calls + 1}}
      - {trigger: line.lost, source: home, dest: "=", when: calls == 1, set: {calls: calls - 1}}
"""


def call(write: Write, keys: str) -> Space:
    return explore(compose(load(write(system=SYSTEM.replace("KEYS", keys), caller=CALLER, friend=FRIEND))))


def test_what_is_in_the_way_of_a_notice_is_said_for_each_instance_of_a_connection(write: Write) -> None:
    space = call(write, "instances: 2")
    [both] = [s for s in range(len(space.states)) if list(space.described(s).values()).count("pending 1") == 2]
    refusals = Waiting(space).refusals(both)
    assert [refusal.text for refusal in refusals] == [
        "friend does not accept the loss of line[caller, friend]",
        "friend does not accept the loss of line[caller, friend]#1",
    ]
    assert [[str(fact) for lack in refusal.lacks for fact in lack.facts] for refusal in refusals] == [
        ["calls == 1 is false: calls is 2"]
    ] * 2


def test_a_notice_that_comes_with_the_action_of_another_is_called_by_the_connection(write: Write) -> None:
    space = call(write, "notice: together")
    [up] = [s for s in range(len(space.states)) if space.described(s)["caller.phone"] == "up"]
    [friend] = [standing for standing in Waiting(space).standings(up) if standing.owner.party == "friend"]
    assert [(wait.text, wait.kind, wait.lacks) for wait in friend.waits if not wait.lacks] == [
        ("line[caller, friend].lost", "lost", ())
    ]


ROUTERS = """\
system: Two routers, of which the second backs up the first
parameters: {routers: 2}
messages: {Adverts: {router -> router: [Advert]}}
connections: {lan: {between: {high: router, low: router}, where: high < low, initially: open}}
"""
ROUTER = """\
party: router
copies: routers
variables:
  peer: {domain: [router, none], initial: router}
actions: {hail: {}}
machines:
  role:
    initial: "master if router == 0 else backup"
    states: [master, backup]
    transitions:
      - {trigger: hail,   source: backup, dest: backup, when: peer != router}
      - {trigger: hail,   source: master, dest: backup, when: router == 1}
      - {trigger: Advert, source: "*",    dest: "="}
"""


def test_a_name_that_is_compared_stays_in_the_text(write: Write) -> None:
    waiting = Waiting(explore(compose(load(write(system=ROUTERS, router=ROUTER)))))
    waits = {standing.title: standing.waits for standing in waiting.standings(0)}
    [hail] = [wait for wait in waits["router[1].role"] if wait.name == "hail"]
    assert [str(fact) for fact in hail.lacks[0].facts] == [
        "peer != router is false: peer is router[1], router is router[1]"
    ]


def test_guards_of_which_one_would_do_are_alternatives(write: Write) -> None:
    friend = FRIEND.replace(
        'line.opened, source: home, dest: "=", when: calls < 2',
        "line.opened, source: home, dest: home, when: calls == 1",
    )
    friend = friend.replace(
        "      - {trigger: line.lost",
        '      - {trigger: line.opened, source: home, dest: "=", when: calls == 2}\n      - {trigger: line.lost',
    )
    space = explore(compose(load(write(system=SYSTEM.replace("KEYS", "instances: 1"), caller=CALLER, friend=friend))))
    [wait] = [
        w for s in Waiting(space).standings(0) for w in s.waits if w.kind == "opened" and s.owner.party == "friend"
    ]
    assert missing(wait.lacks[0]) == "calls == 1 is false: calls is 0; or calls == 2 is false: calls is 0"


def test_alternatives_may_be_lists_with_commas_of_their_own() -> None:
    assert either(["[a, b]", "[c]"]) == "[a, b] or [c]"
    assert either(["idle", "busy", "gone"]) == "idle, busy or gone"
