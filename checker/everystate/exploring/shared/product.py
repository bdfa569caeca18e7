"""The product of a space and an automaton: what is searched for fair accepted runs.

A node is a pair of a joint state and a state of the automaton, as one number. A step of the product is a step of the
space whose letter an arc of the automaton takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from everystate.exploring.lasso import REST, Atom, LassoQuestion, Steps, UnansweredError
from everystate.exploring.shared.accepting import Arcs, accepting, accepting_components
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.system import TransitionSystem
from everystate.temporal import Arc, Automaton

MAX_NODES = 5_000_000
"""The limit on nodes; each takes some hundred bytes as Python numbers."""


class Leap(NamedTuple):
    """A step of the product: its event, the acceptance sets of its arc (a bit mask), and the node it leads to."""

    event: int
    accepts: int
    target: int


class Letters:
    """Which arcs take which letters. Letters that make the same cases true are alike."""

    def __init__(self, space: TransitionSystem, automaton: Automaton, atoms: tuple[Atom, ...]) -> None:
        self.space = space
        self.automaton = automaton
        self.cases = [(case, atom.name) for atom in atoms for case in atom.cases]
        self.in_state = self._in_state(space)
        self.by_event = [self._by_event(number) for number in range(len(space.network.events))]
        self.by_none = self._by_event(REST)
        self.staying = sum(1 << n for n, (case, _) in enumerate(self.cases) if not case.changes)
        self.known: dict[int, Arcs] = {}
        self.endings: dict[int, frozenset[int]] = {}

    def _in_state(self, space: TransitionSystem) -> list[int]:
        """For each expanded state, the cases that it allows, as a bit mask."""
        made = [0] * space.expanded
        for bit, (case, _) in enumerate(self.cases):
            for number in Predicate(case.formula, space.network).meeting(range(space.expanded), space.states, True):
                if not case.settled or space.settled(number):
                    made[number] |= 1 << bit
        return made

    def _by_event(self, event: int) -> int:
        return sum(1 << n for n, (case, _) in enumerate(self.cases) if case.events is None or event in case.events)

    def arcs(self, source: int, event: int, target: int) -> Arcs:
        """The arcs that take the letter of a step, for each state of the automaton."""
        true = self.in_state[source] & self.by_event[event]
        if true & ~self.staying and not self.space.changes(source, target):
            true &= self.staying
        return self._taking(true)

    def resting(self, state: int) -> frozenset[int]:
        """The states of the automaton from which it accepts that nothing more happens in this state."""
        true = self.in_state[state] & self.by_none & self.staying
        if true not in self.endings:
            self.endings[true] = accepting(self._taking(true), self.automaton.acceptance)
        return self.endings[true]

    def _taking(self, true: int) -> Arcs:
        if true not in self.known:
            self.known[true] = self._chosen({name for bit, (_, name) in enumerate(self.cases) if true >> bit & 1})
        return self.known[true]

    def _chosen(self, true: set[str]) -> Arcs:
        def takes(arc: Arc) -> bool:
            return true.issuperset(arc.required) and true.isdisjoint(arc.forbidden)

        return [
            [(arc.target, sum(1 << number for number in arc.accepts)) for arc in arcs if takes(arc)]
            for arcs in self.automaton.arcs
        ]


def beginnings(space: TransitionSystem, automaton: Automaton) -> list[int]:
    """The nodes where runs begin: each expanded initial state with each initial state of the automaton."""
    size = len(automaton.arcs)
    return [start * size + q for start in space.starts if start < space.expanded for q in automaton.initial]


class Product:
    """The reachable nodes, breadth first, and the steps between those on which a run may be accepted."""

    def __init__(self, space: TransitionSystem, question: LassoQuestion) -> None:
        self.space = space
        self.size = len(question.automaton.arcs)
        self.letters = Letters(space, question.automaton, question.atoms)
        self.ring = accepting_components(question.automaton)
        self.arrivals: dict[int, tuple[int, int]] = {}
        self.leaps: dict[int, list[Leap]] = {}
        """For each node on which a run may be accepted, its steps to nodes that may be on a loop with it."""
        self._search(question.automaton)

    def state(self, node: int) -> int:
        """The joint state of a node."""
        return node // self.size

    def automaton_state(self, node: int) -> int:
        """The state of the automaton of a node."""
        return node % self.size

    def _search(self, automaton: Automaton) -> None:
        queue = beginnings(self.space, automaton)
        self.arrivals = dict.fromkeys(queue, (-1, -1))
        for node in queue:  # which grows
            if len(queue) > MAX_NODES:
                why = f"its product with the claim's automaton has more than {MAX_NODES:,} nodes"
                raise UnansweredError(f"{why}: too many for the reference engine; use --engine native")
            ring = self.ring[node % self.size]
            kept: list[Leap] = []
            for leap in self._leaps(node):
                if leap.target not in self.arrivals:
                    self.arrivals[leap.target] = (node, leap.event)
                    queue.append(leap.target)
                if ring >= 0 and self.ring[leap.target % self.size] == ring:
                    kept.append(leap)
            if kept:
                self.leaps[node] = kept

    def _leaps(self, node: int) -> Iterator[Leap]:
        source, at = divmod(node, self.size)
        expanded, size, arcs = self.space.expanded, self.size, self.letters.arcs
        for event, target in self.space.steps_from(source):
            if target < expanded:
                for to, accepts in arcs(source, event, target)[at]:
                    yield Leap(event, accepts, target * size + to)

    def stem(self, node: int) -> tuple[int, Steps]:
        """A shortest way to a node: the initial state where it begins, then event and joint state of each step."""
        made: list[tuple[int, int]] = []
        while (before := self.arrivals[node])[0] >= 0:
            made.append((before[1], self.state(node)))
            node = before[0]
        return self.state(node), tuple(made[::-1])
