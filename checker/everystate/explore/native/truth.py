"""In which states of a packed space formulas are true: one truth value for each expanded state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from everystate.compose.formula import Formula
from everystate.explore.native.boxes import TooManyError, boxes
from everystate.explore.native.expander import Expander
from everystate.explore.native.numbering import Numbering
from everystate.explore.native.updates import pack_events
from everystate.explore.predicate import Predicate
from everystate.explore.space import Guard

_MAX_BOXES = 500
_MAX_KEPT = 64 * 2**20
"""Bytes."""

Truths = NDArray[np.bool_]


def truths(space: Numbering, formula: Formula) -> Truths:
    """For each expanded state, whether a formula is true in it; to be read only, as it is kept for other claims."""
    found = space.truths.get(formula)
    if found is None:
        found = _truths(space, formula)
        found.flags.writeable = False
        if (len(space.truths) + 1) * space.expanded <= _MAX_KEPT:
            space.truths[formula] = found
    return found


def _truths(space: Numbering, formula: Formula) -> Truths:
    if not formula.support:
        return np.full(space.expanded, Predicate(formula, space.network)(space.network.initial))
    if not space.network.events:
        return _one_by_one(space, formula)
    try:
        found = boxes(formula, True, space.network, _MAX_BOXES)
    except TooManyError:
        return _one_by_one(space, formula)
    return _inside(space, [tuple(box.items()) for box in found])


def _inside(space: Numbering, guards: Sequence[Guard]) -> Truths:
    """Where any of the guards holds: each is the guard of an event that changes nothing."""
    made: Truths = np.zeros(space.expanded, np.bool_)
    if not guards:
        return made
    asking = [
        replace(space.network.events[0], guard=guard, update=(), moves=(), when_settled=False) for guard in guards
    ]
    expander = Expander(space.visited, pack_events(space.packing, asking), all_steps=True, unchanging=True)
    at = 0
    while at < space.expanded:
        at = expander.expand(at, space.expanded)
        made[expander.sources[: expander.made]] = True
    return made


def _one_by_one(space: Numbering, formula: Formula) -> Truths:
    """Each combination of what the formula looks at evaluated once."""
    holds = Predicate(formula, space.network)
    states, unpack = space.visited.states, space.packing.unpack
    return np.fromiter((holds(unpack(states[n].tolist())) for n in range(space.expanded)), np.bool_, space.expanded)
