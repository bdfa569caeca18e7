"""New lists and sets that are made in another way, by one part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from everystate.loading.expression import Arithmetic, Collection, Conditional, Expr


@dataclass(frozen=True)
class Made:
    """A new list or set: without a part or, where it is `turned`, with the part at the other end."""

    part: Expr
    tree: Expr
    turned: bool = False


def made_otherwise(tree: Expr) -> Iterator[Made]:
    """Elements left out, not dropped from the front, or put at the other end: each in turn, anywhere in a tree."""
    match tree:
        case Arithmetic(sign, left, right) if part := next(filter(_is_literal, (right, left)), None):
            yield Made(part, left if part is right else right)
            if sign == "+":
                yield Made(part, Arithmetic(sign, right, left), turned=True)
        case Collection("slice", (whole, *_)):
            yield Made(tree, whole)
        case _:
            pass
    yield from _inside(tree)


def _inside(tree: Expr) -> Iterator[Made]:
    match tree:
        case Arithmetic(_, left, right):
            yield from (replace(made, tree=replace(tree, left=made.tree)) for made in made_otherwise(left))
            yield from (replace(made, tree=replace(tree, right=made.tree)) for made in made_otherwise(right))
        case Conditional(_, then, other):
            yield from (replace(made, tree=replace(tree, then=made.tree)) for made in made_otherwise(then))
            yield from (replace(made, tree=replace(tree, other=made.tree)) for made in made_otherwise(other))
        case _:
            return


def _is_literal(tree: Expr) -> bool:
    return isinstance(tree, Collection) and tree.operator in ("list", "set")
