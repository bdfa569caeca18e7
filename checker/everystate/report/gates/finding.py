"""The findings that a gate shows at a line of a file: each claim that does not hold, with the row that causes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everystate.judging.verdict import Cause, Result, Step, Trace, Verdict
from everystate.loading.spec import Spec
from everystate.problems import Place
from everystate.report.evidence.claim import false_there
from everystate.report.measures import failing
from everystate.wording.text import counted, one_line

_MOST = 5


@dataclass(frozen=True)
class Finding:
    """A claim that does not hold, and the line at which it is shown.

    `cause` names the fault of the spec if there is no run, as a row that never fires; `others` are further causes.
    """

    verdict: Verdict
    message: str
    place: Place
    cause: str = ""
    others: tuple[Cause, ...] = ()


def findings(result: Result) -> Iterator[Finding]:
    """The findings in the order of the verdicts; a claim with a list of causes gives one finding for each."""
    for verdict in result.verdicts:
        if verdict.answer == "holds":
            continue
        if verdict.trace is None and verdict.causes:
            for cause in verdict.causes:
                place = cause.place or verdict.claim.place or result.network.spec.place
                yield Finding(verdict, one_line(cause.text), place, cause.text)
            continue
        place = verdict.guilty or guilty(result, verdict)
        others = tuple(cause for cause in verdict.causes if cause.place and cause.place != place)
        message = "; ".join(filter(None, (why(verdict), false_there(result, verdict))))
        yield Finding(verdict, message, place, others=others)


def guilty(result: Result, verdict: Verdict) -> Place:
    """The place of a row in the last step that takes rows, preferably of a known cause; without one, of the claim."""
    spec = result.network.spec
    own = verdict.claim.place or spec.place
    if verdict.trace is None:
        return own
    known = {cause.place for cause in verdict.causes}
    for step in _backwards(verdict.trace):
        places = places_of(spec, step)
        if places:
            return next((place for place in places if place in known), places[0])
    return own


def places_of(spec: Spec, step: Step) -> list[Place]:
    """The places of the rows that a step takes, those of the acting copy first; for a fault, that of the connection."""
    actor = step.label.actor
    if step.rows:
        return [taken.row.place for taken in sorted(step.rows, key=lambda taken: taken.owner != actor)]
    if actor is None and any(connection.name == step.label.name for connection in spec.connections):
        return [spec.connection(step.label.name).place]
    return []


def why(verdict: Verdict) -> str:
    """The reason of a verdict in one line: how often a claim fails and how soon, or what was not reached."""
    parts = [verdict.known if verdict.answer == "known" else "", verdict.reason]
    if verdict.failures and verdict.trace:
        parts.append(f"{failing(verdict)}, the nearest {_how_far(verdict.trace)}")
    if verdict.trace is None or verdict.trace.length or verdict.trace.offending:
        parts += summed_up([cause.text for cause in verdict.causes])
    if verdict.trace is not None and verdict.trace.loop is not None:
        parts.append(_for_ever(verdict.trace))
    return one_line("; ".join(part for part in parts if part)) or verdict.answer


def _for_ever(trace: Trace) -> str:
    """What a run does for ever, in words."""
    way = f"after {counted(trace.length, 'step')}" if trace.length else "from the start"
    if trace.stutters:
        return f"{way}, nothing more happens"
    return f"{way}, {counted(len(trace.steps) - trace.length, 'step')} repeat for ever"


def summed_up(causes: list[str]) -> list[str]:
    """The first few causes, and the number of further ones."""
    more = len(causes) - _MOST
    return causes if more <= 0 else [*causes[:_MOST], f"and {more:,} more"]


def _how_far(trace: Trace) -> str:
    return f"after {counted(trace.length, 'step')}" if trace.length else "at the start"


def _backwards(trace: Trace) -> Iterator[Step]:
    """The steps of a run, the last one first."""
    if trace.offending:
        yield trace.offending
    yield from reversed(trace.steps)
