"""Accepting SCCs of an automaton: its strongly connected components with arcs of every acceptance set."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from everystate.temporal.automaton import Automaton
from everystate.temporal.components import components, predecessors, reached

Arcs = list[list[tuple[int, int]]]
"""For each state of an automaton, the arcs that take a letter: target and acceptance sets (a bit mask)."""


def accepting_components(automaton: Automaton) -> list[int]:
    """For each state of the automaton the number of its component, if that has arcs of every acceptance set; or -1."""
    arcs = [[(arc.target, sum(1 << number for number in arc.accepts)) for arc in arcs] for arcs in automaton.arcs]
    made = [-1] * len(arcs)
    for number, part in enumerate(_circular(arcs, automaton.acceptance)):
        for state in part:
            made[state] = number
    return made


def accepting(arcs: Arcs, acceptance: int) -> frozenset[int]:
    """The states from which some infinite way along these arcs is accepted."""
    circular = [state for part in _circular(arcs, acceptance) for state in part]
    return frozenset(reached(predecessors(_successors(arcs)), circular))


def _circular(arcs: Arcs, acceptance: int) -> Iterator[set[int]]:
    """The components that have arcs of every acceptance set inside."""
    for part in components(_successors(arcs)):
        inside = [accepts for source in part for target, accepts in arcs[source] if target in part]
        if inside and reduce(or_, inside) == (1 << acceptance) - 1:
            yield part


def _successors(arcs: Arcs) -> list[list[int]]:
    return [[target for target, _ in several] for several in arcs]
