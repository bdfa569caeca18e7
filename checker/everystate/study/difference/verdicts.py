"""Differences between the verdicts of two specs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everystate.judging.verdict import Answer, Result, Verdict

Turn = Literal["worse", "unclear", "better", "other"]

_GREEN = ("holds", "known")


@dataclass(frozen=True)
class VerdictChange:
    """A claim with another verdict, or another counterexample; None where it is not judged, or not there."""

    name: str
    old: Verdict | None
    new: Verdict | None

    @property
    def turn(self) -> Turn:
        """Whether it is worse.

        worse: violated, and was not before. unclear: undecided, and was neither that nor violated. better: it holds, or
        is known to be violated, and did not or was not. other: anything else, as a shorter counterexample.
        """
        before, after = _answer(self.old), _answer(self.new)
        if after == "violated" and before != "violated":
            return "worse"
        if after == "undecided" and before not in ("violated", "undecided"):
            return "unclear"
        return "better" if after in _GREEN and before not in (*_GREEN, None) else "other"


def verdict_changes(old: Result, new: Result) -> tuple[VerdictChange, ...]:
    """Every claim with a different verdict, in the order of the new spec; those that are gone come last."""
    before = {verdict.name: verdict for verdict in old.verdicts}
    after = {verdict.name: verdict for verdict in new.verdicts}
    both = ((name, before.get(name), after.get(name)) for name in dict.fromkeys([*after, *before]))
    return tuple(VerdictChange(name, one, two) for name, one, two in both if _outcome(one) != _outcome(two))


def _answer(verdict: Verdict | None) -> Answer | None:
    return verdict.answer if verdict else None


def _outcome(verdict: Verdict | None) -> tuple[Answer, int | None] | None:
    if verdict is None:
        return None
    return verdict.answer, verdict.trace.length if verdict.trace else None
