"""Moments of a chart that no protocol made."""

from __future__ import annotations

from everystate.composing.field import Copy, FieldKey
from everystate.loading.party import Cause
from everystate.wording.chart import Effect, Moment


def now(lane: int, name: str, value: str) -> Effect:
    """A variable of the copy on a lane has a value."""
    return Effect(FieldKey("variable", name, Copy("party", lane)), lane, after=value)


def moment(number: int, kind: str, name: str, lane: int | None, cause: Cause, *effects: Effect) -> Moment:
    """A step; who moves and what happens is not said in words."""
    return Moment(number, "", "", kind, name, lane, cause, effects)
