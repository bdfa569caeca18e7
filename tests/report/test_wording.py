"""Things are called by their names."""

from __future__ import annotations

import pytest

from everystate.composing import compose
from everystate.composing.network import Copy, Packet
from everystate.judging.verdict import Changed
from everystate.loading import load
from everystate.report.wording import Wording, contracted, counted, one_line, printable, shortened

PEERS = "tests/models/peer_failover"


def wording(folder: str, **parameters: int) -> Wording:
    return Wording(compose(load(folder), parameters))


def test_control_characters_are_shown_and_not_sent() -> None:
    assert printable("a\x1b[31mb\x07") == "a\\x1b[31mb\\x07"


def test_characters_that_turn_the_direction_of_text_are_shown_and_not_sent() -> None:
    assert printable("a\u202eb") == "a\\u202eb"


def test_bytes_of_a_file_name_that_are_no_text_are_shown() -> None:
    assert printable("\udcff.yaml") == "\\udcff.yaml"


def test_letters_of_any_language_stay() -> None:
    assert printable("Vermittlungsstelle für 交換") == "Vermittlungsstelle für 交換"


def test_a_text_of_several_lines_becomes_one() -> None:
    assert one_line("first\n  second\tthird\n") == "first second third"


@pytest.mark.parametrize(("number", "said"), [(0, "0 steps"), (1, "1 step"), (2000, "2,000 steps")])
def test_a_number_has_its_noun(number: int, said: str) -> None:
    assert counted(number, "step") == said


@pytest.mark.parametrize(("width", "said"), [(8, "EventAck"), (6, "Event…"), (1, "…")])
def test_what_does_not_fit_ends_in_an_ellipsis(width: int, said: str) -> None:
    assert shortened("EventAck", width) == said


@pytest.mark.parametrize(
    ("width", "said"),
    [(21, "interaction_server[1]"), (19, "interacti…server[1]"), (8, "int…r[1]"), (1, "…")],
)
def test_a_name_that_does_not_fit_keeps_its_end(width: int, said: str) -> None:
    assert contracted("interaction_server[1]", width) == said


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (40, "log_in(interaction_server[1])"),
        (20, "log_in(inter…ver[1])"),
        (14, "log_in(in…[1])"),
        (13, "log_in"),
        (5, "lo…in"),
    ],
)
def test_what_stands_in_brackets_goes_first(width: int, said: str) -> None:
    assert contracted("log_in(interaction_server[1])", width) == said


def test_the_only_copy_of_a_party_has_the_name_of_the_party() -> None:
    assert wording(PEERS).copy("agent", 0) == "agent"


def test_one_of_several_copies_has_a_number() -> None:
    assert wording(PEERS).copy("server", 1) == "server[1]"


def test_no_copy_is_none() -> None:
    assert wording(PEERS).copy("server", None) == "none"


def test_a_message_about_the_only_copy_does_not_say_so() -> None:
    packet = Packet("EventAgentLogin", (("agent", 0),))
    assert wording(PEERS).packet(packet, Copy("server", 0), Copy("engine", 0)) == "EventAgentLogin"


def test_a_message_about_one_of_several_copies_names_it() -> None:
    packet = Packet("EventAgentLogin", (("agent", 1),))
    said = wording(PEERS, agents=2).packet(packet, Copy("server", 0), Copy("engine", 0))
    assert said == "EventAgentLogin(agent[1])"


def test_a_message_says_the_values_it_carries() -> None:
    packet = Packet("Data", (("value", 1), ("bit", 0)))
    said = wording("tests/models/alternating_bit").packet(packet, Copy("sender", 0), Copy("receiver", 0))
    assert said == "Data(value=1, bit=0)"


def test_a_variable_that_holds_a_copy_holds_its_name() -> None:
    change = Changed("agent.primary", "0", "none", Copy("agent", 0), "variable")
    assert wording(PEERS).values(change) == ("server[0]", "none")


def test_a_variable_that_holds_a_number_holds_a_number() -> None:
    change = Changed("sender.current", "0", "1", Copy("sender", 0), "variable")
    assert wording("tests/models/alternating_bit").values(change) == ("0", "1")


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
    change = Changed("desk[agent, server[1]]", "closed", value, None, "connection")
    assert wording(PEERS).values(change) == ("closed", said)
