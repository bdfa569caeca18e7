"""Expression texts to Python's trees, within limits, and where each part of them stands."""

from __future__ import annotations

import ast
import re
import warnings

from everystate.loading.document import Text
from everystate.loading.scope import Wrong
from everystate.problems import Place, Problems, shortened

MAX_LENGTH = 4_000
MAX_DEPTH = 60
MAX_PARTS = 20_000
MAX_NUMBER = 10**9
OPERATORS = dict(
    pair.split()
    for pair in (
        *("&& and", "|| or", "& and", "| or", "AND and", "OR or", "! not", "NOT not", "mod %"),
        *("= ==", "=== ==", ":= ==", "!== !=", "<> !=", "=! !=", "=< <=", "=> >="),
        *("True true", "False false", "None none"),
    )
)
"""How operators and words of other languages are written here."""
_EVENT = re.compile(r"\b\w+ (?:sends|receives) \w+")
_FOREIGN = re.compile(r"&&|\|\||!==|===|<>|=!|=<|=>|:=|(?<![=!<>])=(?!=)|!(?!=)|\b(?:AND|OR|NOT|mod)\b")


def parse(text: Text, problems: Problems) -> ast.expr | None:
    """Python's tree of a text; None, and a problem, where it is too long, too deep, or no expression."""
    try:
        return _parsed(text)
    except Wrong as wrong:
        wrong.note(place_of(text, wrong.node), problems)
        return None


def _parsed(text: Text) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise Wrong(ast.Pass(), f"an expression of {len(text):,} characters", f"the limit is {MAX_LENGTH:,}")
    if "#" in text:
        raise Wrong(ast.Pass(), f"'{shortened(text)}' is not an expression", "it has a '#' in it")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python would not write so is a mistake here, or it is none
            tree = ast.parse(_one_line(text), mode="eval").body
    except SyntaxError as error:
        raise _not_an_expression(text, error) from None
    except (ValueError, RecursionError, MemoryError):
        raise Wrong(ast.Pass(), f"'{shortened(text)}' is not an expression", "it is nested too deeply") from None
    if _too_deep(tree):
        raise Wrong(tree, "the expression is nested too deeply", f"the limit is {MAX_DEPTH} levels")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value > MAX_NUMBER:
            raise Wrong(node, "a number that does not fit", f"the limit is {MAX_NUMBER:,}")
    return tree


def _not_an_expression(text: Text, error: SyntaxError) -> Wrong:
    """Why a text is none, at the operator of another language, or where Python's parser stopped."""
    line = _one_line(text)
    if found := _FOREIGN.search(line):
        offset, reason, instead = found.start(), f"there is no '{found[0]}'", f"write `{OPERATORS[found[0]]}`"
    elif found := _EVENT.search(line):
        offset, reason = (
            found.start(),
            "an event stands alone, as in `leads_to: [client sends Ask, client.at == served]`",
        )
        instead = "name a state, or say it with `formula` and `where`"
    else:
        offset, reason, instead = max((error.offset or 1) - 1, 0), error.msg, ""
    node = ast.Pass(lineno=1, col_offset=len(line[:offset].encode()))
    return Wrong(node, f"'{shortened(text)}' is not an expression", reason, instead)


def _one_line(text: str) -> str:
    return text.replace("\n", " ").strip()


def _too_deep(tree: ast.expr) -> bool:
    level: list[ast.AST] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True


def place_of(text: Text, node: ast.AST) -> Place:
    """The place of a node of a text, or of a definition; `ast` counts bytes, people count characters."""
    text = getattr(node, "text", text)
    before = _one_line(text).encode()[: getattr(node, "col_offset", 0)]
    return text.at(len(text) - len(text.lstrip()) + len(before.decode(errors="ignore")))
