"""Reduces an automaton: removes states that accept nothing and dominated arcs, and merges equivalent states.

A state directly simulates another if it has a better arc for each arc of the other. A better arc has the same letters
or more, the same acceptance sets or more, and a target that simulates the other's target. States that simulate each
other are merged, and an arc beside a better one is removed.

Sources: K. Etessami and G. Holzmann: Optimizing Büchi Automata, CONCUR 2000; for acceptance on arcs T. Babiak and
others: Compositional Approach to Suspension and Other Improvements to LTL Translation, SPIN 2013, section 4; for arcs
that can go L. Clemente and R. Mayr: Advanced Automata Minimization, POPL 2013, section 5.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import NamedTuple

from everystate.temporal.alternating import Raw, RawArc
from everystate.temporal.components import components, predecessors, reached

_MAX_WORK = 3_000_000


def reduced(raw: Raw) -> Raw:
    """A small automaton for the same language."""
    raw = _clean(raw)
    while True:
        smaller = _clean(_merged(raw))
        if _size(smaller) >= _size(raw):
            simulated = _simulation(raw)
            return _clean(Raw(raw.initial, [_apart(_joined(arcs), simulated) for arcs in raw.arcs], raw.acceptance))
        raw = smaller


def trimmed(raw: Raw) -> Raw:
    """The same automaton, with the same runs, without what accepts nothing and with one arc for arcs that are alike."""
    raw = _clean(raw)
    return Raw(raw.initial, [_joined(arcs) for arcs in raw.arcs], raw.acceptance)


def _size(raw: Raw) -> tuple[int, int, int]:
    return len(raw.arcs), sum(map(len, raw.arcs)), raw.acceptance.bit_count()


# -- what accepts -----------------------------------------------------------------------------------------------------


def _clean(raw: Raw) -> Raw:
    """Only reachable states that accept something, numbered breadth first; acceptance only where it matters."""
    loops = _loops(raw)
    accepting = [state for state, loop in loops.items() if loop.accepting]
    useful = reached(predecessors(raw.successors()), accepting)
    sources = [state for state in raw.initial if state in useful]
    raw = _marked(raw, loops)
    order: dict[int, int] = {}
    queue = sources.copy()
    for state in queue:
        if state not in order:
            order[state] = len(order)
            queue += [arc.target for arc in raw.arcs[state] if arc.target in useful]
    arcs = [
        sorted({arc._replace(target=order[arc.target]) for arc in raw.arcs[state] if arc.target in useful})
        for state in order
    ]
    return Raw(sorted({order[state] for state in sources}), arcs, raw.acceptance)


class _Loop(NamedTuple):
    """A component with arcs inside, and whether they are of all acceptance sets together."""

    number: int
    accepting: bool


def _loops(raw: Raw) -> dict[int, _Loop]:
    """The states that lie on loops."""
    found: dict[int, _Loop] = {}
    for number, part in enumerate(components(raw.successors())):
        inside = [arc.accepts for state in part for arc in raw.arcs[state] if arc.target in part]
        if inside:
            loop = _Loop(number, reduce(or_, inside) == raw.acceptance)
            found.update(dict.fromkeys(part, loop))
    return found


def _marked(raw: Raw, loops: dict[int, _Loop]) -> Raw:
    """Acceptance only on arcs of accepting loops, and without sets that follow from others."""
    used: set[int] = set()
    rows: list[list[RawArc]] = []
    for source, row in enumerate(raw.arcs):
        loop = loops.get(source)
        inside = [loop is not None and loop == loops.get(arc.target) for arc in row]
        accepting = loop is not None and loop.accepting
        rows.append(
            [
                arc if looping and accepting else arc._replace(accepts=0)
                for arc, looping in zip(row, inside, strict=True)
            ]
        )
        used |= {arc.accepts for arc, looping in zip(rows[-1], inside, strict=True) if looping}
    kept = _needed(raw.acceptance, used)
    arcs = [[arc._replace(accepts=_packed(arc.accepts, kept)) for arc in row] for row in rows]
    return Raw(raw.initial, arcs, (1 << len(kept)) - 1)


def _needed(acceptance: int, used: set[int]) -> list[int]:
    """The acceptance sets without those that every arc of a loop is in, or every one that is in another set."""
    kept = [bit for bit in range(acceptance.bit_length()) if acceptance >> bit & 1]
    for bit in reversed(kept.copy()):
        others = [other for other in kept if other != bit]
        missing = [accepts for accepts in used if not accepts >> bit & 1]
        if not missing or any(all(not accepts >> other & 1 for accepts in missing) for other in others):
            kept = others
    return kept


def _packed(accepts: int, kept: list[int]) -> int:
    return sum(1 << n for n, bit in enumerate(kept) if accepts >> bit & 1)


# -- simulation -------------------------------------------------------------------------------------------------------


def _merged(raw: Raw) -> Raw:
    """One state for those that simulate each other, and no dominated arcs or initial states."""
    simulated = _simulation(raw)
    count = len(raw.arcs)
    first = [next(q for q in range(count) if simulated[p] >> q & simulated[q] >> p & 1) for p in range(count)]
    arcs: list[list[RawArc]] = [[] for _ in range(count)]
    for state, here in enumerate(raw.arcs):
        arcs[first[state]] += [arc._replace(target=first[arc.target]) for arc in here]
    initial = sorted({first[state] for state in raw.initial})
    best = [p for p in initial if not any(q != p and simulated[p] >> q & 1 for q in initial)]
    return Raw(best, [_best(here, simulated) for here in arcs], raw.acceptance)


def _simulation(raw: Raw) -> list[int]:
    """For each state, the set of those that simulate it; only equal ones where more would be too much work."""
    count = len(raw.arcs)
    if (count * max(map(len, raw.arcs), default=0)) ** 2 > _MAX_WORK:
        return [sum(1 << q for q in range(count) if raw.arcs[p] == raw.arcs[q]) for p in range(count)]
    simulated = [(1 << count) - 1] * count
    changed = True
    while changed:
        changed = False
        for p in range(count):
            for q in range(count):
                if simulated[p] >> q & 1 and not all(
                    any(_outdoes(better, arc, simulated) for better in raw.arcs[q]) for arc in raw.arcs[p]
                ):
                    simulated[p] &= ~(1 << q)
                    changed = True
    return simulated


def _outdoes(better: RawArc, arc: RawArc, simulated: list[int]) -> bool:
    weaker = not (better.required & ~arc.required or better.forbidden & ~arc.forbidden)
    return weaker and _leads_further(better, arc, simulated)


def _leads_further(better: RawArc, arc: RawArc, simulated: list[int]) -> bool:
    return not arc.accepts & ~better.accepts and bool(simulated[arc.target] >> better.target & 1)


def _best(arcs: list[RawArc], simulated: list[int]) -> list[RawArc]:
    different = list(dict.fromkeys(arcs))
    return [
        arc for arc in different if not any(other != arc and _outdoes(other, arc, simulated) for other in different)
    ]


# -- labels -----------------------------------------------------------------------------------------------------------


def _joined(arcs: list[RawArc]) -> list[RawArc]:
    """One arc for two that differ only in whether one atom holds."""
    found = set(arcs)
    queue = sorted(found)
    for arc in queue:
        for bit in _members(arc.required | arc.forbidden):
            other = arc._replace(required=arc.required ^ bit, forbidden=arc.forbidden ^ bit)
            if arc in found and other in found:
                found -= {arc, other}
                whole = arc._replace(required=arc.required & ~bit, forbidden=arc.forbidden & ~bit)
                found.add(whole)
                queue.append(whole)
    return sorted(found)


def _apart(arcs: list[RawArc], simulated: list[int]) -> list[RawArc]:
    """Fewer arcs for one letter: none for the letters for which another one leads further or accepts more."""
    found = list(arcs)
    for n, arc in enumerate(found):
        for other in found:
            alike = (other.target, other.accepts) == (arc.target, arc.accepts)
            if not alike and _leads_further(other, found[n], simulated):
                found[n] = _without(found[n], other)
    return found


def _without(arc: RawArc, other: RawArc) -> RawArc:
    """The arc for those of its letters that are not the other's, if that can be said."""
    required, forbidden = other.required & ~arc.required, other.forbidden & ~arc.forbidden
    if (required | forbidden).bit_count() != 1 or required & arc.forbidden or forbidden & arc.required:
        return arc
    return arc._replace(required=arc.required | forbidden, forbidden=arc.forbidden | required)


def _members(number: int) -> list[int]:
    """The bits of a set."""
    return [1 << bit for bit in range(number.bit_length()) if number >> bit & 1]
