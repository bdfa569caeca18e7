"""A log is explained, or it is not, from the right record on."""

from __future__ import annotations

import pytest
from tests.logs.conftest import Records, Replay

from everystate.loading.party import Machine, Row
from everystate.logs.conclusion import Conclusion, Taker
from everystate.report.evidence.missing import missing

OPENED = {"event": "opened", "connection": "line"}
LOST = {"event": "lost", "connection": "line"}
ASK = {"event": "sends", "message": "Ask", "with": {"what": "time"}, "peer": "server"}
ASKED = {"event": "receives", "message": "Ask", "with": {"what": "time"}, "peer": "client"}


def answers(*numbers: int) -> Records:
    """What the server does for so many questions."""
    return [
        one
        for number in numbers
        for one in (ASKED, {"event": "sends", "message": "Answer", "with": {"number": number}})
    ]


def at(conclusion: Conclusion) -> int:
    """The number of the record that nothing explains, from 1."""
    assert conclusion.answer == "impossible"
    assert conclusion.blocked is not None
    return conclusion.blocked.head.position + 1


def taker(conclusion: Conclusion, trigger: str) -> Taker:
    """What is said of the only row with a trigger that could say the record."""
    assert conclusion.blocked is not None
    [found] = [one for one in conclusion.blocked.takers if str(one.row.trigger) == trigger]
    return found


def test_what_no_log_shows_may_happen(replay: Replay) -> None:
    """The client, and the loss of the line, are silent."""
    assert replay({"server": [OPENED, *answers(0, 1), LOST, OPENED, *answers(0)]}).answer == "explained"


def test_a_value_that_is_wrong_is_found_where_it_is(replay: Replay) -> None:
    conclusion = replay({"server": [OPENED, *answers(0, 2, 2)]})
    assert at(conclusion) == 5
    assert conclusion.explained == 4
    instead = "possible, but shows server sends Answer(number=1) to client, which the log does not have there"
    assert (taker(conclusion, "Ask").lacks, taker(conclusion, "Ask").instead) == ((), (instead,))
    assert conclusion.blocked is not None
    assert conclusion.blocked.head.possible == ("sends Answer(number=1) to client",)


def test_a_source_that_shows_all_of_a_party_leaves_nothing_out(replay: Replay) -> None:
    """Where the answer should be, nothing else can; but a log may end within a step."""
    conclusion = replay({"server": [OPENED, ASKED, ASKED]})
    assert at(conclusion) == 3
    assert conclusion.blocked is not None
    assert conclusion.blocked.head.possible == ("sends Answer(number=0) to client",)
    assert replay({"server": [OPENED, ASKED]}).answer == "explained"


def test_of_a_guard_the_part_is_named_that_is_false(replay: Replay) -> None:
    conclusion = replay({"server": [OPENED, *answers(0, 1, 2), ASKED]})
    assert at(conclusion) == 8
    [(lack, states)] = [item for item in taker(conclusion, "Ask").lacks if item[0].kind == "guard"]
    assert missing(lack) == "asked[client] < 3 is false: asked[client] is 3"
    assert conclusion.blocked is not None
    assert (states, conclusion.blocked.states) == (1, 8)


def test_the_state_is_named_in_which_a_row_does_not_start(replay: Replay) -> None:
    conclusion = replay({"server": [ASKED]})
    assert at(conclusion) == 1
    assert "server.session[client] is closed, not opened" in [
        missing(lack) for lack, _ in taker(conclusion, "Ask").lacks
    ]
    assert conclusion.blocked is not None
    remembered = [(f"{memory.copy}.{memory.name}", memory.values) for memory in conclusion.blocked.memory]
    assert remembered == [("server.session[client]", ("closed",)), ("server.asked[client]", ("0",))]


def test_bounds_do_not_bind_a_log(replay: Replay) -> None:
    """One break and one farewell are allowed to a check."""
    again: Records = [OPENED, LOST]
    assert replay({"server": again * 5}).answer == "explained"
    farewell: Records = [OPENED, {"event": "leave"}, {"event": "sends", "message": "Bye"}, LOST]
    assert replay({"client": farewell * 3}).answer == "explained"


def test_what_is_switched_off_does_not_happen(replay: Replay) -> None:
    assert at(replay({"server": [OPENED, LOST]}, breaks=0)) == 2


def test_what_a_record_leaves_out_may_be_anything(replay: Replay) -> None:
    said: Records = [{"event": "opened", "connection": "line"}, {"event": "receives", "message": "Ask"}]
    assert replay({"server": [*said, {"event": "sends", "message": "Answer"}]}).answer == "explained"


