"""Things are called by their names."""

from __future__ import annotations

import pytest

from everystate.composing import compose
from everystate.composing.field import Copy, FieldKey, Packet
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


def test_a_message_about_the_only_copy_does_not_say_so() -> None:
    packet = Packet("EventAgentLogin", (("agent", 0),))
    assert names(PEERS).packet(packet, Copy("server", 0), Copy("engine", 0)) == "EventAgentLogin"


def test_a_message_about_one_of_several_copies_names_it() -> None:
    packet = Packet("EventAgentLogin", (("agent", 1),))
    said = names(PEERS, agents=2).packet(packet, Copy("server", 0), Copy("engine", 0))
    assert said == "EventAgentLogin(agent[1])"


def test_a_message_says_the_values_it_carries() -> None:
    packet = Packet("Data", (("value", 1), ("bit", 0)))
    said = names("tests/models/alternating_bit").packet(packet, Copy("sender", 0), Copy("receiver", 0))
    assert said == "Data(value=1, bit=0)"


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
