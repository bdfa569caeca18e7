"""Regions of formulas: disjoint, and together exactly the joint states in which the formula has the truth value."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from everystate.composing.effort import Effort
from everystate.composing.formula import Const, Formula, Look, evaluate, make
from everystate.composing.regions import Region, Regions
from everystate.composing.relations import Difference, Raws, Together

VALUES = {
    0: tuple(range(3)),
    1: tuple(range(3)),
    2: tuple(range(1, 5)),
    3: ("a", "b"),
    4: tuple(range(200)),
    5: tuple(range(5, 205)),
}
SMALL = (0, 1, 2, 3)


def look(asked: Look, raw: int) -> object:
    return VALUES[asked.field][raw]


def regions() -> Regions:
    return Regions(lambda field: VALUES[field], look, Effort())


def contains(region: Region, state: Raws) -> bool:
    in_box = all(state[field] in raws for field, raws in region.box.items())
    return in_box and all(
        relation.accepts(tuple(state[field] for field in fields)) for fields, relation in region.relations.items()
    )


def states() -> Iterator[Raws]:
    return itertools.product(*(range(len(VALUES[field])) for field in SMALL))


numbers = st.sampled_from([Look(0), Look(1), Look(2), Const(0), Const(1), Const(3)])
comparisons = st.builds(make, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), numbers, numbers) | st.builds(
    make, st.just("=="), st.just(Look(3)), st.sampled_from([Const("a"), Const("b")])
)
formulas = st.recursive(
    comparisons,
    lambda inner: (
        st.builds(make, st.sampled_from(["and", "or"]), inner, inner) | st.builds(make, st.just("not"), inner)
    ),
    max_leaves=6,
)


@given(formula=formulas, truth=st.booleans())
def test_each_state_with_the_truth_value_is_in_exactly_one_region(formula: Formula, truth: bool) -> None:
    found = regions().of(formula, truth)
    for state in states():
        holds = bool(evaluate(formula, state, look)) is truth
        assert sum(contains(region, state) for region in found) == holds


@given(one=formulas, two=formulas)
def test_two_regions_meet_where_both_formulas_are_true(one: Formula, two: Formula) -> None:
    finder = regions()
    met = finder.each(finder.of(one), finder.of(two))
    both = [state for state in states() if evaluate(one, state, look) and evaluate(two, state, look)]
    assert [state for state in states() if any(contains(region, state) for region in met)] == both
    assert any(region.is_possible(Effort()) for region in met) is bool(both)


@given(formula=formulas)
def test_each_state_is_in_one_region_of_the_value_that_the_formula_has(formula: Formula) -> None:
    found = regions().by_value(formula)
    for state in states():
        assert [value for region, value in found if contains(region, state)] == [evaluate(formula, state, look)]


def test_a_comparison_of_two_variables_is_one_relation() -> None:
    [region] = regions().of(make("<", Look(0), Look(1)))
    assert region == Region({}, {(0, 1): Together(frozenset({(0, 1), (0, 2), (1, 2)}))})


def test_a_comparison_of_large_domains_is_a_relation_of_differences() -> None:
    """The values of field 5 are 5 more than its raw values."""
    [region] = regions().of(make("==", Look(4), make("+", Look(5), Const(2))))
    assert region.relations == {(4, 5): Difference(frozenset({7}))}
    [region] = regions().of(make("<", Look(5), Look(4)))
    assert region.relations == {(4, 5): Difference(frozenset(range(6, 200)))}


def test_a_relation_of_differences_with_one_value_known_is_a_box() -> None:
    finder = regions()
    [equal] = finder.of(make("==", Look(4), Look(5)))
    known = equal.meet(Region({5: frozenset({3})}))
    assert known == Region({4: frozenset({8}), 5: frozenset({3})})
    assert equal.meet(Region({4: frozenset({4})})) is None


def test_relations_that_contradict_each_other_are_not_possible() -> None:
    """a < b, b < c and c < a: each pair is possible, and all three are not."""
    first, second, third = (make("<", Look(a), Look(b)) for a, b in ((0, 1), (1, 2), (2, 0)))
    assert not regions().is_possible(make("and", first, second, third))
    assert regions().is_possible(make("and", first, second))


def test_one_box_stays_a_box() -> None:
    [region] = regions().of(make("and", make("==", Look(0), Const(1)), make("==", Look(3), Const("a"))))
    assert region == Region({0: frozenset({1}), 3: frozenset({0})})
