"""What numbers of a verdict count, and how the whole space measures."""

from __future__ import annotations

from collections import Counter

from everystate.expected import AS_EXPECTED
from everystate.exploring.space import Space
from everystate.judging.builtin import ALL_SENT, NO_DEAD_ROW, NOT_VACUOUS
from everystate.judging.verdict import Answer, Result, Verdict
from everystate.wording.text import counted

_PARTS = {NO_DEAD_ROW: "row", ALL_SENT: "message", NOT_VACUOUS: "claim", AS_EXPECTED: "value"}
_KINDS = {"whenever": "step", "after": "settled state", "ends": "phase"}


def unit(result: Result, verdict: Verdict) -> str:
    """What a claim is judged in: states, settled states, steps, beginnings of phases; rows, messages, claims."""
    if verdict.built_in:
        return _PARTS.get(verdict.name, "joint state")
    kinds = {ground.claim.name: ground.claim.kind for ground in result.network.claims}
    return _KINDS.get(kinds[verdict.name], "joint state")


def out_degree(space: Space) -> float:
    """How many steps lead out of a joint state, on average."""
    return space.steps / space.expanded if space.expanded else 0.0


def tally(result: Result) -> str:
    """`14 hold, 1 known`."""
    answers: Counter[Answer] = Counter(verdict.answer for verdict in result.verdicts)
    words: dict[Answer, str] = {"violated": "violated", "undecided": "undecided", "known": "known"}
    holds = answers["holds"]
    parts = [f"{holds:,} {'holds' if holds == 1 else 'hold'}"] if holds else []
    return ", ".join(parts + [f"{answers[answer]:,} {word}" for answer, word in words.items() if answers[answer]])


def measured(space: Space) -> str:
    """`14,428 joint states, 51,191 steps, depth 37`."""
    return f"{counted(len(space.states), 'joint state')}, {counted(space.steps, 'step')}, depth {space.depth:,}"
