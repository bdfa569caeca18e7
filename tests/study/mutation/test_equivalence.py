"""Equivalence is decided in three ways, which must agree: without composing, from one space, and from both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.changes import ROOT

from everystate.composing import compose
from everystate.composing.network import Network
from everystate.exploring.reference.search import explore
from everystate.exploring.space import Limits
from everystate.loading import load
from everystate.problems import SpecError
from everystate.study.mutation.equivalence import EventChange
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.mutants import mutants
from everystate.study.mutation.trial import is_idle
from everystate.study.mutation.walk import part

MODELS = (
    "alternating_bit",
    "deferred",
    "drain",
    "fields",
    "refused",
    "routed_by_variable",
    "shared_link",
    "unexpected",
)
LIMITS = Limits(states=5_000)


def composed(model: str) -> Iterator[tuple[Mutant, Network]]:
    """The mutants of a model that can be composed, and have the fields of the original."""
    spec = load(ROOT / "tests" / "models" / model)
    original = compose(spec)
    for mutant in mutants(spec):
        if mutant.shift is None:
            try:
                network = compose(mutant.spec)
            except SpecError:
                continue
            if network.fields == original.fields:
                yield mutant, network


@pytest.mark.parametrize("model", MODELS)
def test_one_space_tells_as_much_as_both(model: str) -> None:
    original = explore(compose(load(ROOT / "tests" / "models" / model)))
    compared = 0
    for mutant, network in composed(model):
        space = explore(network, LIMITS)
        change = EventChange(original, network)
        difference = change.difference()
        if space.complete and not change.idle:
            both = part(original, space)
            assert (difference is None) == (both is None), mutant.name
            if difference is not None and both is not None:
                assert difference.steps == both.steps, mutant.name
            compared += 1
    assert compared > 5


@pytest.mark.parametrize("model", ["raft", "peer_failover"])
def test_what_is_the_same_without_composing_is_the_same_network(model: str) -> None:
    """They have rows that their parameters switch off."""
    spec = load(ROOT / "tests" / "models" / model)
    original = compose(spec)
    idle = [mutant for mutant in mutants(spec) if is_idle(mutant, original)]
    assert len(idle) > 5
    for mutant in idle:
        network = compose(mutant.spec)
        assert [(e.label, e.guard, e.update) for e in network.events] == [
            (e.label, e.guard, e.update) for e in original.events
        ]
