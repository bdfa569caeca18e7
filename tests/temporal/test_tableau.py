"""A tight automaton accepts the words that satisfy the formula, and goes round as they do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.temporal.test_translation import formulas
from tests.temporal.words import Word, accepts, holds, some_formulas, some_words, takes, words

from everystate.temporal import Automaton, Formula, FormulaError, atoms, parse, tight, translate
from everystate.temporal.tableau import MAX_BITS


def goes_round(automaton: Automaton, word: Word) -> bool:
    """Whether a run over the word is in the same state at both ends of the loop, and takes all its acceptance sets."""
    here = set(automaton.initial)
    for letter in word.stem:
        here = {arc.target for state in here for arc in automaton.arcs[state] if takes(arc, letter)}
    return any(comes_back(automaton, word, state) for state in here)


def comes_back(automaton: Automaton, word: Word, state: int) -> bool:
    found = {(state, frozenset[int]())}
    for letter in word.loop:
        found = {
            (a.target, sets.union(a.accepts)) for at, sets in found for a in automaton.arcs[at] if takes(a, letter)
        }
    return (state, frozenset(range(automaton.acceptance))) in found


@settings(max_examples=400)
@given(formula=some_formulas(leaves=5), word=some_words())
def test_it_accepts_the_words_that_satisfy_the_formula_with_a_run_of_their_shape(formula: Formula, word: Word) -> None:
    try:
        automaton = tight(formula)
    except FormulaError:
        return
    assert accepts(automaton, word) is goes_round(automaton, word) is holds(formula, word)


@pytest.mark.parametrize(("names", "size"), [("ab", 1), ("ab", 2), ("ab", 3), ("a", 4)])
def test_so_it_is_for_every_small_formula_and_every_small_word(names: str, size: int) -> None:
    among = list(words(names, 1, 2))
    for formula in formulas(names, size):
        automaton = tight(formula)
        assert [w for w in among if goes_round(automaton, w)] == [w for w in among if holds(formula, w)]


def test_the_small_automaton_does_not_go_round_as_the_word_does() -> None:
    word = Word((), (frozenset("p"), frozenset()))
    formula = parse("F (!p && X (p && G !q))")
    assert accepts(translate(formula), word)
    assert not goes_round(translate(formula), word)
    assert goes_round(tight(formula), word)


@pytest.mark.parametrize(("text", "states"), [("F G a", 2), ("!G (a -> F b)", 3), ("a U b", 2), ("false", 0)])
def test_how_many_states_it_has(text: str, states: int) -> None:
    assert len(tight(parse(text)).arcs) == states


def test_what_would_be_too_large_is_refused() -> None:
    text = " && ".join(f"F a{n}" for n in range(MAX_BITS))
    assert len(atoms(parse(text))) == MAX_BITS
    with pytest.raises(FormulaError, match="up to 12 atoms and temporal operators"):
        tight(parse(text))
