"""SPIN says the same: of random graphs, and of models with known answers, with and without fairness."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.exploring.graphs import some_graph
from tests.exploring.spin import FOUND, Graph, verdicts, verifier

import everystate
from everystate.composing.formula import Const, Look, Op
from everystate.composing.network import Network
from everystate.exploring.lasso import Atom, Case, FairnessConstraint, LassoQuestion
from everystate.exploring.native.engine import explore as explore_natively
from everystate.exploring.reference.search import explore
from everystate.judging.judge import judge
from everystate.temporal import Unary, parse, translate

pytestmark = pytest.mark.skipif(not FOUND, reason="needs spin and gcc")

TESTS = Path(__file__).resolve().parent.parent
MODELS, ORACLES = TESTS / "models", TESTS / "oracles" / "promela"
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


def some_fairness(random: Random, network: Network, strong: bool) -> tuple[FairnessConstraint, ...]:
    """Some of the events, each in one of the constraints or in none."""
    shares: list[list[int]] = [[], [], []]
    for number in range(len(network.events)):
        random.choice(shares).append(number)
    return tuple(FairnessConstraint(f"o{n}", frozenset(share), strong) for n, share in enumerate(shares[1:]) if share)


def question(network: Network, text: str, fairness: tuple[FairnessConstraint, ...], a: int, b: int) -> LassoQuestion:
    atoms = tuple(Atom(name, (Case(Op("==", (Look(0), Const(value)))),)) for name, value in (("a", a), ("b", b)))
    return LassoQuestion(translate(Unary("!", parse(text))), atoms, fairness)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 16))])
@pytest.mark.parametrize("strong", [False, True])
def test_claims_about_random_graphs_hold_where_spin_says_so(tmp_path: Path, seed: int, strong: bool) -> None:
    random = Random(seed)
    network = some_graph(random, everystate.compose(everystate.load(MODELS / "peterson")))
    fairness = some_fairness(random, network, strong)
    space, packed = explore(network), explore_natively(network)
    a, b = random.sample(range(len(network.fields[0].values)), 2)
    atoms = {name: [n for n, state in enumerate(space.states) if state == (at,)] for name, at in (("a", a), ("b", b))}
    claims = dict(random.sample(list(CLAIMS.items()), 2)) if strong else CLAIMS
    verifier(tmp_path, Graph.of(space, fairness).promela(atoms, claims))
    for fair in {True, strong}:
        owed = fairness if fair else ()
        told = verdicts(tmp_path, claims, fair)
        for engine in (space, packed):
            found = {name: engine.lasso(question(network, claims[name], owed, a, b)) for name in told}
            assert {name: lasso is None for name, lasso in found.items()} == told


@pytest.mark.parametrize("fair", [False, True])
@pytest.mark.parametrize("model", ["peterson", "philosophers_polite", "leader_election"])
def test_claims_about_models_hold_where_spin_says_so(tmp_path: Path, model: str, fair: bool) -> None:
    """Models in which weak fairness of processes is that of steps: no process has two steps possible at once."""
    text = (ORACLES / f"{model}.pml").read_text(encoding="utf-8")
    claims = {name: name.replace("_", " ") for name in re.findall(r"^ltl (\w+)", text, re.MULTILINE)}
    verifier(tmp_path, text)
    told = verdicts(tmp_path, claims, fair)
    network = everystate.compose(everystate.load(MODELS / model))
    assumed = network if fair else replace(network, fairness=())
    for engine in (explore, explore_natively):
        result = judge(engine(assumed), claims.values())
        assert {name: result.verdict(claim).trace is None for name, claim in claims.items()} == told
