"""What the checkers print is read rightly, and what they took is measured rightly: `./check tests benchmarks`."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from comparison import everystate, python, rumur, spin, tlc
from comparison.cases import CASES, Case
from comparison.checker import PROJECT, Counts, Outcome, held_against, outcome
from comparison.figures import lines
from comparison.markdown import BY_HAND, Page, rewritten, table
from comparison.rounds import Plan, Row, compare
from comparison.timing import Limits, Measured, measured

OUTPUTS = Path(__file__).with_name("outputs")
LIMITS = Limits(seconds=30, memory=2**34)

EIGHT_AT_TABLE = Counts(6560, 34984)
SIX_AT_TABLE = Counts(728, 2910)


def recorded(name: str) -> str:
    """What a checker printed, once; machine and times left out."""
    return (OUTPUTS / name).read_text()


@pytest.mark.parametrize(
    ("read", "output", "counts"),
    [
        (spin.counts, recorded("spin.txt"), EIGHT_AT_TABLE),
        (rumur.counts, recorded("rumur.txt"), SIX_AT_TABLE),
        (tlc.counts, recorded("tlc.txt"), SIX_AT_TABLE),
        (python.counts, "states=728 steps=2910 holds=True\n", SIX_AT_TABLE),
        (everystate.counts, recorded("everystate.json"), Counts(728, 2910, 15)),
        (spin.counts, "Killed\n", Counts()),
        (rumur.counts, "", Counts()),
        (tlc.counts, recorded("tlc_violated.txt"), Counts()),
        (python.counts, "Traceback\n", Counts()),
    ],
)
def test_counts_are_read(read: Callable[[str], Counts], output: str, counts: Counts) -> None:
    """Steps are without the start, which SPIN and TLC count."""
    assert read(output) == counts


@pytest.mark.parametrize(
    ("read", "good", "bad", "told"),
    [
        (spin.complaint, "spin.txt", "spin_truncated.txt", "the stack was too small for the search"),
        (rumur.complaint, "rumur.txt", "rumur_violated.txt", "it found an error, or did not end"),
        (tlc.complaint, "tlc.txt", "tlc_violated.txt", "Invariant Claim is violated."),
        (everystate.complaint, "everystate.json", "everystate_stopped.json", "it stopped: "),
    ],
)
def test_a_search_that_is_not_whole_is_told(read: Callable[[str], str], good: str, bad: str, told: str) -> None:
    """What found an error or stopped early has counted too few."""
    assert read(recorded(good)) == ""
    assert read(recorded(bad)).startswith(told)


def test_spin_rounds_large_numbers() -> None:
    """It prints eight digits; the rest of the steps is not held against it, the states are exact."""
    large = next(case for case in CASES if case.model == "failover" and case.size == "large")
    found = spin.counts(" 30482964 states, stored\n1.530681e+08 states, matched\n1.835511e+08 transitions (= stored)\n")
    assert found == Counts(30_482_964, 183_551_099, rounded=10)
    assert held_against(large, Outcome(1.0, counts=found)).usable
    other = Counts(30_482_964, 183_551_999, rounded=10)
    assert held_against(large, Outcome(1.0, counts=other)).wrong == "183,551,999 steps instead of 183,551,101"


def test_counts_that_differ_are_not_compared() -> None:
    """Nor is an output without any."""
    assert held_against(CASES[0], Outcome(1.0, counts=Counts(14_428))).usable
    assert held_against(CASES[0], Outcome(1.0, counts=Counts(7))).wrong == "7 states instead of 14,428"
    assert "Killed" in outcome(Measured(1.0, 1.0, 1, -9, "\nKilled\n"), Counts()).wrong


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.model}-{case.size}")
def test_the_counts_are_those_of_the_corpus(case: Case) -> None:
    """Where tests/models has the same parameters."""
    folder = PROJECT / "tests" / "models" / case.spec
    for run in tomllib.loads((folder / "expected.toml").read_text())["run"]:
        if run["set"] == dict(case.settings):
            assert (run["states"], run["steps"], run["depth"]) == (case.states, case.steps, case.depth)


def test_murphi_takes_constants() -> None:
    """Each constant is a line of its own."""
    text = rumur.with_constants("const\n  N: 3;\n  K: 1;  -- room\n  AN: 3;\n", CASES[3])
    assert text == "const\n  N: 2;\n  K: 1;  -- room\n  AN: 3;\n"


def test_time_and_memory_are_those_of_the_command(tmp_path: Path) -> None:
    """A process below it counts, too."""
    inner = "import time; x = bytearray(80 << 20); time.sleep(0.2)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}]); print('done')"
    found = measured([sys.executable, "-c", outer], tmp_path, LIMITS)
    assert (found.output, found.code, found.stopped) == ("done\n", 0, "")
    assert 80 << 20 < found.memory < 160 << 20
    assert 0.2 < found.seconds < 10


def test_what_takes_too_long_or_too_much_is_stopped(tmp_path: Path) -> None:
    """And says which."""
    sleeps = [sys.executable, "-c", "import time; time.sleep(60)"]
    grows = [sys.executable, "-c", "import time; x = bytearray(200 << 20); time.sleep(60)"]
    assert measured(sleeps, tmp_path, Limits(0.3, 2**34)).stopped == "time"
    assert measured(grows, tmp_path, Limits(30, 100 << 20)).stopped == "memory"


class Recorded:
    """A checker whose times are known beforehand; None is a timeout."""

    def __init__(self, name: str, times: dict[str, float | None]) -> None:
        self.name, self.times, self.settings = name, times, tuple(times)
        self.asked: list[str] = []

    def missing(self) -> str:
        return ""

    def version(self) -> str:
        return "1"

    def check(self, case: Case, settings: str, scratch: Path, limits: Limits) -> Outcome:
        self.asked.append(settings)
        taken, scratch_is_empty = self.times[settings], not list(scratch.iterdir())
        assert scratch_is_empty
        return Outcome(taken or limits.seconds, 2**20, counts=Counts(case.states), stopped="" if taken else "time")


def test_the_fastest_settings_are_repeated() -> None:
    """A checker that was stopped is not asked for more."""
    fast, slow = Recorded("fast", {"": 2.0}), Recorded("slow", {"a": None, "b": 8.0, "c": 6.0})
    never = Recorded("never", {"": None})
    rows = compare([fast, slow, never], CASES[:2], Plan(3, 7.0, LIMITS), lambda _: None)
    assert fast.asked == [""] * 6
    assert slow.asked == ["a", "b", "c", "c", "c"] * 2
    assert never.asked == [""]
    shown = [(line.checker, line.whole, line.time_ratio, line.note) for line in lines(rows[:3], LIMITS.seconds)]
    assert shown == [
        ("fast", "2.00 s", "1.00", ""),
        ("slow c", "6.00 s", "3.00", ""),
        ("never", ">30 s", ">15", "stopped: out of time"),
    ]
    assert rows[5].skipped == "not run: out of time at 14,428 states"


def test_a_short_comparison_leaves_out_what_takes_long() -> None:
    """At the largest size SPIN has its two fastest settings, and TLC is not run."""
    spin, tlc = Recorded("SPIN", {"a": 9.0, "b": 8.0, "c": 7.0}), Recorded("TLC", {"": 100.0})
    sizes = [case for case in CASES if case.model == "failover" and case.size in ("medium", "large")]
    rows = compare([spin, tlc], sizes, Plan(1, 7.0, LIMITS, short=True), lambda _: None)
    assert spin.asked == ["a", "b", "c", "c", "b"]
    assert tlc.asked == [""]
    assert rows[3].skipped == "not run: left out of a short comparison"


def test_a_row_says_how_often_it_was_run() -> None:
    """If that is less than was wanted."""
    row = Row(CASES[0], Recorded("slow", {"": 200.0}), 3, [Outcome(200.0, 1)], [Outcome(200.0, 1)])
    assert lines([row], 900)[0].note == "run 1 of 3 times"


def test_numbers_stand_to_the_right() -> None:
    """In a table in Markdown."""
    assert table(["", "states"], [["a", "12"]]) == "|  | states |\n| --- | ---: |\n| a | 12 |\n"


def test_a_new_run_leaves_the_section_that_is_written_by_hand() -> None:
    """All before it is written anew; a page without it gets none."""
    rows = [Row(CASES[0], Recorded("slow", {"": 200.0}), 1, [Outcome(200.0, 1)], [Outcome(200.0, 1)])]
    page = Page("run.py", [], [], [], Plan(1, 100.0, LIMITS), rows, [])
    new = rewritten("", page)
    assert BY_HAND not in new
    section = f"\n{BY_HAND}\n| 0009 | 38 s |\n"
    assert rewritten(f"# Performance\n\nold\n{section}", page) == new + section
