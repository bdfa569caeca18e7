"""The run behind a verdict as a picture, for notebooks and programs."""

from __future__ import annotations

from everystate.draw.pictures import Picture, slug
from everystate.judging.verdict import Result
from everystate.wording.charting import chart_of


def chart(result: Result, claim: str) -> Picture:
    """The chart of the counterexample to a claim, or of the witness if it holds; a notebook shows it as SVG.

    Raises:
        KeyError: no such claim was judged.
        ValueError: the verdict has no run.
    """
    verdict = result.verdict(claim)
    trace = verdict.trace or verdict.witness
    if trace is None:
        raise ValueError(f"no run shows that '{claim}' is {verdict.answer}")
    note = "a counterexample" if verdict.trace else "a witness: the claim says something"
    return Picture(slug(claim), chart_of(result.space, trace, slug(claim), claim, note))
