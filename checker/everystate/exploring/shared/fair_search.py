"""Fair accepted runs: whether there is one, and a lasso that shows it.

In a finite product, such a run ends up in a set of nodes that are strongly connected by the steps it takes for ever. A
component is taken apart as follows. One without steps of every acceptance set contains no such run. Neither does one in
which a weak fairness constraint is enabled everywhere and never taken. A strong constraint that is enabled somewhere in
it and never taken in it is enabled only finitely often in such a run. So the nodes where it is enabled are removed, and
the rest is searched in the same way. What remains is fair as a whole.

O. Lichtenstein, A. Pnueli: Checking that finite state concurrent programs satisfy their linear specification, POPL
1985, section 4. T. Latvala, K. Heljanko: Coping with strong fairness, Fundamenta Informaticae 43, 2000, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from everystate.exploring.lasso import REST, Lasso, LassoQuestion
from everystate.exploring.shared.constraints import Constraints
from everystate.exploring.shared.fair_walk import Component, walk_round
from everystate.exploring.shared.product import Product
from everystate.exploring.system import TransitionSystem


def find_lasso(space: TransitionSystem, question: LassoQuestion) -> Lasso | None:
    """A fair accepted run with a shortest stem, among the expanded states; None if there is none."""
    if not question.automaton.arcs:
        return None
    product = Product(space, question)
    constraints = Constraints(space, question.fairness, question.automaton.acceptance)
    home = {node: part for part in _fair_components(product, constraints) for node in part}
    for node in product.arrivals:
        state = product.state(node)
        if not constraints.enabled(state) and product.automaton_state(node) in product.letters.resting(state):
            return Lasso(*product.stem(node), ((REST, state),))
        if node in home:
            loop = walk_round(product, constraints, home[node], node)
            return Lasso(*product.stem(node), tuple((leap.event, product.state(leap.target)) for leap in loop))
    return None


def _fair_components(product: Product, constraints: Constraints) -> Iterator[Component]:
    """Disjoint sets of nodes, each strongly connected, accepted and fair; every fair accepted loop is in one."""
    waiting: list[Iterable[int]] = [product.leaps]
    while waiting:
        for part in _components(product, waiting.pop()):
            found = _Census(product, constraints, part)
            if found.accepts != constraints.accepting or found.neglected:
                continue
            if found.postponed:
                enabled = found.postponed
                waiting.append([node for node in part if not constraints.enabled(product.state(node)) & enabled])
            else:
                yield part


def _components(product: Product, nodes: Iterable[int]) -> Iterator[Component]:
    """The strongly connected components of these nodes that have a step inside."""
    import networkx as nx

    inside = set(nodes)
    graph: nx.DiGraph[int] = nx.DiGraph()
    for node in sorted(inside):
        graph.add_edges_from((node, leap.target) for leap in product.leaps.get(node, ()) if leap.target in inside)
    for part in nx.strongly_connected_components(graph):
        if len(part) > 1 or graph.has_edge(*(2 * tuple(part))):
            yield frozenset(part)


class _Census:
    """What happens within a component: the acceptance sets it has, and the constraints that it violates."""

    def __init__(self, product: Product, constraints: Constraints, part: Component) -> None:
        self.accepts = taken = somewhere = 0
        everywhere = -1
        for node in part:
            for leap in product.leaps[node]:
                if leap.target in part:
                    self.accepts |= leap.accepts
                    taken |= constraints.taken_by(leap.event)
            enabled = constraints.enabled(product.state(node))
            somewhere |= enabled
            everywhere &= enabled
        self.neglected = constraints.weak & everywhere & ~taken
        self.postponed = constraints.strong & somewhere & ~taken
