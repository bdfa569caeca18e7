"""The line that says how far a search is, or how many checks are done."""

from __future__ import annotations

import io

import pytest

from everystate.exploring.space import Progress
from everystate.report.progress import CountLine, ProgressLine, duration, progress_text, spent


def at(seconds: float) -> Progress:
    return Progress(states=12_000, steps=34_000, depth=17, queue=560, seconds=seconds)


def test_a_line_says_states_steps_depth_rate_and_queue() -> None:
    assert (
        progress_text(at(4))
        == "exploring: 12,000 joint states, 34,000 steps, depth 17, 3,000 states/s, queue 560, 4.00 s"
    )


def test_a_short_search_says_nothing() -> None:
    stream = io.StringIO()
    line = ProgressLine(stream, 80)
    line(at(0.1))
    line.turn_to("judging")
    line.clear()
    assert stream.getvalue() == ""


def test_a_long_search_writes_one_line_over_and_over_and_leaves_none() -> None:
    stream = io.StringIO()
    line = ProgressLine(stream, 200)
    line(at(1))
    line(at(2))
    line.turn_to("judging")
    line.clear()
    written = stream.getvalue().split("\r\x1b[K")
    assert written == ["", progress_text(at(1)), progress_text(at(2)), "judging", ""]


def test_it_is_not_written_more_often_than_somebody_can_read() -> None:
    stream = io.StringIO()
    line = ProgressLine(stream, 200)
    for hundredth in range(100, 120):
        line(at(hundredth / 100))
    assert stream.getvalue().count("exploring") == 2


def test_it_never_wraps() -> None:
    stream = io.StringIO()
    ProgressLine(stream, 30)(at(1))
    assert stream.getvalue() == "\r\x1b[K" + progress_text(at(1))[:29]


def test_nobody_watching_means_no_line() -> None:
    stream = io.StringIO()
    ProgressLine(stream, 80, watched=False)(at(5))
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("seconds", "said"), [(0.0312, "0.03 s"), (12.34, "12.3 s"), (125, "2:05 min")])
def test_times_are_as_exact_as_they_matter(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_what_a_check_took() -> None:
    assert (
        spent(2.5, 1.25, 50 * 2**20, "native")
        == "2.50 s, 1.25 s of it searching by the native engine; 50 MB at the peak"
    )


def test_checks_are_counted_with_a_bar() -> None:
    stream = io.StringIO()
    line = CountLine(stream, 80)
    line(250, 1_000)
    line.clear()
    assert stream.getvalue().startswith(f"\r\x1b[Kchecking: [{'#' * 6}{' ' * 18}] 250 of 1,000, 0.")
    assert stream.getvalue().endswith("\r\x1b[K")


def test_checks_are_counted_for_whoever_watches() -> None:
    stream = io.StringIO()
    line = CountLine(stream, 80, watched=False)
    line(1, 2)
    line.clear()
    assert stream.getvalue() == ""
