"""Formulas of linear temporal logic and a graph: is there a fair run that breaks one, and how soon can it go round?

A node of the product is a joint state and what is true there of each part of the formula that looks ahead. Whether a
part is true in a letter follows from the letter and from what is true in the next, so that the product has just one
way to read each run (O. Lichtenstein, A. Pnueli: Checking that finite state concurrent programs satisfy their linear
specification, 1985). A run that goes round does so in the product, too: the way to a loop is as short there as it is in
the graph.
"""

from __future__ import annotations

import itertools
from collections import deque
from functools import cache
from typing import Any

from tests.laws.graph import Edge, Graph
from tests.laws.verdicts.fairness import Fairness
from tests.laws.verdicts.loops import Arc, staying
from tests.laws.verdicts.readings import Letters

from everystate.temporal.formula import Atom, Binary, Formula, Truth, Unary

Tree = tuple[Any, ...]
Bits = tuple[bool, ...]
Node = tuple[int, Bits]
TRUE: Tree = ("true",)


def plain(formula: Formula) -> Tree:
    """The same formula with atoms, true, not, and, next and until alone."""
    match formula:
        case Truth(value):
            return TRUE if value else ("not", TRUE)
        case Atom(name):
            return ("atom", name)
        case Unary(operator, operand):
            return _one(operator, plain(operand))
        case Binary(operator, left, right):
            return _two(operator, plain(left), plain(right))


def negated(tree: Tree) -> Tree:
    """The negation."""
    return tree[1] if tree[0] == "not" else ("not", tree)


def _one(operator: str, f: Tree) -> Tree:
    match operator:
        case "!":
            return negated(f)
        case "X":
            return ("next", f)
        case "F":
            return ("until", TRUE, f)
        case _:
            return negated(("until", TRUE, negated(f)))


def _two(operator: str, f: Tree, g: Tree) -> Tree:
    either = negated(("and", negated(f), negated(g)))
    both: Tree = ("and", f, g)
    return {
        "&&": both,
        "||": either,
        "->": negated(("and", f, negated(g))),
        "<->": negated(("and", negated(both), either)),
        "U": ("until", f, g),
        "R": negated(("until", negated(f), negated(g))),
        "W": negated(("until", negated(g), ("and", negated(f), negated(g)))),
        "M": ("until", g, both),
    }[operator]


class Tableau:
    """What is true in a letter, by what is true in the next one."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.ahead = list(dict.fromkeys([tree, *self._looking(tree)]))
        self.untils = [number for number, part in enumerate(self.ahead) if part[0] == "until"]
        self.values = list(itertools.product([False, True], repeat=len(self.ahead)))
        self.before = cache(self._before)
        self.after = cache(self._after)
        self.keeps = cache(self._keeps)

    def _looking(self, tree: Tree) -> list[Tree]:
        """The parts that matter in the next letter."""
        if tree[0] in ("atom", "true"):
            return []
        own = {"next": [tree[1]], "until": [tree]}.get(tree[0], [])
        return [*own, *(found for part in tree[1:] for found in self._looking(part))]

    def _true(self, tree: Tree, letter: frozenset[str], following: Bits) -> bool:
        match tree:
            case ("true",):
                return True
            case ("atom", name):
                return name in letter
            case ("not", f):
                return not self._true(f, letter, following)
            case ("and", f, g):
                return self._true(f, letter, following) and self._true(g, letter, following)
            case ("next", f):
                return following[self.ahead.index(f)]
            case ("until", f, g):
                goes_on = following[self.ahead.index(tree)] and self._true(f, letter, following)
                return goes_on or self._true(g, letter, following)
            case _:
                raise NotImplementedError(tree)

    def _before(self, letter: frozenset[str], following: Bits) -> Bits:
        """What is true in a letter, if this is true in the next."""
        return tuple(self._true(part, letter, following) for part in self.ahead)

    def _after(self, letter: frozenset[str], here: Bits) -> list[Bits]:
        """What may be true in the next letter, if this is true in one."""
        return [following for following in self.values if self.before(letter, following) == here]

    def _keeps(self, letter: frozenset[str], here: Bits, following: Bits) -> frozenset[int]:
        """The untils that promise nothing here, or keep it."""
        return frozenset(
            number for number in self.untils if not here[number] or self._true(self.ahead[number][2], letter, following)
        )


class Search:
    """The fair runs of a graph that satisfy a formula."""

    def __init__(self, graph: Graph, fairness: Fairness, letters: Letters, tree: Tree) -> None:
        self.graph = graph
        self.fairness = fairness
        self.tableau = Tableau(tree)
        self.resting = [letters.resting(state) for state in range(len(graph.states))]
        self.taking = {id(edge): letters.taking(edge) for edge in graph.every()}
        self.distance: dict[Node, int] = {}
        self.arcs: list[Arc[Node]] = []

    def stem(self) -> int | None:
        """The length of a shortest way to where such a run begins to go round, or to rest; None if there is none."""
        self._explore()
        goals = {node for node in self.distance if self._rests(*node)}
        for part in staying(self.arcs, list(self.fairness.units.values()), len(self.tableau.untils)):
            goals |= part
        return min((self.distance[node] for node in goals), default=None)

    def _explore(self) -> None:
        initial = range(len(self.graph.laws.starts))
        starts = [(start, bits) for start in initial for bits in self.tableau.values if bits[0]]
        self.distance = dict.fromkeys(starts, 0)
        waiting = deque(starts)
        while waiting:
            node = waiting.popleft()
            for edge in self.graph.edges[node[0]]:
                for target in self._next(edge, node[1]):
                    if target not in self.distance:
                        self.distance[target] = self.distance[node] + 1
                        waiting.append(target)
                    keeps = self.tableau.keeps(self.taking[id(edge)], node[1], target[1])
                    self.arcs.append(Arc(node, target, node[0], id(edge), keeps))

    def _next(self, edge: Edge, here: Bits) -> list[Node]:
        return [(edge.target, bits) for bits in self.tableau.after(self.taking[id(edge)], here)]

    def _rests(self, state: int, here: Bits) -> bool:
        """Whether a run may rest here for ever, and keep its promises by that."""
        letter = self.resting[state]
        if not self.fairness.may_rest(state) or self.tableau.before(letter, here) != here:
            return False
        return len(self.tableau.keeps(letter, here, here)) == len(self.tableau.untils)
