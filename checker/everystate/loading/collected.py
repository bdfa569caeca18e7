"""Lists and sets in expressions: `[a, b]`, `queue[0]`, `queue[1:]`, `len(queue)`, `x in queue`, `voters | {n}`."""

from __future__ import annotations

import ast
from typing import Literal

from everystate.loading.expression import Collection, Constant, Expr, Sign
from everystate.loading.scope import Mismatch, Reader, Typed, Wrong
from everystate.loading.sorts import ANYTHING, NUMBER, Sort

_SIGNS: dict[str, tuple[Sign, ...]] = {"list": ("+", "-"), "set": ("|", "&", "-")}


def is_literal(node: ast.expr) -> bool:
    """Whether a node is a list or a set that is written out; `{}` is the empty set."""
    return isinstance(node, ast.List | ast.Set) or (isinstance(node, ast.Dict) and not node.keys)


def literal(reader: Reader, node: ast.List | ast.Set | ast.Dict, expected: Sort) -> Typed:
    """`[a, b]` or `{a, b}`."""
    if isinstance(node, ast.Dict) and node.keys:
        raise Wrong(node, f"'{ast.unparse(node)}' is not in the language", "", "write a set as {a, b}")
    kind: Literal["list", "set"] = "list" if isinstance(node, ast.List) else "set"
    wanted = expected.element if expected.element and expected.collection == kind else ANYTHING
    items: list[Expr] = []
    element = ANYTHING
    for part in [] if isinstance(node, ast.Dict) else node.elts:
        tree, sort = reader.typed(part, wanted)
        _check_element(part, sort, wanted if wanted != ANYTHING else element)
        items.append(tree)
        element = element.or_else(sort)
    return Collection(kind, tuple(items)), Sort(collection=kind, element=element)


def _check_element(node: ast.expr, sort: Sort, wanted: Sort) -> None:
    if sort.collection:
        raise Wrong(node, f"'{ast.unparse(node)}' is {sort}", "an element is a word, a number or a copy")
    if wanted != ANYTHING and not sort.meets(wanted):
        what, why = f"'{ast.unparse(node)}' is {sort}", f"{wanted} is expected"
        raise Mismatch(node, what, why, (sort, wanted))


def part_of(reader: Reader, node: ast.Subscript, whole: Typed) -> Typed:
    """`queue[0]`, or `queue[1:]`, of a list."""
    tree, sort = whole
    if sort.collection != "list" or sort.element is None:
        raise Wrong(node, f"'{ast.unparse(node.value)}' has no index", "a set has no order", "write `x in SET`")
    if not isinstance(node.slice, ast.Slice):
        return Collection("item", (tree, _index(reader, node, node.slice))), sort.element
    if node.slice.step is not None or not (node.slice.lower or node.slice.upper):
        raise Wrong(node, f"'{ast.unparse(node)}' is not in the language", "", "write LIST[1:] or LIST[:1]")
    low = _index(reader, node, node.slice.lower) if node.slice.lower else Constant(0)
    high = (_index(reader, node, node.slice.upper),) if node.slice.upper else ()
    return Collection("slice", (tree, low, *high)), sort


def _index(reader: Reader, node: ast.Subscript, index: ast.expr) -> Expr:
    if isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub):
        whole, behind = ast.unparse(node.value), ast.unparse(index.operand)
        instead = f"write len({whole}) - {behind}"
        raise Wrong(index, f"'{ast.unparse(index)}' is no index", "indices count from the front", instead)
    return reader.number(index)


def length(reader: Reader, node: ast.Call) -> Typed:
    """`len(queue)`."""
    if len(node.args) != 1 or node.keywords:
        raise Wrong(node, "len takes a list or a set")
    tree, sort = reader.typed(node.args[0])
    if not sort.collection:
        raise Wrong(node.args[0], f"'{ast.unparse(node.args[0])}' is {sort}", "a list or a set is expected")
    return Collection("len", (tree,)), NUMBER


def member(reader: Reader, left: ast.expr, right: ast.expr) -> Expr:
    """`x in queue`."""
    whole, sort = reader.typed(right)
    if sort.element is None:
        raise Wrong(right, f"'{ast.unparse(right)}' is {sort}", "a list or a set is expected after `in`")
    item, own = reader.typed(left, sort.element)
    _check_element(left, own, sort.element)
    return Collection("in", (item, whole))


def joined(reader: Reader, node: ast.expr, whole: Typed, sign: Sign) -> Typed:
    """The other side of `queue + [x]` or `voters - {n}`, and the sort of the result."""
    sort = whole[1]
    if sign not in _SIGNS[sort.collection]:
        instead = f"{sort.collection}s have {', '.join(_SIGNS[sort.collection])}"
        raise Wrong(node, f"'{sign}' with {sort} is not in the language", "", instead)
    other, own = reader.typed(node, sort)
    if not own.meets(sort):
        raise Mismatch(node, f"'{ast.unparse(node)}' is {own}", f"{sort} is expected", (own, sort))
    return other, sort.or_else(own)
