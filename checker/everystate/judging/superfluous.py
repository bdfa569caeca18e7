"""Atoms that play no part in a claim about states: it would hold whatever became of them.

I. Beer, S. Ben-David, C. Eisner, Y. Rodeh: Efficient detection of vacuity in ACTL formulas, CAV 1997: a formula that
holds with the value of an atom that is worst for it holds with every value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from everystate.composing.claims import ground_claim
from everystate.composing.effort import Effort
from everystate.composing.field_index import FieldIndex
from everystate.composing.formula import TRUE
from everystate.composing.ground import Grounder
from everystate.composing.network import GroundClaim
from everystate.composing.settings import Settings
from everystate.exploring.space import Space
from everystate.judging.spots import spots_of
from everystate.loading.expression import (
    Conditional,
    Constant,
    Expr,
    Left,
    Link,
    Logic,
    Not,
    Phase,
    Quantifier,
    Read,
    membership,
    parts,
)
from everystate.loading.printing import Writer
from everystate.problems import TooLarge

MAX_EFFORT = 1_000_000
"""The work, in the unit of `composing.effort`, of grounding claims again; for all claims together."""

MAX_LOOKS = 20_000_000
"""The number of joint states that are examined, for all claims together."""


class Superfluous:
    """Finds such atoms of claims about states that hold, as long as the effort lasts."""

    def __init__(self, space: Space) -> None:
        self.space = space
        network = space.network
        settings = Settings(network.spec, network.parameters)
        settings.effort = Effort(MAX_EFFORT)
        self.grounder = Grounder(FieldIndex(settings, network.fields))
        self.writer = Writer(network.spec)
        self.looks = MAX_LOOKS

    def of(self, ground: GroundClaim) -> list[str]:
        """The atoms, as they are written, in order of appearance; an atom that occurs several times is one.

        None for `possible`, which is not asked, nor for claims about time.
        """
        if ground.timing is not None or ground.claim.kind == "possible":
            return []
        places: dict[Expr, set[bool]] = {}
        for atom, helps in _atoms(ground.claim.formula, ground.claim.kind != "never"):
            places.setdefault(atom, set()).add(helps)
        try:
            found = [atom for atom, helps in places.items() if self._is_idle(ground, atom, helps)]
        except TooLarge:
            return []
        return [self.writer.expression(atom) for atom in found]

    def _is_idle(self, ground: GroundClaim, atom: Expr, helps: set[bool]) -> bool:
        """Whether the claim holds with every value of the atom that could be worst for it."""
        return all(self._holds(ground, _replaced(ground.claim.formula, atom, Constant(not value))) for value in helps)

    def _holds(self, ground: GroundClaim, tree: Expr) -> bool:
        """Whether the claim holds with another expression.

        Raises:
            TooLarge: the effort is spent.
        """
        network = self.space.network
        other = ground_claim(self.grounder, replace(ground.claim, formula=tree), network.events)
        for spot in spots_of(other, network):
            if spot.formula != TRUE:
                found = self.space.first(spot.failing(), spot.among)
                self._spend(found + 1 or len(self.space.states))
                if found >= 0:
                    return False
        return True

    def _spend(self, looks: int) -> None:
        self.looks -= looks
        if self.looks < 0:
            raise TooLarge("too many joint states are looked at")


def _atoms(tree: Expr, helps: bool) -> Iterator[tuple[Expr, bool]]:
    """The parts that look at a state, and are true or false; whether each helps the claim by being true."""
    match tree:
        case Not(item):
            yield from _atoms(item, not helps)
        case Logic(_, items) if membership(tree) is None:
            for item in items:
                yield from _atoms(item, helps)
        case Conditional(test, then, other):
            yield from [*_atoms(test, True), *_atoms(test, False), *_atoms(then, helps), *_atoms(other, helps)]
        case Quantifier("any" | "all", element, _, conditions):
            for test in conditions:
                yield from _atoms(test, helps == (tree.kind == "any"))
            yield from _atoms(element, helps)
        case _:
            if any(isinstance(part, Read | Link | Left | Phase) for part in parts(tree)):
                yield tree, helps


def _replaced(tree: Expr, atom: Expr, by: Expr) -> Expr:
    """The tree with a constant in the places of an atom."""
    if tree == atom:
        return by
    match tree:
        case Not(item):
            return Not(_replaced(item, atom, by))
        case Logic(operator, items) if membership(tree) is None:
            return Logic(operator, tuple(_replaced(item, atom, by) for item in items))
        case Conditional(test, then, other):
            return Conditional(*(_replaced(part, atom, by) for part in (test, then, other)))
        case Quantifier("any" | "all", element, loops, conditions):
            tests = tuple(_replaced(test, atom, by) for test in conditions)
            return Quantifier(tree.kind, _replaced(element, atom, by), loops, tests)
        case _:
            return tree
