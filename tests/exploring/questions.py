"""Questions about time, drawn at random, and answered by what the words mean: on the whole product, set by set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations
from random import Random

import networkx as nx
from tests.temporal.words import Letter, Word, takes

from everystate.composing.formula import TRUE, Const, Formula, Look, Op, evaluate
from everystate.composing.network import Network
from everystate.exploring.lasso import REST, Atom, Case, FairnessConstraint, Lasso, LassoQuestion
from everystate.exploring.space import Space
from everystate.temporal import Arc, Automaton

NAMES = "abc"


def some_question(random: Random, network: Network, automaton: Automaton) -> LassoQuestion:
    """What the atoms of an automaton mean, and what is owed."""
    atoms = tuple(Atom(name, tuple(_case(random, network) for _ in range(random.choice([1, 1, 2])))) for name in NAMES)
    fairness = tuple(
        FairnessConstraint(f"o{number}", _some(random, range(len(network.events)), 4), random.random() < 0.5)
        for number in range(random.randrange(4))
    )
    if random.random() < 0.7:  # so that it rests only where nothing is possible
        fairness += (FairnessConstraint("anything", frozenset(range(len(network.events)))),)
    return LassoQuestion(automaton, atoms, fairness)


def _some(random: Random, numbers: range, most: int) -> frozenset[int]:
    return frozenset(random.sample(numbers, min(len(numbers), random.randint(1, most))))


def _case(random: Random, network: Network) -> Case:
    formula: Formula = TRUE
    if random.random() < 0.7:
        field = random.choice([n for n, one in enumerate(network.fields) if one.channel is None])
        shown = network.look(Look(field), random.randrange(len(network.fields[field].values)))
        formula = Op("==", (Look(field), Const(shown)))
        if random.random() < 0.3:
            formula = Op("not", (formula,))
    events = _some(random, range(len(network.events)), 8) if random.random() < 0.5 else None
    return Case(formula, random.random() < 0.1, events, random.random() < 0.2)


def letter(space: Space, question: LassoQuestion, source: int, event: int, target: int) -> Letter:
    """The atoms that are true of a step, or of resting."""
    return frozenset(
        atom.name for atom in question.atoms if any(_true(space, case, source, event, target) for case in atom.cases)
    )


def _true(space: Space, case: Case, source: int, event: int, target: int) -> bool:
    state = space.states[source]
    return (
        bool(evaluate(case.formula, dict(enumerate(state)), space.network.look))
        and (not case.settled or space.settled(source))
        and (case.events is None or event in case.events)
        and (not case.changes or source != target)
    )


def word(space: Space, question: LassoQuestion, lasso: Lasso) -> Word:
    """What a lasso reads."""
    sources = [0, *(target for _, target in (*lasso.stem, *lasso.loop))]
    steps = zip(sources, (*lasso.stem, *lasso.loop), strict=False)
    letters = tuple(letter(space, question, source, event, target) for source, (event, target) in steps)
    return Word(letters[: len(lasso.stem)], letters[len(lasso.stem) :])


def is_run(space: Space, lasso: Lasso) -> bool:
    """Whether a lasso takes steps of the space and comes back to where its loop begins."""
    here = 0
    for event, target in (*lasso.stem, *lasso.loop):
        if event != REST and (event, target) not in space.steps_from(here):
            return False
        here = target
    begins = lasso.stem[-1][1] if lasso.stem else 0
    return here == begins and (lasso.loop == ((REST, begins),) or REST not in {event for event, _ in lasso.loop})


def is_fair(space: Space, question: LassoQuestion, lasso: Lasso) -> bool:
    """Whether nothing is put off for ever: every constraint looked at by itself."""
    met = {event for event, _ in lasso.loop}
    possible = [{event for event, _ in space.steps_from(target)} for _, target in lasso.loop]
    for owed in question.fairness:
        there = [bool(owed.events & events) for events in possible]
        if REST in met:
            fair = not any(there)
        else:
            fair = bool(owed.events & met) or not (any(there) if owed.strong else all(there))
        if not fair:
            return False
    return True


@dataclass(frozen=True)
class Edge:
    """A step of the product."""

    source: tuple[int, int]
    event: int
    target: tuple[int, int]
    accepts: frozenset[int]


class Brute:
    """The product, all of it, and where a fair accepted run may stay for ever."""

    def __init__(self, space: Space, question: LassoQuestion) -> None:
        self.space = space
        self.question = question
        self.edges = list(self._edges())
        self.possible = [{event for event, _ in space.steps_from(n)} for n in range(space.expanded)]

    def _edges(self) -> Iterator[Edge]:
        for source, event, target in self.space.edges():
            if target < self.space.expanded:
                read = letter(self.space, self.question, source, event, target)
                for state, arc in self._arcs(read):
                    yield Edge((source, state), event, (target, arc.target), frozenset(arc.accepts))

    def _arcs(self, read: Letter) -> Iterator[tuple[int, Arc]]:
        automaton = self.question.automaton
        for state in automaton.states:
            yield from ((state, arc) for arc in automaton.arcs[state] if takes(arc, read))

    def stem(self) -> int:
        """The length of a shortest way to where a fair accepted run may stay; -1 if there is no such run."""
        goals = self._staying() | self._resting()
        graph: nx.DiGraph[object] = nx.DiGraph()
        graph.add_edges_from((edge.source, edge.target) for edge in self.edges)
        graph.add_edges_from(("start", (0, state)) for state in self.question.automaton.initial)
        graph.add_node("start")
        ways = nx.single_source_shortest_path_length(graph, "start")
        return min((ways[node] - 1 for node in goals if node in ways), default=-1)

    def _resting(self) -> set[tuple[int, int]]:
        found = set()
        owed = frozenset(chain.from_iterable(one.events for one in self.question.fairness))
        for state in range(self.space.expanded):
            if not owed & self.possible[state]:
                read = letter(self.space, self.question, state, REST, state)
                arcs = [
                    Edge((state, at), REST, (state, arc.target), frozenset(arc.accepts)) for at, arc in self._arcs(read)
                ]
                graph: nx.DiGraph[tuple[int, int]] = nx.DiGraph((edge.source, edge.target) for edge in arcs)
                for part in _parts(arcs, self.question.automaton.acceptance, ()):
                    found |= part.union(*(nx.ancestors(graph, node) for node in part))
        return found

    def _staying(self) -> set[tuple[int, int]]:
        """For each choice of strong constraints that are never possible any more: all others are met."""
        strong = [one for one in self.question.fairness if one.strong]
        weak = [one for one in self.question.fairness if not one.strong]
        found: set[tuple[int, int]] = set()
        for size in range(len(strong) + 1):
            for gone in combinations(strong, size):
                never = frozenset(chain.from_iterable(one.events for one in gone))
                left = [e for e in self.edges if not any(never & self.possible[n] for n in (e.source[0], e.target[0]))]
                met = [one.events for one in strong if one not in gone]
                for part in _parts(left, self.question.automaton.acceptance, met):
                    inside = {e.event for e in left if e.source in part and e.target in part}
                    if all(
                        one.events & inside or any(not one.events & self.possible[state] for state, _ in part)
                        for one in weak
                    ):
                        found |= part
        return found


def _parts(edges: list[Edge], acceptance: int, met: Iterable[frozenset[int]]) -> Iterator[set[tuple[int, int]]]:
    """The components with steps of every acceptance set, and of each of these sets of events."""
    graph: nx.DiGraph[tuple[int, int]] = nx.DiGraph((edge.source, edge.target) for edge in edges)
    for part in nx.strongly_connected_components(graph):
        inside = [edge for edge in edges if edge.source in part and edge.target in part]
        accepted = set(chain.from_iterable(edge.accepts for edge in inside))
        events = {edge.event for edge in inside}
        if inside and len(accepted) == acceptance and all(one & events for one in met):
            yield part
