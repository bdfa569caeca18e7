"""Where a run may enter an automaton: as deep inside as its words allow, so that what leads up to a loop is short."""

from __future__ import annotations

from everystate.temporal.alternating import Raw, RawArc

_MAX_WORK = 200_000


def entered_early(raw: Raw) -> Raw:
    """The automaton with every state initial that an initial one simulates: what it accepts was accepted before.

    Of `F G a`, whose automaton waits in a first state and guesses when `a` has come to stay, the second is one of them.
    Nothing is changed where finding out would be too much work.
    """
    count = len(raw.arcs)
    if (count * max(map(len, raw.arcs), default=0)) ** 2 > _MAX_WORK:
        return raw
    above = [set(range(count)) for _ in range(count)]
    while any([_narrowed(raw, above, state) for state in range(count)]):
        pass
    initial = [state for state in range(count) if above[state].intersection(raw.initial)]
    return Raw(initial, raw.arcs, raw.acceptance)


def _narrowed(raw: Raw, above: list[set[int]], state: int) -> bool:
    """Take away from the states above this one those that have no answer to one of its arcs; whether there were any."""
    kept = {
        other
        for other in above[state]
        if all(any(_outdoes(better, arc, above) for better in raw.arcs[other]) for arc in raw.arcs[state])
    }
    less = len(kept) < len(above[state])
    above[state] = kept
    return less


def _outdoes(better: RawArc, arc: RawArc, above: list[set[int]]) -> bool:
    """Whether an arc takes every letter that another does and leads at least as far.

    Where both lead to the same state, it does not matter which of them is accepting: they are taken once.
    """
    weaker = not (better.required & ~arc.required or better.forbidden & ~arc.forbidden)
    same = better.target == arc.target
    return weaker and (same or (not arc.accepts & ~better.accepts and better.target in above[arc.target]))
