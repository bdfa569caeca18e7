"""One check of a frontier: a spec with its budgets set, and what becomes of the claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from everystate.checking import Check
from everystate.composing import compose
from everystate.exploring.engines import Engine
from everystate.exploring.space import Limits
from everystate.judging.verdict import Result, Verdict
from everystate.loading.spec import Spec
from everystate.study.frontier.budgets import Variant

CellAnswer = Literal["holds", "broken", "undecided"]


@dataclass(frozen=True)
class Cell:
    """What becomes of a claim with a combination of faults.

    `length` is that of a shortest counterexample, None where there is none, as for a state that is never reached;
    `reason` why it is undecided. What was not checked has followed from another combination.
    """

    answer: CellAnswer
    length: int | None = None
    reason: str = ""
    checked: bool = True


@dataclass(frozen=True)
class Outcome:
    """What one check found: a cell for each claim, and how many joint states there are."""

    cells: Mapping[str, Cell]
    states: int
    stopped: str = ""


@dataclass(frozen=True)
class Job:
    """What is to be checked, and which claims are asked about."""

    variant: Variant
    claims: tuple[str, ...]


def unexcused(spec: Spec) -> Spec:
    """The spec without its known violations: here it counts what fails, known or not."""
    claims = tuple(replace(claim, known=()) for claim in spec.claims)
    return replace(spec, claims=claims, monitors=tuple(replace(monitor, known=()) for monitor in spec.monitors))


def checked(variant: Variant, claims: tuple[str, ...], limits: Limits, engine: Engine) -> Result:
    """The verdicts on some claims.

    Raises:
        KeyboardInterrupt: Ctrl-C, which ends one search elsewhere, is for all of them here.
    """
    check = Check(claims, limits, engine, expectation="ignore", interrupts="raise")
    return check.run(compose(variant.spec, variant.settings))


def run(job: Job, limits: Limits, engine: Engine) -> Outcome:
    """The cells of one combination.

    Raises:
        KeyboardInterrupt: Ctrl-C.
    """
    result = checked(job.variant, job.claims, limits, engine)
    cells = {verdict.name: _cell(verdict) for verdict in result.verdicts}
    return Outcome(cells, len(result.space.states), result.space.stopped)


def _cell(verdict: Verdict) -> Cell:
    if verdict.answer == "violated":
        return Cell("broken", verdict.trace.length if verdict.trace else None)
    return Cell("undecided", reason=verdict.reason) if verdict.answer == "undecided" else Cell("holds")
