"""Automata on infinite words: what a formula is translated into, to be multiplied with a space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from everystate.temporal.formula import Formula, atoms, refuse_too_large

if TYPE_CHECKING:
    from everystate.temporal.alternating import Raw, RawArc


@dataclass(frozen=True, order=True)
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


def translate(formula: Formula) -> Automaton:
    """A small automaton that accepts exactly the words that satisfy the formula.

    The same formula always gives the same automaton.

    Raises:
        FormulaError: the formula or its automaton would be too large.
    """
    from everystate.temporal.alternating import Alternating
    from everystate.temporal.normal import Normal
    from everystate.temporal.reduction import reduced

    refuse_too_large(formula)
    normal = Normal()
    names = atoms(formula)
    return labelled(reduced(Alternating(normal, names).automaton(normal.number(formula))), names)


def labelled(raw: Raw, names: Sequence[str]) -> Automaton:
    """The automaton whose atoms have these names, in the order of their bits."""
    arcs = tuple(tuple(sorted(_arc(arc, names) for arc in here)) for here in raw.arcs)
    used = {name for here in arcs for arc in here for name in arc.required + arc.forbidden}
    return Automaton(tuple(sorted(used)), tuple(raw.initial), arcs, raw.acceptance.bit_count())


def _arc(arc: RawArc, names: Sequence[str]) -> Arc:
    def chosen(number: int) -> tuple[str, ...]:
        return tuple(name for n, name in enumerate(names) if number >> n & 1)

    accepts = tuple(n for n in range(arc.accepts.bit_length()) if arc.accepts >> n & 1)
    return Arc(arc.target, chosen(arc.required), chosen(arc.forbidden), accepts)
