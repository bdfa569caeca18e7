"""Runs every checker on every case, in rounds: what slows the machine for a while slows them all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from .cases import Case
from .checker import Checker, Outcome, held_against
from .timing import Limits

Say = Callable[[str], None]

EVERYWHERE = ("everystate", "SPIN")
UP_TO_MEDIUM = ("TLC", "rumur")


@dataclass
class Row:
    """One checker on one case: what each of its settings gave, and the runs of the fastest, `wanted` of them."""

    case: Case
    checker: Checker
    wanted: int = 1
    tried: list[Outcome] = field(default_factory=list)
    runs: list[Outcome] = field(default_factory=list)
    skipped: str = ""

    @property
    def best(self) -> Outcome | None:
        """The fastest usable settings; else what was tried first."""
        usable = [outcome for outcome in self.tried if outcome.usable]
        return min(usable, key=lambda outcome: outcome.seconds) if usable else next(iter(self.tried), None)

    @property
    def outcome(self) -> Outcome | None:
        """The medians of all runs of the best settings."""
        if not self.runs:
            return self.best
        return replace(
            self.runs[0],
            seconds=median(run.seconds for run in self.runs),
            compiling=median(run.compiling for run in self.runs),
            processor=median(run.processor for run in self.runs),
            memory=int(median(run.memory for run in self.runs)),
            wrong=next((run.wrong for run in self.runs if run.wrong), ""),
            stopped=next((run.stopped for run in self.runs if run.stopped), ""),
        )


@dataclass(frozen=True)
class Plan:
    """How often to run, and when to stop: `once_over` is the time in seconds beyond which one run must do.

    A `short` comparison leaves the others out where they take many minutes, and tries of several settings the two that
    were the fastest on the smaller size of the model.
    """

    runs: int
    once_over: float
    limits: Limits
    short: bool = False


def compare(checkers: Sequence[Checker], cases: Iterable[Case], plan: Plan, say: Say) -> list[Row]:
    """All rows, by case."""
    rows: list[Row] = []
    for case in cases:
        say(f"{case.title} ({case.states:,} states)")
        here = [
            Row(case, checker, plan.runs, skipped=beyond(checker, case, rows) or too_long(checker, case, plan))
            for checker in checkers
        ]
        for row in here:
            try_settings(row, settings_for(row, rows, plan), plan, say)
        for _ in range(plan.runs - 1):
            for row in here:
                repeat(row, plan, say)
        rows += here
    return rows


def beyond(checker: Checker, case: Case, rows: Iterable[Row]) -> str:
    """Why a checker is not run on a case: it was stopped on the same model at a smaller size."""
    for row in rows:
        smaller = row.checker is checker and row.case.model == case.model and row.case.states < case.states
        if smaller and row.skipped:
            return row.skipped
        if smaller and row.outcome and row.outcome.stopped:
            return f"not run: out of {row.outcome.stopped} at {row.case.states:,} states"
    return ""


def too_long(checker: Checker, case: Case, plan: Plan) -> str:
    """Why a checker is not run on a case of a short comparison."""
    there = EVERYWHERE if case.size == "large" else (*EVERYWHERE, *UP_TO_MEDIUM)
    if plan.short and case.size in ("medium", "large") and not checker.name.startswith(there):
        return "not run: left out of a short comparison"
    return ""


def settings_for(row: Row, rows: Iterable[Row], plan: Plan) -> tuple[str, ...]:
    """The settings to try: in a short comparison the two that were the fastest on the smaller size of the model."""
    before = [other for other in rows if other.checker is row.checker and other.case.model == row.case.model]
    if not plan.short or not before:
        return row.checker.settings
    usable = [outcome for outcome in before[-1].tried if outcome.usable]
    return tuple(outcome.settings for outcome in sorted(usable, key=lambda outcome: outcome.seconds)[:2])


def try_settings(row: Row, settings_tried: Iterable[str], plan: Plan, say: Say) -> None:
    """The first round: each of these settings once."""
    if row.skipped:
        say(f"  {row.checker.name}: {row.skipped}")
        return
    for settings in settings_tried:
        row.tried.append(once(row, settings, plan.limits, say))
    if row.best and row.best.usable:
        row.runs.append(row.best)


def repeat(row: Row, plan: Plan, say: Say) -> None:
    """A later round: the best settings again, unless they take long."""
    best = row.best
    if best and best.usable and best.seconds <= plan.once_over:
        row.runs.append(once(row, best.settings, plan.limits, say))


def once(row: Row, settings: str, limits: Limits, say: Say) -> Outcome:
    """One check in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="comparison-") as scratch:
        found = row.checker.check(row.case, settings, Path(scratch), limits)
    found = replace(held_against(row.case, found), settings=settings)
    say(f"  {row.checker.name} {settings}".rstrip() + f": {found.told}")
    return found
