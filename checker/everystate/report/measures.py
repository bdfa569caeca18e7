"""The numbers of verdicts and of the whole space, in words."""

from __future__ import annotations

from collections import Counter

from everystate.exploring.space import Space
from everystate.judging.verdict import Answer, Result, Verdict
from everystate.wording.text import counted


def failing(verdict: Verdict) -> str:
    """The failures of a claim in words: `fails in 3 of 7 settled states`, `fails before 1 of 2 steps`."""
    where = "before" if verdict.judged.unit == "step" else "in"
    return f"fails {where} {verdict.failures:,} of {verdict.judged}"


def by_causes(verdict: Verdict) -> str:
    """The number of causes in words: `, by 2 causes`; empty if each failure has a cause of its own.

    It is `, the first 5,000 of them by 2 causes` if no more failures were traced.
    """
    if not verdict.causes or len(verdict.causes) == verdict.failures > 1:
        return ""
    traced = sum(cause.count for cause in verdict.causes)
    them = f"the first {traced:,} of them " if traced < verdict.failures else ""
    return f", {them}by {counted(len(verdict.causes), 'cause')}"


def out_degree(space: Space) -> float:
    """The average number of steps that lead out of a joint state."""
    return space.steps / space.expanded if space.expanded else 0.0


def tally(result: Result) -> str:
    """The numbers of verdicts in words: `14 hold, 1 known`."""
    answers: Counter[Answer] = Counter(verdict.answer for verdict in result.verdicts)
    words: dict[Answer, str] = {"violated": "violated", "undecided": "undecided", "known": "known"}
    holds = answers["holds"]
    parts = [f"{holds:,} {'holds' if holds == 1 else 'hold'}"] if holds else []
    return ", ".join(parts + [f"{answers[answer]:,} {word}" for answer, word in words.items() if answers[answer]])


def measured(space: Space) -> str:
    """The size of a space in words: `14,428 joint states, 51,191 steps, depth 37`."""
    return f"{counted(len(space.states), 'joint state')}, {counted(space.steps, 'step')}, depth {space.depth:,}"
