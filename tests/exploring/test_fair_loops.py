"""Fair accepted runs: both engines find one just where there is one, with a stem of the same length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.conftest import Write
from tests.exploring.graphs import some_graph
from tests.exploring.questions import Brute, is_fair, is_run, some_question, word
from tests.laws.generator.system import random_system
from tests.temporal.words import holds, some_formulas

import everystate
from everystate import SpecError
from everystate.composing.formula import TRUE, Const, Look, Op
from everystate.composing.network import Network
from everystate.exploring.lasso import REST, Lasso, LassoQuestion, PhaseQuestion, UnansweredError
from everystate.exploring.native import engine as native
from everystate.exploring.native import memory, stepper
from everystate.exploring.native.temporal import graph, pace, product, truth, walking
from everystate.exploring.native.temporal import reaching as far
from everystate.exploring.native.temporal.pace import LOOKING
from everystate.exploring.reference.search import explore
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.space import Limits, Progress, Space, Tally
from everystate.temporal import Formula, parse, tight, translate

MODELS = Path(__file__).resolve().parent.parent / "models"
SPLIT = "GF a && FG b"
FORMULAS = ["true", "G F a", "F G a", "GF a && GF b", "FG a || GF b", SPLIT, "G (a -> F b)", "F (a && G !b)", "a U b"]
seeds = st.integers(0, 2**32)
of_loops = st.sampled_from(FORMULAS).map(parse)


def model(name: str) -> Network:
    return everystate.compose(everystate.load(MODELS / name))


def answered(space: Space, question: LassoQuestion, formula: Formula) -> int:
    """The length of the stem that a space finds, every word of its lasso checked; -1 if it finds none."""
    lasso = space.lasso(question)
    if lasso is None:
        return -1
    assert is_run(space, lasso)
    assert is_fair(space, question, lasso)
    assert holds(formula, word(space, question, lasso))
    return len(lasso.stem)


@settings(max_examples=25)
@given(seed=seeds, formula=some_formulas(leaves=4) | of_loops)
def test_a_fair_run_of_a_system_is_found_just_where_there_is_one(write: Write, seed: int, formula: Formula) -> None:
    random = Random(seed)
    try:
        network = everystate.compose(everystate.load(write(**random_system(seed))))
    except SpecError:
        assume(False)
        raise
    limits = Limits(states=random.choice([20, 60]))
    reference, packed = explore(network, limits), native.explore(network, limits)
    question = some_question(random, network, translate(formula))
    stem = Brute(reference, question).stem()
    assert answered(reference, question, formula) == stem
    assert packed.lasso(question) == reference.lasso(question)


@settings(max_examples=120)
@given(
    seed=seeds,
    formula=some_formulas(leaves=3) | of_loops,
    budget=st.sampled_from([1, 7, 1 << 21]),
    together=st.sampled_from([0, 2, 16]),
)
def test_a_fair_run_of_a_graph_is_found_just_where_there_is_one(
    seed: int, formula: Formula, budget: int, together: int
) -> None:
    random = Random(seed)
    network = some_graph(random, model("peterson"))
    question = some_question(random, network, translate(formula))
    limits = Limits(states=random.choice([None, None, 4]))
    reference, packed = explore(network, limits), native.explore(network, limits)
    stem = Brute(reference, question).stem()
    assert answered(reference, question, formula) == stem
    assert packed.lasso(question) == reference.lasso(question)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace, "BUDGET", budget)  # the search stops and goes on as often
        patch.setattr(walking, "MAX_PART", 0)
        patch.setattr(truth, "_MAX_ROW", together)  # what is too much for one look is looked at one by one
        assert answered(packed, question, formula) == stem


@pytest.mark.parametrize(
    "name", ["peer_failover", "alternating_bit", "bag", "settled_phases", "livelock", "choice_fair"]
)
@pytest.mark.parametrize(("share", "room"), [(1 << 14, 1 << 18), (7, 1)])
def test_every_step_is_found_again_in_order(monkeypatch: pytest.MonkeyPatch, name: str, share: int, room: int) -> None:
    monkeypatch.setattr(graph, "_BLOCK", share)
    monkeypatch.setattr(stepper, "_ROOM", room)
    network = model(name)
    reference, packed = explore(network), native.explore(network)
    kept = packed.all_steps
    found = [
        (source, kept.event(k), int(kept.targets[k]))
        for source in range(packed.expanded)
        for k in kept.from_state(source)
    ]
    assert found == [(source, event, target) for source, event, target in reference.edges()]


@settings(max_examples=12)
@given(seed=seeds)
def test_formulas_are_true_in_the_same_states(write: Write, seed: int) -> None:
    random = Random(seed)
    try:
        network = everystate.compose(everystate.load(write(**random_system(seed))))
    except SpecError:
        assume(False)
        raise
    packed = native.explore(network, Limits(states=60))
    for atom in some_question(random, network, translate(parse("a"))).atoms:
        for case in atom.cases:
            numbers = range(packed.expanded)
            expected = list(Predicate(case.formula, network).meeting(numbers, packed.states, True))
            for boxes in (0, 500):
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(truth, "_MAX_BOXES", boxes)
                    found = truth.Truth(packed.numbering).of(case.formula)
                    assert np.flatnonzero(found).tolist() == expected


@settings(max_examples=40)
@given(seed=seeds)
def test_what_is_lost_for_good_is_what_cannot_be_reached(seed: int) -> None:
    random = Random(seed)
    network = some_graph(random, model("peterson"))
    wanted = random.randrange(len(network.fields[0].values))
    goal = Op("==", (Look(0), Const(wanted)))
    limits = Limits(states=random.choice([None, 4]))
    for space in (explore(network, limits), native.explore(network, limits)):
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(len(space.states)))
        graph.add_edges_from((source, target) for source, _, target in space.edges())
        goals = {n for n in graph if space.states[n][0] == wanted or n >= space.expanded}
        lost = [n for n in graph if not goals & {n, *nx.descendants(graph, n)}]
        for sweeps in (far.MAX_SWEEPS, 0):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(far, "MAX_SWEEPS", sweeps)
                assert space.lost_for(goal) == Tally(len(lost), lost[0] if lost else -1)


@settings(max_examples=40)
@given(seed=seeds)
def test_a_way_to_a_formula_is_a_shortest_one(seed: int) -> None:
    random = Random(seed)
    network = some_graph(random, model("peterson"))
    wanted = random.randrange(len(network.fields[0].values))
    goal = Op("==", (Look(0), Const(wanted)))
    limits = Limits(states=random.choice([None, 4]))
    space, packed = explore(network, limits), native.explore(network, limits)
    graph: nx.DiGraph[int] = nx.DiGraph((source, target) for source, _, target in space.edges())
    graph.add_nodes_from(range(len(space.states)))
    for start in graph:
        way = space.way_to(start, goal)
        assert packed.way_to(start, goal) == way
        ends = nx.single_source_shortest_path_length(graph, start)
        lengths = [length for end, length in ends.items() if space.states[end][0] == wanted]
        assert len(way) == min(lengths, default=0)
        before = start
        for event, target in way:
            assert (event, target) in space.steps_from(before)
            before = target
        assert not way or space.states[before][0] == wanted


@settings(max_examples=60)
@given(seed=seeds)
def test_the_longest_run_is_the_longest_of_all(seed: int) -> None:
    random = Random(seed)
    network = some_graph(random, model("peterson"))
    numbers = range(len(network.events))
    begins, halts = (frozenset(random.sample(numbers, random.randint(0, len(numbers)))) for _ in range(2))
    question = PhaseQuestion(begins, halts, random.random() < 0.5)
    reference = explore(network)
    runs = list(all_runs(reference, question))
    assume(all(length >= 0 for length, _ in runs))
    for space in (reference, native.explore(network)):
        found = space.longest(question)
        assert (found is None) == (not runs)
        if found:
            beyond = random.randrange(len(found.steps) + 1)
            cut = space.longest(replace(question, beyond=beyond))
            assert cut is not None
            assert len(cut.steps) == min(beyond + 1, len(found.steps))
            assert cut.source == min(source for length, source in runs if length >= len(cut.steps))
            longest = max(length for length, _ in runs)
            assert len(found.steps) == longest
            assert found.source == min(source for length, source in runs if length == longest)
            here = (
                found.source
                if found.begin < 0
                else next(t for e, t in space.steps_from(found.source) if e == found.begin)
            )
            for event, target in found.steps:
                assert (event, target) in onward(space, question, here)
                here = target
            assert not onward(space, question, here)


def all_runs(space: Space, question: PhaseQuestion) -> Iterator[tuple[int, int]]:
    """The length of every run after every beginning, with where it begins; -1 for one that comes back to itself."""
    starts = [(start, start) for start in space.starts] if question.at_start else []
    starts += [(source, target) for source, event, target in space.edges() if event in question.begins]
    for source, start in starts:
        stack: list[tuple[int, tuple[int, ...]]] = [(start, (start,))]
        while stack:
            here, way = stack.pop()
            steps = onward(space, question, here)
            if not steps:
                yield len(way) - 1, source
            for _, target in steps:
                if target in way:
                    yield -1, source
                    return
                stack.append((target, (*way, target)))


def onward(space: Space, question: PhaseQuestion, state: int) -> list[tuple[int, int]]:
    return [
        (event, target)
        for event, target in space.steps_from(state)
        if space.unsettles(state, event, target) and event not in question.halts
    ]


# -- limits -----------------------------------------------------------------------------------------------------------


def asking(name: str, text: str) -> tuple[Network, LassoQuestion, Formula]:
    network, formula = model(name), parse(text)
    return network, some_question(Random(3), network, translate(formula)), formula


@pytest.mark.parametrize("threads", [1, 3])
def test_runs_are_the_same_on_any_number_of_threads(threads: int) -> None:
    network, question, _ = asking("peer_failover", "F (a && G !b)")
    space = native.explore(network, threads=threads)
    assert space.lasso(question) == native.explore(network, threads=2).lasso(question)


def test_time_that_runs_out_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    network, question, _ = asking("peer_failover", "true")
    space = native.explore(network, Limits(seconds=1000))
    monkeypatch.setattr(pace, "_FIRST", -1.0)
    monkeypatch.setattr(space.watch, "started", -2000.0)
    for ask in (
        lambda: space.lasso(question),
        lambda: space.lost_for(TRUE),
        lambda: space.longest(PhaseQuestion(frozenset())),
    ):
        with pytest.raises(UnansweredError, match="--max-seconds 1000 reached"):
            ask()


def test_memory_that_runs_out_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    network, question, _ = asking("peer_failover", "true")
    space = native.explore(network)
    monkeypatch.setattr(memory, "_RESERVE", 2**60)
    monkeypatch.setattr(memory, "_NOTICED", 0)
    with pytest.raises(UnansweredError, match=r"out of memory for claims about time: 0M more are needed, and 0M left"):
        space.lasso(question)


def test_how_far_it_is_is_told_and_stopping_there_leaves_the_space_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    network, question, formula = asking("peer_failover", "F (a && G !b)")
    told: list[Progress] = []
    space = native.explore(network, on_progress=told.append)
    expected = answered(space, question, formula)
    monkeypatch.setattr(pace, "_FIRST", -1.0)
    monkeypatch.setattr(pace, "BUDGET", 1000)
    space.lasso(question)
    assert {progress.doing for progress in told[-5:]} == {LOOKING}
    assert told[-1].steps > told[-2].steps > 0

    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(space.watch, "on_progress", stop)
    with pytest.raises(KeyboardInterrupt):
        space.lasso(question)
    monkeypatch.undo()
    assert answered(space, question, formula) == expected


def test_a_product_that_is_too_large_for_its_numbers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    network, question, _ = asking("peterson", "F G a")
    space = native.explore(network)
    monkeypatch.setattr(product, "MAX_NODES", 2 * len(space.states) - 1)
    with pytest.raises(UnansweredError, match="the product of 20 joint states and the automaton is too large"):
        space.lasso(question)


def test_more_events_than_have_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    network, question, _ = asking("peterson", "true")
    monkeypatch.setattr(graph, "MAX_EVENTS", 3)
    with pytest.raises(UnansweredError, match="at most 3 events by the native engine"):
        native.explore(network).lasso(question)


def test_no_run_is_looked_for_where_no_word_is_accepted() -> None:
    network, question, _ = asking("peterson", "a && !a")
    assert native.explore(network).lasso(question) is None


def lassos(space: Space, most: int) -> Iterator[Lasso]:
    """Every lasso with up to so many steps, those that rest among them."""
    paths: list[tuple[int, tuple[tuple[int, int], ...]]] = [(start, ()) for start in space.starts]
    while paths:
        start, path = paths.pop()
        states = [start, *(target for _, target in path)]
        yield Lasso(start, path, ((REST, states[-1]),))
        yield from (Lasso(start, path[:n], path[n:]) for n in range(len(path)) if states[n] == states[-1])
        if len(path) < most:
            paths += [(start, (*path, step)) for step in space.steps_from(states[-1])]


@settings(max_examples=80)
@given(seed=seeds, formula=some_formulas(leaves=3) | of_loops)
def test_no_fair_run_that_satisfies_a_formula_has_a_shorter_way_to_its_loop(seed: int, formula: Formula) -> None:
    random = Random(seed)
    network = some_graph(random, model("peterson"))
    question = some_question(random, network, tight(formula))
    reference, packed = explore(network), native.explore(network)
    length = answered(reference, question, formula)
    assert packed.lasso(question) == reference.lasso(question)
    for lasso in lassos(reference, 4):
        if is_fair(reference, question, lasso) and holds(formula, word(reference, question, lasso)):
            assert 0 <= length <= len(lasso.stem)
