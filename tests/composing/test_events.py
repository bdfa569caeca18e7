"""How many events rows become: what a row reads together is one event, not one for each combination of values."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write

from everystate import SpecError, compose, load

MODELS = Path(__file__).parents[1] / "models"

SHIFT = """
party: room
actions: {take: {}}
variables:
  item: {domain: 0..6, initial: 0, per: slot}
machines:
  cell:
    per: slot
    initial: here
    states: [here]
    transitions:
      - {trigger: take, source: here, dest: "=", when: "slot < slots - 1", set: {"item[slot]": "item[slot[slot + 1]]"}}
      - {trigger: take, source: here, dest: "=", when: "slot == slots - 1", set: {"item[slot]": 0}}
"""


@pytest.mark.parametrize("slots", [4, 8])
def test_a_shift_of_many_variables_is_one_event(write: Write, slots: int) -> None:
    """Split by the values, it had 7 to the power of the number of slots."""
    system = f'system: a queue in variables\nparameters: {{slots: {slots}}}\nfinal: "true"\n'
    network = compose(load(write(system=system, room=SHIFT, slot="party: slot\ncopies: slots\n")))
    assert len(network.events) == 1


def test_an_election_has_an_event_for_each_row_and_packet() -> None:
    """738 events before rows were kept together."""
    parameters = {"terms": 2, "losses": 1, "doubles": 1, "capacity": 2}
    assert len(compose(load(MODELS / "raft"), parameters).events) <= 150


def test_a_copy_that_there_is_not_cannot_be_sent(write: Write) -> None:
    """The message names the number, since no copy has a name for it."""
    system = """
        system: A report about a copy that there is not
        parameters: {agents: 2}
        messages: {Reports: {server -> engine: [Login about agent]}}
        connections: {line: {between: [server, engine], initially: open}}
    """
    server = """
        party: server
        actions: {go: {}}
        machines:
          at:
            initial: up
            states: [up]
            transitions: [{trigger: go, source: up, dest: "=", send: "Login(agent=agents + 5)"}]
    """
    engine = """
        party: engine
        machines:
          at:
            initial: up
            states: [up]
            transitions: [{trigger: Login, source: up, dest: "="}]
    """
    with pytest.raises(SpecError, match=r"Login\(agent=7\) cannot be sent"):
        compose(load(write(system=system, server=server, engine=engine, agent="{party: agent, copies: agents}")))
