"""Conditions that are weaker or stronger by one part."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.loading.expression import Expr, Logic, Not


def lessened(tree: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Each part of a conjunction or a disjunction, and what is left of the whole without it."""
    match tree:
        case Logic(operator, items):
            for number, item in enumerate(items):
                rest = (*items[:number], *items[number + 1 :])
                yield item, rest[0] if len(rest) == 1 else Logic(operator, rest)
                for part, left in lessened(item):
                    yield part, Logic(operator, (*items[:number], left, *items[number + 1 :]))
        case Not(item):
            yield from ((part, Not(left)) for part, left in lessened(item))
        case _:
            return
