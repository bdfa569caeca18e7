"""What a field is, and what it is called."""

from __future__ import annotations

import pytest

from everystate.composing.connection_state import LOST, ConnectionState, lost
from everystate.composing.field import Copy, FieldKey

AGENT, FIRST, SECOND = Copy("agent", 0), Copy("server", 0, alone=False), Copy("server", 1, alone=False)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (FieldKey("machine", "session", SECOND, (AGENT,)), "server[1].session[agent]"),
        (FieldKey("variable", "bit", AGENT), "agent.bit"),
        (FieldKey("variable", "seen", AGENT, (FIRST, SECOND)), "agent.seen[server[0], server[1]]"),
        (FieldKey("connection", "desk", ends=(AGENT, SECOND)), "desk[agent, server[1]]"),
        (FieldKey("connection", "desk", ends=(AGENT, SECOND), instance=1), "desk[agent, server[1]]#1"),
        (FieldKey("channel", "desk", ends=(AGENT, SECOND), instance=1), "desk[agent, server[1]]#1 to server[1]"),
        (FieldKey("channel", "desk", ends=(AGENT, SECOND), end=1), "desk[agent, server[1]] to agent"),
        (FieldKey("budget", "breaks", of="desk"), "desk.breaks.left"),
        (FieldKey("monitor", "order", index=(FIRST,)), "order[server[0]]"),
        (FieldKey("phase", "phase"), "phase"),
    ],
)
def test_a_field_has_the_name_of_what_it_is(key: FieldKey, name: str) -> None:
    assert str(key) == name


def test_a_channel_knows_its_connection_and_a_connection_its_channels() -> None:
    desk = FieldKey("connection", "desk", ends=(AGENT, SECOND), instance=1)
    assert [desk.channel(end).connection for end in (0, 1)] == [desk, desk]
    assert desk.channel(0) != desk.channel(1)


def test_a_connection_is_lost_once_both_ends_have_noticed() -> None:
    assert [state.noticed_by(0).noticed_by(1) for state in LOST] == [ConnectionState.CLOSED] * 4
    assert lost([0, 1]).noticed_by(0) is lost([1]) is ConnectionState.PENDING_1


def test_an_end_has_yet_to_notice_what_is_pending_there() -> None:
    assert [state for state in ConnectionState if state.pending_at(0)] == [lost([0]), lost([0, 1])]
    assert [state for state in ConnectionState if state.pending_at(1)] == [lost([1]), lost([0, 1])]
