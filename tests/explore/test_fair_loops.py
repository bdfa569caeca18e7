"""Fair accepted runs: both engines find one just where there is one, with a stem of the same length."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.conftest import Write
from tests.explore.questions import Brute, is_fair, is_run, some_question, word
from tests.laws.systems import random_system
from tests.temporal.words import holds, some_formulas

import everystate
from everystate import SpecError
from everystate.compose.network import Network
from everystate.explore.native import engine as native
from everystate.explore.reference import explore
from everystate.explore.space import Limits
from everystate.temporal import Formula, translate

MODELS = Path(__file__).resolve().parent.parent / "models"


def network(folder: Path) -> Network:
    try:
        return everystate.compose(everystate.load(folder))
    except SpecError:
        assume(False)
        raise


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), formula=some_formulas(leaves=4))
def test_a_fair_run_is_found_just_where_there_is_one(write: Write, seed: int, formula: Formula) -> None:
    random = Random(seed)
    net = network(write(**random_system(seed)))
    limits = Limits(states=random.choice([20, 60]))
    reference, packed = explore(net, limits), native.explore(net, limits)
    question = some_question(random, net, translate(formula))
    expected = Brute(reference, question).stem() if question.automaton.arcs else -1
    for space in (reference, packed):
        lasso = space.lasso(question)
        assert (len(lasso.stem) if lasso else -1) == expected
        if lasso:
            assert is_run(space, lasso)
            assert is_fair(space, question, lasso)
            assert holds(formula, word(space, question, lasso))
