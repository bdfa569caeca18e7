"""SPIN says the same: of random graphs, and of models with known answers, with and without fairness."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from tests.explore.graphs import some_graph
from tests.explore.spin import FOUND, Graph, verdicts

import everystate
from everystate.compose.formula import Const, Look, Op
from everystate.compose.network import Network
from everystate.explore.lasso import Atom, Case, LassoQuestion, Obligation
from everystate.explore.native.engine import explore as explore_natively
from everystate.explore.reference import explore
from everystate.temporal import Unary, parse, translate

pytestmark = pytest.mark.skipif(not FOUND, reason="needs spin and gcc")

MODELS = Path(__file__).resolve().parent.parent / "models"
CLAIMS = {
    "p0": "[]<> a",
    "p1": "<>[] a",
    "p2": "[] (a -> <> b)",
    "p3": "!(a U b)",
    "p4": "(<>[] a) -> ([]<> b)",
    "p5": "[]<> a || []<> b",
    "p6": "[] (a -> (a U b))",
    "p7": "(!b) V (<> a)",
}


def some_obligations(random: Random, network: Network, strong: bool) -> tuple[Obligation, ...]:
    """Some of the events, each in one of the obligations or in none."""
    shares: list[list[int]] = [[], [], []]
    for number in range(len(network.events)):
        random.choice(shares).append(number)
    return tuple(Obligation(f"o{n}", frozenset(share), strong) for n, share in enumerate(shares[1:]) if share)


def question(network: Network, text: str, obligations: tuple[Obligation, ...], a: int, b: int) -> LassoQuestion:
    atoms = tuple(
        Atom(name, (Case(Op("==", (Look(0), Const(value)))),)) for name, value in (("a", a), ("b", b))
    )
    return LassoQuestion(translate(Unary("!", parse(text))), atoms, obligations)


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(n, marks=pytest.mark.slow) for n in range(3, 60))])
def test_claims_about_random_graphs_hold_where_spin_says_so(tmp_path: Path, seed: int, strong: bool) -> None:
    random = Random(seed)
    like = everystate.compose(everystate.load(MODELS / "peterson"))
    network = some_graph(random, like)
    obligations = some_obligations(random, network, strong)
    space, packed = explore(network), explore_natively(network)
    a, b = random.randrange(len(space.states)), random.randrange(len(space.states))
    states = {name: [n for n, state in enumerate(space.states) if state == (value,)] for name, value in (("a", a), ("b", b))}
    model = Graph.of(space, obligations).promela(states, CLAIMS)
    for fair in (False, True):
        if strong and not fair:
            continue
        owed = obligations if fair else ()
        told = verdicts(tmp_path, model, CLAIMS, fair)
        for engine in (space, packed):
            found = {name: engine.lasso(question(network, text, owed, a, b)) for name, text in CLAIMS.items()}
            assert {name: lasso is None for name, lasso in found.items()} == told
