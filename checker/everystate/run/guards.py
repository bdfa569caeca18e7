"""Expressions evaluated over a running program's memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from everystate.composing.formula import MISSING, Const, Formula, Missing
from everystate.composing.settings import Settings
from everystate.composing.unroll import Names, unroll
from everystate.loading.expression import Expr, Observation, Read, Value

Reader = Callable[..., Value]


def evaluate(tree: Expr, settings: Settings, names: Mapping[str, Value], read: Reader) -> Value | Missing:
    """The value of an expression; `read(name, *index)` gives what the party remembers.

    Raises:
        KeyError: a name that the expression uses and the event does not bind.
        LookupError: `is_open`, which no program can know.
    """

    def observe(part: Observation, inner: Names) -> Formula:
        if not isinstance(part, Read):
            raise LookupError(f"a running program cannot know {part}")
        bound = {name: value for name, value in inner.items() if not isinstance(value, Formula)}
        index = [evaluate(item, settings, bound, read) for item in part.index]
        nowhere = any(item is None or isinstance(item, Missing) for item in index)
        return Const(MISSING if nowhere else read(part.name, *index))

    found = unroll(tree, names, settings, observe)
    assert isinstance(found, Const)
    return found.value
