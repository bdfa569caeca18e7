"""Formulas are read as SPIN and the books write them, and every mistake is found where it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.temporal.words import some_formulas

from everystate.temporal import Atom, Binary, Formula, FormulaError, Truth, Unary, atoms, parse, reserved

a, b, c = Atom("a"), Atom("b"), Atom("c")


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("[] (a -> <> b)", Unary("G", Binary("->", a, Unary("F", b)))),
        ("always (a implies eventually b)", Unary("G", Binary("->", a, Unary("F", b)))),
        ("G(a->F b)", Unary("G", Binary("->", a, Unary("F", b)))),
        ("!a U b", Binary("U", Unary("!", a), b)),
        ("not a until b", Binary("U", Unary("!", a), b)),
        ("X a && b", Binary("&&", Unary("X", a), b)),
        ("a && b U c", Binary("&&", a, Binary("U", b, c))),
        ("a || b && c", Binary("||", a, Binary("&&", b, c))),
        ("a -> b || c", Binary("->", a, Binary("||", b, c))),
        ("a && b && c", Binary("&&", Binary("&&", a, b), c)),
        ("a /\\ b \\/ c", Binary("||", Binary("&&", a, b), c)),
        ("a and b or c", Binary("||", Binary("&&", a, b), c)),
        ("a <-> next b", Binary("<->", a, Unary("X", b))),
        ("a equivalent b", Binary("<->", a, b)),
        ("a V b", Binary("R", a, b)),
        ("a release b", Binary("R", a, b)),
        ("a R b", Binary("R", a, b)),
        ("a W b", Binary("W", a, b)),
        ("a weakuntil b", Binary("W", a, b)),
        ("a M b", Binary("M", a, b)),
        ("GF a", Unary("G", Unary("F", a))),
        ("[]<>a", Unary("G", Unary("F", a))),
        ("XXa", Atom("XXa")),
        ("true U false", Binary("U", Truth(True), Truth(False))),
        (" \n (((a))) \t ", a),
        ("größe", Atom("größe")),
    ],
)
def test_a_formula_is_read(text: str, formula: Formula) -> None:
    assert parse(text) == formula


@given(some_formulas(leaves=12))
def test_what_is_printed_is_read_as_the_same(formula: Formula) -> None:
    assert parse(str(formula)) == formula


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("[] (asked -> <> answered)", "G (asked -> F answered)"),
        ("!(a && b) U (c U a)", "!(a && b) U (c U a)"),
        ("(a && b) && (b && c)", "a && b && (b && c)"),
        ("((a) || b) && !(!c)", "(a || b) && !!c"),
    ],
)
def test_a_formula_is_printed_without_needless_parentheses(text: str, printed: str) -> None:
    assert str(parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "position", "what", "instead"),
    [
        ("", 0, "the formula ends where an operand is missing", "an atom, or '('"),
        ("[] (a -> ", 9, "the formula ends where an operand is missing", "an atom, or '('"),
        ("[] (a -> <> b", 3, "'(' is never closed", "')'"),
        ("a && b)", 6, "')' closes no '('", ""),
        ("a && && b", 5, "an operand is missing before '&&'", "an atom, or '('"),
        ("()", 1, "an operand is missing before ')'", "an atom, or '('"),
        ("a b", 2, "an operator is missing before 'b'", "one of && || -> <-> U R W M"),
        ("(a b)", 3, "an operator is missing before 'b'", "one of && || -> <-> U R W M"),
        ("a !b", 2, "an operator is missing before '!'", "one of && || -> <-> U R W M"),
        ("a & b", 2, "'&' means nothing in a formula", "write '&&'"),
        ("a => b", 2, "'=>' means nothing in a formula", "write '->'"),
        ("a == b", 2, "'==' means nothing in a formula", "write '<->'"),
        ("  #", 2, "'#' means nothing in a formula", ""),
        ("a && 1st", 5, "'1st' is not an atom", "an atom is an identifier"),
        (
            "a U b U c",
            6,
            "'f U g U h' may be read in two ways",
            "write '(f U g) U h' or 'f U (g U h)'",
        ),
        (
            "a -> b <-> c",
            7,
            "'f -> g <-> h' may be read in two ways",
            "write '(f -> g) <-> h' or 'f -> (g <-> h)'",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, position: int, what: str, instead: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert (caught.value.position, caught.value.what, caught.value.instead) == (position, what, instead)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "!" * 100_000 + "a",
        "G" * 100_000 + " a",
        " && ".join(["a"] * 100_000),
        "(" * 200 + "a" + ")" * 200,
        "X " * 101 + "a",
        " || ".join(["(a && b)"] * 120),
        "(a <-> " * 101 + "a" + ")" * 101,
    ],
)
def test_what_is_too_large_is_refused_at_once(text: str) -> None:
    with pytest.raises(FormulaError, match="at most"):
        parse(text)


@given(st.text(alphabet="abGFXU ()[]<>-!&|", max_size=30))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    error = None
    try:
        parse(text)
    except FormulaError as caught:
        error = caught
    assert error is None or (0 <= error.position <= len(text) and error.what)


@pytest.mark.parametrize("word", ["G", "GF", "FXG", "U", "V", "until", "true", "not", "and"])
def test_words_for_operators_are_reserved(word: str) -> None:
    assert reserved(word)


def test_other_words_are_not_reserved() -> None:
    assert not any(reserved(word) for word in ["a", "Go", "g", "Until", "GU", "alwayss"])


def test_the_atoms_of_a_formula_are_listed_once() -> None:
    assert atoms(parse("G (b -> F a) || b U c")) == ["a", "b", "c"]
