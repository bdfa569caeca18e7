"""Where a run may enter the parts of an automaton: as early as its words allow, so that ways into loops are short.

Of `F G a`, the automaton waits in a first state and guesses, with a letter, when `a` has come to stay. Whatever its
second state accepts, the first one accepts, too: so a run may begin in the second, or go there with any letter.
"""

from __future__ import annotations

from everystate.temporal.alternating import Raw, RawArc
from everystate.temporal.components import predecessors, reached

_MAX_WORK = 200_000


def entered_early(raw: Raw) -> Raw:
    """The automaton with ways to all states that are simulated by those it has ways to, where these cannot return.

    A state simulates another if it can answer each of its arcs by one that takes the same letters, is accepting where
    that is, and leads to a state that simulates where that leads, or is the same. In the last case it need not be
    accepting, as that happens once: for a component, once entered by a new way, is not left and entered again. Nothing
    is changed where finding out would be too much work.
    """
    count = len(raw.arcs)
    if (count * max(map(len, raw.arcs), default=0)) ** 2 > _MAX_WORK:
        return raw
    above = [set(range(count)) for _ in range(count)]
    while any(_narrowed(raw, above, state) for state in range(count)):
        pass
    initial = [state for state in range(count) if above[state].intersection(raw.initial)]
    return Raw(initial, _with_ways_in(raw, above), raw.acceptance)


def _with_ways_in(raw: Raw, above: list[set[int]]) -> list[list[RawArc]]:
    before = predecessors(raw.successors())
    made: list[list[RawArc]] = []
    for source, arcs in enumerate(raw.arcs):
        ahead = set(range(len(raw.arcs))) - reached(before, [source])
        more = [
            RawArc(state, arc.required, arc.forbidden, 0)
            for arc in arcs
            for state in sorted(ahead)
            if state != arc.target and arc.target in above[state]
        ]
        made.append(_without_needless([*arcs, *more]))
    return made


def _without_needless(arcs: list[RawArc]) -> list[RawArc]:
    """The arcs without those that another to the same state outdoes."""
    kept: list[RawArc] = []
    for arc in dict.fromkeys(arcs):
        if not any(_takes_more(other, arc) for other in kept):
            kept = [other for other in kept if not _takes_more(arc, other)] + [arc]
    return kept


def _takes_more(better: RawArc, arc: RawArc) -> bool:
    same = better.target == arc.target and not arc.accepts & ~better.accepts
    return same and _weaker(better, arc)


def _weaker(better: RawArc, arc: RawArc) -> bool:
    return not (better.required & ~arc.required or better.forbidden & ~arc.forbidden)


def _narrowed(raw: Raw, above: list[set[int]], state: int) -> bool:
    """Take away from the states above this one those that have no answer to one of its arcs; whether there were any."""
    kept = {
        other
        for other in above[state]
        if all(any(_answers(better, arc, above) for better in raw.arcs[other]) for arc in raw.arcs[state])
    }
    less = len(kept) < len(above[state])
    above[state] = kept
    return less


def _answers(better: RawArc, arc: RawArc, above: list[set[int]]) -> bool:
    further = not arc.accepts & ~better.accepts and better.target in above[arc.target]
    return _weaker(better, arc) and (better.target == arc.target or further)
