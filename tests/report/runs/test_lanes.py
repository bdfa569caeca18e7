"""A run as lanes: a sequence chart in plain text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from everystate.checking import check
from everystate.composing import compose
from everystate.exploring.reference.search import explore
from everystate.judging.traces import trace_to
from everystate.judging.verdict import Trace
from everystate.loading import load
from everystate.report.runs.lanes import draw_lanes
from everystate.report.screen import painted
from everystate.wording.chart import Chart
from everystate.wording.charting import chart_of


def drawn(made: Chart, width: int) -> list[str]:
    return painted(draw_lanes(made, width), coloured=False).splitlines()


@cache
def chart_of_violation(folder: str, claim: str) -> Chart:
    result = check(folder, claims=[claim])
    trace = next(verdict.trace for verdict in result.verdicts if verdict.name == claim)
    assert isinstance(trace, Trace)
    return chart_of(result.space, trace)


def chart_of_first(folder: str, kind: str) -> Chart:
    """A shortest run that has a step of this kind."""
    space = explore(compose(load(folder)))
    wanted = (n for n in range(len(space.states)) if any(space.event(e).label.kind == kind for e, _ in space.path(n)))
    return chart_of(space, trace_to(space, next(wanted)))


def chart_of_deepest(folder: str) -> Chart:
    space = explore(compose(load(folder)))
    return chart_of(space, trace_to(space, len(space.states) - 1))


def test_a_whole_failover_fits_eighty_columns() -> None:
    made = chart_of_violation("tests/models/peer_failover", "P3 a logout is for the logged in")
    assert drawn(made, 80) == [
        "      agent                     server[0]                 engine",
        "  1 ! │                         ! crash  [dead] power     │",
        "      │                         │╌╌╌✗ reporting closed╌╌╌╌│",
        "  2   │                         ● restart  [alive] power  │",
        "  3   o═══════desk opened═══════o                         │",
        "      │ [connected] at          │                         │",
        "  4   ● register(server[0])     │                         │",
        "      │ [registering] at        │                         │",
        "      o──RequestRegisterClient─>│                         │",
        "  5   │                       ─>● RequestRegisterClient   │",
        "      │<──────Registered────────o                         │",
        "  6   ●<─ Registered            │                         │",
        "      │ [registered] at         │                         │",
        "  7   ● log_in(server[0])       │                         │",
        "      │ [logging_in] at         │                         │",
        "      o────RequestAgentLogin───>│                         │",
        "  8   │                       ─>● RequestAgentLogin       │",
        "      │                         │ [primary] flag          │",
        "      │                         │ [primary] role          │",
        "      │<───────EventAck─────────o                         │",
        "      │                         o─────EventAgentLogin────✗│",
        "  9 ! │╌╌╌╌╌╌✗ desk breaks╌╌╌╌╌╌│                         │",
        "      │✗╌╌╌╌╌╌╌EventAck╌╌╌╌╌╌╌╌╌o                         │",
        " 10   │                         │                         ● reporting…server[0]",
        " 11   │                         o════reporting opened═════o",
        " 12   │                         ● desk.lost agent         │",
        "      │                         │ [nothing] role          │",
        "      │                         o────EventAgentLogout────>│",
        "next  │                         │                       ─>● EventAgentLogout",
        "      │                         │                         │",
    ]


def test_a_phase_is_a_band_and_a_run_without_end_says_where_it_goes_round() -> None:
    assert drawn(chart_of_violation("tests/models/livelock", "every phase settles"), 44) == [
        "      clock",
        "── phase: Trouble ──────────────────────────",
        "  1 ! ! fall  [tick]",
        "── from here on, for ever ──────────────────",
        "  2   ● beat  [tock]",
        "  3   ● beat  [tick]",
        "── and again from step 2 ───────────────────",
        "      │",
    ]


def test_a_rendezvous_touches_both_lanes() -> None:
    lines = drawn(chart_of_first("tests/models/rendezvous", "action"), 60)
    assert lines[0] == "      producer"
    lines = drawn(chart_of_deepest("tests/models/rendezvous"), 60)
    assert "      o<───────────────Item─────────────────o" in lines
    assert "      │                  o<──────Item───────o" in lines


def test_a_message_lost_on_its_way_ends_in_a_cross() -> None:
    lines = drawn(chart_of_first("tests/models/lossy_budget", "loses"), 40)
    assert lines[-2:] == ["  2 ! o╌╌╌╌╌╌╌Ask╌╌╌╌╌╌╌✗│", "      │                  │"]


def test_a_doubled_message_says_so() -> None:
    lines = drawn(chart_of_first("tests/models/duplicating", "duplicates"), 40)
    assert lines[-2] == "  2 ! │<╌╌First again╌╌╌╌o"


def test_a_connection_that_breaks_is_crossed_and_both_ends_may_notice_at_once() -> None:
    lines = drawn(chart_of_first("tests/models/notice_together", "breaks"), 60)
    assert lines[1:3] == ["  1 ! │╌╌╌╌╌╌╌✗ line breaks╌╌╌╌╌╌╌╌│", "      │ [down]                     │ [down]"]


def test_closing_is_drawn_once_for_a_pair_with_an_old_and_a_new_connection() -> None:
    lines = drawn(chart_of_deepest("tests/models/instances"), 80)
    closed = [number for number, line in enumerate(lines) if "desk closed" in line]
    hung_up = [number for number, line in enumerate(lines) if "hang_up" in line]
    assert closed == [number + 1 for number in hung_up]


def test_an_arrow_crosses_the_lanes_between() -> None:
    lines = drawn(chart_of_deepest("tests/models/two_phase_commit_messages"), 100)
    [one, other] = [line for line in lines if "┼" in line]
    assert one.index("<") < one.index("Prepared") < one.rindex("o")
    assert other.index("o") < other.index("Commit") < other.rindex(">")


def test_lanes_are_those_of_the_svg_but_for_a_copy_that_takes_no_part() -> None:
    made = chart_of_violation("tests/models/peer_failover", "P3 a logout is for the logged in")
    assert [lane.name for lane in made.lanes] == ["agent", "server[0]", "server[1]", "engine"]
    assert drawn(made, 80)[0].split() == ["agent", "server[0]", "engine"]


def test_a_state_says_whose_it_is_only_where_a_party_has_several() -> None:
    alone = drawn(chart_of_violation("tests/models/unexpected", "no unexpected message"), 80)
    assert alone[1].split() == ["1", "●", "ask", "[waiting]", "│"]
    several = drawn(chart_of_violation("tests/models/peer_failover", "P3 a logout is for the logged in"), 80)
    assert "[dead] power" in several[1]


def test_too_many_lanes_are_not_drawn_but_counted() -> None:
    made = chart_of_violation("tests/models/peer_failover", "P2 no agent has the primary role at both servers")
    assert drawn(made, 40) == ["4 lanes do not fit in 40 columns; 50 would do"]
    assert len(drawn(made, 50)) > len(made.moments)


MODELS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("models/*/system.yaml"))


@pytest.mark.parametrize("model", MODELS)
def test_no_line_is_wider_than_asked_for(model: str) -> None:
    space = explore(compose(load(f"tests/models/{model}")))
    made = chart_of(space, trace_to(space, len(space.states) - 1))
    for width in (60, 80, 120):
        assert max(map(len, drawn(made, width))) <= width
