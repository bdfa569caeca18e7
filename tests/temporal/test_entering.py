"""An automaton that is entered early accepts the same words."""

from __future__ import annotations

from hypothesis import given, settings
from tests.temporal.words import Word, accepts, holds, some_formulas, some_words

from everystate.temporal import Arc, Formula, parse, translate


@settings(max_examples=400)
@given(formula=some_formulas(leaves=7), word=some_words())
def test_entered_early_it_accepts_the_same_words(formula: Formula, word: Word) -> None:
    assert accepts(translate(formula, early=True), word) is holds(formula, word)


def test_what_has_come_to_stay_may_have_come_with_any_letter() -> None:
    automaton = translate(parse("F G a"), early=True)
    assert automaton.initial == (0, 1)
    assert automaton.arcs == ((Arc(0), Arc(1)), (Arc(1, ("a",), (), (0,)),))


def test_what_needs_a_letter_waits_for_it() -> None:
    late, early = (translate(parse("F (a && G b)"), early=early) for early in (False, True))
    assert early == late
