"""Automata on infinite words: what a formula is translated into, to be multiplied with a space."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Arc:
    """A way to another state for the letters in which every `required` atom holds and no `forbidden` one.

    `accepts` are the numbers of the acceptance sets it belongs to. All three in ascending order.
    """

    target: int
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    accepts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Automaton:
    """A transition-based generalised Büchi automaton; not deterministic in general.

    A run begins in any of the `initial` states and takes one arc for each letter; `arcs[n]` are those out of state n.
    It accepts if it takes arcs of each of the acceptance sets 0..`acceptance` - 1 infinitely often; with `acceptance`
    0 every infinite run does. From every state some word is accepted, so an automaton that accepts nothing has no
    states and no initial ones. `atoms` are the names that its arcs mention.
    """

    atoms: tuple[str, ...]
    initial: tuple[int, ...]
    arcs: tuple[tuple[Arc, ...], ...]
    acceptance: int

    @property
    def states(self) -> range:
        """Its states."""
        return range(len(self.arcs))
