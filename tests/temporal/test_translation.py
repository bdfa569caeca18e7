"""An automaton accepts exactly the words that satisfy its formula, and is small."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from typing import get_args

import pytest
from hypothesis import given, settings
from tests.temporal.words import Word, accepts, holds, some_formulas, some_words, words

from everystate.temporal import Atom, Automaton, Binary, Formula, FormulaError, Unary, parse, translate
from everystate.temporal.formula import OneOperand, TwoOperands
from everystate.temporal.normal import Normal

LAWS = [
    ("!F f", "G !f"),
    ("!X f", "X !f"),
    ("!(f U g)", "!f R !g"),
    ("!(f W g)", "!f M !g"),
    ("F f", "true U f"),
    ("G f", "false R f"),
    ("f W g", "f U g || G f"),
    ("f M g", "g U (f && g)"),
    ("f U g", "g || f && X (f U g)"),
    ("f R g", "g && (f || X (f R g))"),
    ("f W g", "g || f && X (f W g)"),
    ("f M g", "g && (f || X (f M g))"),
    ("F f", "f || X F f"),
    ("G f", "f && X G f"),
    ("F F f", "F f"),
    ("G G f", "G f"),
    ("f U (f U g)", "f U g"),
    ("(f U g) U g", "f U g"),
    ("G F G f", "F G f"),
    ("F G F f", "G F f"),
    ("X (f U g)", "X f U X g"),
    ("F (f || g)", "F f || F g"),
    ("G (f && g)", "G f && G g"),
    ("GF (f || g)", "G F f || G F g"),
    ("FG (f && g)", "F G f && F G g"),
    ("(f && g) U a", "(f U a) && (g U a)"),
    ("a U (f || g)", "(a U f) || (a U g)"),
    ("f <-> g", "(f -> g) && (g -> f)"),
]


def filled(text: str, f: Formula, g: Formula) -> Formula:
    def put(formula: Formula) -> Formula:
        match formula:
            case Atom(name):
                return {"f": f, "g": g}.get(name, formula)
            case Unary(operator, operand):
                return Unary(operator, put(operand))
            case Binary(operator, left, right):
                return Binary(operator, put(left), put(right))
            case _:
                return formula

    return put(parse(text))


@pytest.mark.parametrize(("one", "other"), LAWS)
@settings(max_examples=10)
@given(f=some_formulas(leaves=3), g=some_formulas(leaves=3), word=some_words())
def test_equal_formulas_accept_the_same_words(one: str, other: str, f: Formula, g: Formula, word: Word) -> None:
    accepted = accepts(translate(filled(one, f, g)), word)
    assert accepted is accepts(translate(filled(other, f, g)), word)


@settings(max_examples=400)
@given(formula=some_formulas(leaves=7), word=some_words())
def test_an_automaton_accepts_what_satisfies_the_formula_and_nothing_else(formula: Formula, word: Word) -> None:
    assert accepts(translate(formula), word) is holds(formula, word)


@settings(max_examples=400)
@given(formula=some_formulas(leaves=9), word=some_words())
def test_a_formula_says_the_same_in_normal_form(formula: Formula, word: Word) -> None:
    normal = Normal()
    number = normal.number(formula)
    assert holds(normal.formula(number), word) is holds(formula, word)
    assert holds(normal.formula(normal.negation(number)), word) is not holds(formula, word)


def formulas(atoms: str, size: int) -> Iterator[Formula]:
    """All of so many operators and atoms."""
    if size == 1:
        yield from map(Atom, atoms)
    for operator in get_args(OneOperand) if size > 1 else ():
        yield from (Unary(operator, operand) for operand in formulas(atoms, size - 1))
    for operator in get_args(TwoOperands):
        for left in range(1, size - 1):
            for f, g in product(formulas(atoms, left), formulas(atoms, size - 1 - left)):
                yield Binary(operator, f, g)


def differing(formula: Formula, among: list[Word]) -> list[Word]:
    """The words that only one of automaton and formula is satisfied with."""
    automaton = translate(formula)
    return [word for word in among if accepts(automaton, word) is not holds(formula, word)]


@pytest.mark.parametrize(("atoms", "size"), [("ab", 1), ("ab", 2), ("ab", 3), ("ab", 4), ("a", 5)])
def test_every_small_formula_and_every_small_word(atoms: str, size: int) -> None:
    among = list(words(atoms, 1, 2))
    assert not [formula for formula in formulas(atoms, size) if differing(formula, among)]


@pytest.mark.parametrize(
    ("text", "states", "arcs", "acceptance"),
    [
        ("true", 1, 1, 0),
        ("false", 0, 0, 0),
        ("a && !a", 0, 0, 0),
        ("F (a && G !a) && GF a", 0, 0, 0),
        ("a", 2, 2, 0),
        ("G a", 1, 1, 0),
        ("F a", 2, 3, 1),
        ("X a", 3, 3, 0),
        ("a U b", 2, 3, 1),
        ("a R b", 2, 3, 0),
        ("a W b", 2, 3, 0),
        ("G F a", 1, 2, 1),
        ("F G a", 2, 3, 1),
        ("G (a -> F b)", 2, 5, 1),
        ("!G (a -> F b)", 2, 3, 1),
        ("GF a && GF b", 1, 4, 2),
        ("(GF a && GF b) -> G (a -> F b)", 5, 10, 1),
        ("F (a && X F (b && X F c))", 4, 7, 1),
        ("G (a -> X X b)", 4, 8, 0),
    ],
)
def test_well_known_formulas_have_small_automata(text: str, states: int, arcs: int, acceptance: int) -> None:
    automaton = translate(parse(text))
    assert (len(automaton.arcs), sum(map(len, automaton.arcs)), automaton.acceptance) == (states, arcs, acceptance)


@given(formula=some_formulas(leaves=7))
def test_an_automaton_is_what_it_says_it_is(formula: Formula) -> None:
    automaton = translate(formula)
    arcs = [arc for here in automaton.arcs for arc in here]
    assert set(automaton.initial) <= set(automaton.states)
    assert {arc.target for arc in arcs} <= set(automaton.states)
    assert {number for arc in arcs for number in arc.accepts} == set(range(automaton.acceptance))
    assert {name for arc in arcs for name in arc.required + arc.forbidden} == set(automaton.atoms)
    assert not [arc for arc in arcs if set(arc.required) & set(arc.forbidden)]
    for here in automaton.arcs:
        assert sorted(set(here)) == list(here)
    for state in automaton.states:
        assert going(Automaton(automaton.atoms, (state,), automaton.arcs, automaton.acceptance))


def going(automaton: Automaton) -> bool:
    """Whether it accepts any word: all letters at once, as if its labels were not there."""
    bare = tuple(tuple(type(arc)(arc.target, (), (), arc.accepts) for arc in here) for here in automaton.arcs)
    return accepts(Automaton((), automaton.initial, bare, automaton.acceptance), Word((), (frozenset(),)))


@pytest.mark.parametrize(
    "text",
    [
        " && ".join(f"GF (a{n} && X b{n})" for n in range(20)),
        " && ".join(f"(F a{n} || G b{n})" for n in range(20)),
        "X (" * 30 + " && ".join(f"(a{n} U b{n} || c{n} R d{n})" for n in range(15)) + ")" * 30,
        "G (a -> " + "X " * 30 + "b)",
    ],
)
def test_what_would_be_too_large_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match="would be too large; split the claim"):
        translate(parse(text))


def test_a_tree_too_deep_to_be_written_is_refused() -> None:
    formula: Formula = Atom("a")
    for _ in range(500):
        formula = Unary("X", formula)
    with pytest.raises(FormulaError, match="at most 100 operators deep"):
        translate(formula)


def test_equivalences_within_each_other_do_not_double_the_work() -> None:
    text = "a"
    for n in range(30):
        text = f"({text} <-> G a)" if n % 2 else f"({text} <-> a)"
    assert len(translate(parse(text)).arcs) <= 4


def test_an_automaton_does_not_depend_on_the_order_of_hashes() -> None:
    code = (
        "from everystate.temporal import parse, translate\n"
        "print(translate(parse('(GF a -> GF b) -> G (c -> F d) || (b U c) M d')))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