def test_a_state_narrows(replay: Replay) -> None:
    asked = {"state": {"asked[client]": 1}}
    assert replay({"server": [OPENED, *answers(0), asked]}).answer == "explained"
    assert at(replay({"server": [OPENED, *answers(0, 1), asked]})) == 6
    with_event = {**answers(0)[1], "state": {"asked[client]": 1, "session[client]": "opened"}}
    assert replay({"server": [OPENED, ASKED, with_event]}).answer == "explained"
    assert at(replay({"server": [OPENED, ASKED, {**with_event, "state": {"asked[client]": 2}}]})) == 2


def test_two_sources_agree_on_messages(replay: Replay) -> None:
    client: Records = [OPENED, {"event": "ask"}, ASK]
    assert replay({"client": client, "server": [OPENED, *answers(0)]}).answer == "explained"
    conclusion = replay({"client": client, "server": [OPENED, *answers(0, 1)]})
    assert (at(conclusion), conclusion.blocked and conclusion.blocked.head.source.name) == (4, "server")


def test_clocks_order_what_is_in_two_sources(replay: Replay) -> None:
    """The client loses the line at 10; that the server takes a question at 20 is then too late."""
    client: Records = [{**OPENED, "at": 0}, {"event": "ask", "at": 1}, {**ASK, "at": 1}, {**LOST, "at": 10}]
    server: Records = [{**OPENED, "at": 0}, *({**one, "at": 20} for one in answers(0))]
    assert replay({"client": client, "server": server}).answer == "explained"
    assert replay({"client": client, "server": server}, off_by=30).answer == "explained"
    conclusion = replay({"client": client, "server": server}, off_by=2)
    assert (at(conclusion), conclusion.blocked and conclusion.blocked.head.source.name) == (2, "server")


def test_a_time_may_be_iso_8601(replay: Replay) -> None:
    client: Records = [{**OPENED, "at": "2026-11-30T10:00:00.000Z"}, {**LOST, "at": "2026-11-30T10:00:10Z"}]
    server: Records = [{**OPENED, "at": "2026-11-30T11:00:20.5+01:00"}]
    assert replay({"client": client, "server": server}, off_by=30).answer == "explained"
    assert replay({"client": client, "server": server}, off_by=2).answer == "impossible"


def test_one_source_may_show_several_copies_and_one_copy_may_have_several_files(replay: Replay) -> None:
    both: Records = [{"party": "client[0]", **OPENED}, {"party": "server", **OPENED}]
    other: Records = [{"party": "client[1]", **OPENED}]
    assert (
        replay({"client[0],server": [*both, {**ASKED, "party": "server", "peer": "client[1]"}]}, clients=2).answer
        == "impossible"
    )
    assert at(replay({"*": [*other, *both]}, clients=2)) == 2
    assert replay({"server": [OPENED] * 2, "client": [*other, *both[:1]]}, clients=2).answer == "explained"


def test_a_search_that_is_stopped_is_undecided(replay: Replay) -> None:
    conclusion = replay({"server": [OPENED, *answers(0, 1)]}, most=3)
    assert (conclusion.answer, conclusion.exit_code) == ("undecided", 3)
    assert conclusion.reason == "3 joint states are not enough"


def test_rows_are_taken_surely_perhaps_or_never(replay: Replay) -> None:
    """The client asked; before it lost the line, it may have got the answer, and then said goodbye in vain."""
    taken = replay({"server": [OPENED, *answers(0), LOST]}).taken

    def triggers(rows: tuple[tuple[Machine, Row], ...]) -> list[str]:
        return [f"{machine.party} {row.trigger}" for machine, row in rows]

    assert triggers(taken.surely) == [
        "client line.opened",
        "client ask",
        "server line.opened",
        "server Ask",
        "server line.lost",
    ]
    assert triggers(taken.perhaps) == ["client Answer", "client leave", "client line.lost"]
    assert triggers(taken.never) == ["server Bye"]


@pytest.mark.parametrize("number", [1, 2])
def test_each_start_is_tried(number: int, replay: Replay) -> None:
    assert replay({"server": [OPENED] * number}, clients=number).answer == "explained"


def test_the_nearest_repair_is_named_and_the_log_goes_on_behind_it(replay: Replay) -> None:
    """An opening is doubled, and a question is lost: two deviations, each with what mends it."""
    log: Records = [OPENED, OPENED, *answers(0), answers(1)[1], LOST, OPENED, *answers(0)]
    conclusion = replay({"server": log})
    records = [one.blocked.head.record for one in conclusion.deviations]
    assert [record.place.line for record in records if record] == [2, 5]
    kinds = [{repair.kind for repair in one.repairs} for one in conclusion.deviations]
    assert "extra" in kinds[0]
    assert "lost" in kinds[1]
    assert not conclusion.more
