"""A spec at one setting of its parameters, explored once, when the test of its first claim runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from everystate.checking import Check
from everystate.composing.network import Network
from everystate.exploring.space import Limits
from everystate.judging.verdict import Answer, Result, Verdict
from everystate.report.evidence.verdict import show_evidence
from everystate.report.measures import failing
from everystate.report.screen import WIDTH_OF_FILES, painted
from everystate.wording.text import counted


class Violated(Exception):
    """A claim fails; pytest reports it without a traceback."""


class Undecided(Exception):
    """A search was stopped before a claim was decided; pytest reports it without a traceback."""


for _shown in (Violated, Undecided):
    _shown.__module__ = "builtins"  # a summary then says `Violated: ...`, as it says `Failed: ...` for pytest's own


@dataclass(frozen=True)
class Outcome:
    """The outcome of a claim; the text is empty if it holds."""

    answer: Answer
    text: str


class SharedCheck:
    """The check of a network that its claims share; outcomes are kept as text, and the space is discarded."""

    def __init__(self, network: Network, limits: Limits) -> None:
        self.network = network
        self.limits = limits

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """The outcome of each claim.

        Raises:
            KeyboardInterrupt: the search was interrupted.
        """
        result = Check(limits=self.limits, interrupts="raise").run(self.network)
        return {verdict.name: _outcome(result, verdict) for verdict in result.verdicts}


def _outcome(result: Result, verdict: Verdict) -> Outcome:
    if verdict.answer == "holds" or (verdict.known and verdict.answer == "violated"):
        return Outcome("holds", "")  # of a known violation that holds, the strict xfail complains
    if verdict.answer == "undecided":
        return Outcome("undecided", f"this claim is undecided: {verdict.reason}")
    evidence = painted(show_evidence(result, verdict, WIDTH_OF_FILES), coloured=False)
    return Outcome(verdict.answer, f"{_summary(verdict)}\n\n{evidence}")


def _summary(verdict: Verdict) -> str:
    """The outcome in one line, for the summary of pytest."""
    if verdict.trace:
        return f"fails after {counted(verdict.trace.length, 'step')}"
    if verdict.failures:
        return failing(verdict)
    return verdict.reason
