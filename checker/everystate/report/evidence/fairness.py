"""Why a run that goes on for ever is fair: what becomes of each fairness constraint in the steps that repeat."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from everystate.diagnosis.waiting import Waiting
from everystate.exploring.space import Space
from everystate.judging.verdict import NEVER, Met, Trace
from everystate.report.evidence.missing import missing
from everystate.wording.text import one_line

MOST_NEVER = 8
"""The number of constraints that are never enabled and still listed in a text for people."""


def listed(space: Space, trace: Trace) -> Iterator[str]:
    """A line for each constraint; those that are never possible come last, and only the first few of them."""
    never = [one for one in trace.fair if one.step == NEVER]
    written = partial(_line, Waiting(space), trace)
    yield from map(written, (one for one in trace.fair if one.step != NEVER))
    yield from map(written, never[:MOST_NEVER])
    if len(never) > MOST_NEVER:
        yield f"and {len(never) - MOST_NEVER:,} more, which are never possible in these steps"


def because(space: Space, trace: Trace, one: Met, waiting: Waiting | None = None) -> str:
    """Why a constraint is not possible where the run says so; empty if it is taken, or if nothing is known."""
    if one.step >= 0:
        return ""
    events = [space.network.events[number] for number in space.network.fairness[one.number].events]
    lacks = (waiting or Waiting(space)).impediments(trace.state_after(one.after), events)
    return one_line("; ".join(dict.fromkeys(map(missing, lacks))))


def _line(waiting: Waiting, trace: Trace, one: Met) -> str:
    degree = "strongly" if one.strong else "weakly"
    reason = because(waiting.space, trace, one, waiting)
    return f"{degree} fair: {one.name}: {_how(one, trace)}{f': {reason}' if reason else ''}"


def _how(one: Met, trace: Trace) -> str:
    if one.step >= 0:
        return f"in step {one.step + 1}"
    if trace.stutters:
        return "not possible there"
    where = f"after step {one.after}" if one.after else "at the start"
    return f"never possible in these steps; {where}" if one.step == NEVER else f"not possible {where}"
