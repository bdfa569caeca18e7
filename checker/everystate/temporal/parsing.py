"""Text to formula. Operators are SPIN's, the letters that Spot and the books write, or words.

Precedence is as in Spot: `! X F G`, then `U R W M`, `&&`, `||`, `-> <->`. SPIN reads a chain of one
operator from the left, and Spot from the right: so a chain is refused where that makes a difference.

Sources: G. J. Holzmann: The SPIN Model Checker, 2003, and SPIN 6.5's manual page of `ltl`; spot/parsetl/parsetl.yy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from everystate.temporal.formula import (
    LEVELS,
    MAX_DEPTH,
    MAX_SIZE,
    Atom,
    Binary,
    Formula,
    FormulaError,
    OneOperand,
    Truth,
    TwoOperands,
    Unary,
    refuse_too_large,
)

_PREFIX: dict[str, OneOperand] = {
    **{operator: operator for operator in get_args(OneOperand)},
    "[]": "G",
    "<>": "F",
    "always": "G",
    "eventually": "F",
    "next": "X",
    "not": "!",
}
_INFIX: dict[str, TwoOperands] = {
    **{operator: operator for operator in get_args(TwoOperands)},
    "/\\": "&&",
    "\\/": "||",
    "and": "&&",
    "or": "||",
    "implies": "->",
    "equivalent": "<->",
    "V": "R",
    "until": "U",
    "stronguntil": "U",
    "weakuntil": "W",
    "release": "R",
}
_TRUTHS = {"true": True, "false": False}
_FOREIGN = {"&": "&&", "|": "||", "~": "!", "=>": "->", "==>": "->", "<=>": "<->", "==": "<->", "=": "<->"}
_TOKEN = re.compile(r"\s*(?:(?P<word>[^\W\d]\w*)|(?P<sign><->|->|\[\]|<>|&&|\|\||/\\|\\/|[!()])|(?P<end>$))")
_OTHER = re.compile(r"\s*(==>|<=>|=>|==|\w+|.)", re.DOTALL)


@dataclass(frozen=True)
class _Token:
    text: str
    position: int


def parse(text: str) -> Formula:
    """Parse a formula: its atoms are identifiers other than the words and letters for operators.

    `G F X` may be written together, as in `GF a`.

    Raises:
        FormulaError: it is wrong, with more than `MAX_SIZE` parts, or more than `MAX_DEPTH` deep.
    """
    reading = _Reading(_tokens(text))
    formula = reading.formula(1)
    token = reading.take()
    if token.text == ")":
        raise FormulaError(token.position, "')' closes no '('")
    if token.text:
        raise FormulaError(token.position, f"an operator is missing before '{token.text}'", _two_operands())
    refuse_too_large(formula)
    return formula


def reserved(word: str) -> bool:
    """Whether a word stands for an operator or a truth value, so that no atom may have this name."""
    return word in _PREFIX or word in _INFIX or word in _TRUTHS or set(word) <= set("GFX")


def _tokens(text: str) -> list[_Token]:
    """The tokens of a text; the last one is empty, at its end."""
    found: list[_Token] = []
    at = 0
    while len(found) <= 2 * MAX_SIZE:
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unknown(text, at)
        at = match.end()
        start = match.start(str(match.lastgroup))
        word = match["word"] or ""
        if len(word) > 1 and set(word) <= set("GFX"):
            found += [_Token(letter, start + n) for n, letter in enumerate(word[: 2 * MAX_SIZE])]
        else:
            found.append(_Token(match[str(match.lastgroup)], start))
        if match.lastgroup == "end":
            return found
    raise FormulaError(found[-1].position, f"a formula has at most {MAX_SIZE} operators and atoms")


def _unknown(text: str, at: int) -> FormulaError:
    match = _OTHER.match(text, at)
    assert match is not None
    sign = match[1][:20]
    instead = f"write '{_FOREIGN[sign]}'" if sign in _FOREIGN else ""
    if sign[0].isdigit():
        return FormulaError(match.start(1), f"'{sign}' is not an atom", "an atom is an identifier")
    return FormulaError(match.start(1), f"'{sign}' means nothing in a formula", instead)


def _two_operands() -> str:
    return "one of " + " ".join(get_args(TwoOperands))


class _Reading:
    """By precedence climbing: T. Norvell, Parsing Expressions by Recursive Descent, 1999."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.open: list[_Token] = []

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += bool(token.text)
        return token

    def formula(self, level: int) -> Formula:
        """Operands and the operators between them that bind at least as tightly as this level."""
        left = self.operand()
        before = ""
        while (operator := _INFIX.get(self.tokens[self.at].text)) and LEVELS[operator] >= level:
            token = self.take()
            if before and LEVELS[before] == LEVELS[operator] and operator not in {"&&", "||"}:
                raise FormulaError(
                    token.position,
                    f"'f {before} g {operator} h' may be read in two ways",
                    f"write '(f {before} g) {operator} h' or 'f {before} (g {operator} h)'",
                )
            left, before = Binary(operator, left, self.formula(LEVELS[operator] + 1)), operator
        return left

    def operand(self) -> Formula:
        prefixes: list[OneOperand] = []
        while (token := self.take()).text in _PREFIX:
            prefixes.append(_PREFIX[token.text])
        formula = self.inner(token)
        for operator in reversed(prefixes):
            formula = Unary(operator, formula)
        return formula

    def inner(self, token: _Token) -> Formula:
        if token.text == "(":
            return self.parentheses(token)
        if token.text in _TRUTHS:
            return Truth(_TRUTHS[token.text])
        if not token.text:
            raise FormulaError(token.position, "the formula ends where an operand is missing", "an atom, or '('")
        if token.text in _INFIX or token.text == ")":
            raise FormulaError(token.position, f"an operand is missing before '{token.text}'", "an atom, or '('")
        return Atom(token.text)

    def parentheses(self, token: _Token) -> Formula:
        self.open.append(token)
        if len(self.open) > MAX_DEPTH:
            raise FormulaError(token.position, f"a formula is at most {MAX_DEPTH} operators deep")
        formula = self.formula(1)
        closing = self.take()
        if not closing.text:
            raise FormulaError(token.position, "'(' is never closed", "')'")
        if closing.text != ")":
            raise FormulaError(closing.position, f"an operator is missing before '{closing.text}'", _two_operands())
        self.open.pop()
        return formula
