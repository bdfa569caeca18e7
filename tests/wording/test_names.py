"""Things are called by their names."""

from __future__ import annotations

import pytest

from everystate.composing import compose
from everystate.composing.field import Copy, FieldKey
from everystate.judging.verdict import Changed
from everystate.loading import load
from everystate.wording.names import Names

PEERS = "tests/models/peer_failover"


def names(folder: str, **parameters: int) -> Names:
    return Names(compose(load(folder), parameters))


def test_the_only_copy_of_a_party_has_the_name_of_the_party() -> None:
    assert names(PEERS).copy("agent", 0) == "agent"


def test_one_of_several_copies_has_a_number() -> None:
    assert names(PEERS).copy("server", 1) == "server[1]"


def test_no_copy_is_none() -> None:
    assert names(PEERS).copy("server", None) == "none"


def packets(folder: str, **parameters: int) -> set[str]:
    network = compose(load(folder), parameters)
    return {str(packet) for field in network.fields if field.channel for packet in field.channel.alphabet}


def test_a_message_about_the_only_copy_does_not_say_so() -> None:
    assert "EventAgentLogin" in packets(PEERS)


def test_a_message_about_one_of_several_copies_names_it() -> None:
    assert {"EventAgentLogin(agent[0])", "EventAgentLogin(agent[1])"} <= packets(PEERS, agents=2)


def test_a_message_about_a_copy_by_another_name_says_both() -> None:
    assert "Elect(candidate=node[1])" in packets("tests/models/leader_election")


def test_a_message_says_the_values_it_carries() -> None:
    assert "Data(value=1, bit=0)" in packets("tests/models/alternating_bit")


def test_an_event_names_the_copies_it_is_for() -> None:
    network = compose(load("tests/models/philosophers"), {})
    assert "table take_left(philosopher[1])" in {str(event.label) for event in network.events}


def test_a_variable_that_holds_a_copy_holds_its_name() -> None:
    change = Changed(FieldKey("variable", "primary", Copy("agent", 0)), "0", "none")
    assert names(PEERS).values(change) == ("server[0]", "none")


def test_a_variable_that_holds_a_number_holds_a_number() -> None:
    change = Changed(FieldKey("variable", "current", Copy("sender", 0)), "0", "1")
    assert names("tests/models/alternating_bit").values(change) == ("0", "1")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("open", "open"),
        ("pending 0", "lost, unnoticed by agent"),
        ("pending 1", "lost, unnoticed by server[1]"),
        ("pending both", "lost, unnoticed by both ends"),
    ],
)
def test_a_lost_connection_says_who_has_not_noticed(value: str, said: str) -> None:
    ends = Copy("agent", 0), Copy("server", 1, alone=False)
    change = Changed(FieldKey("connection", "desk", ends=ends), "closed", value)
    assert names(PEERS).values(change) == ("closed", said)
