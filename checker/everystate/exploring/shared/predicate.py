"""Formulas over joint states, evaluated once for each combination of the fields they look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, tee
from operator import itemgetter, not_
from typing import Any

from everystate.composing.formula import Formula, evaluate
from everystate.composing.network import Network
from everystate.exploring.system import State


class Predicate:
    """A formula as a function from joint states to truth values."""

    def __init__(self, formula: Formula, network: Network) -> None:
        self._key: Callable[[State], Any] = itemgetter(*formula.support) if formula.support else _nothing
        self._known = _Known(formula, network)

    def __call__(self, state: State) -> bool:
        return self._known[self._key(state)]

    def meeting(self, numbers: Iterable[int], states: Sequence[State], truth: bool) -> Iterator[int]:
        """Those of the numbered states in which the formula has this truth value."""
        asked, answered = tee(numbers)
        values = map(self._known.__getitem__, map(self._key, map(states.__getitem__, asked)))
        return compress(answered, values if truth else map(not_, values))


class _Known(dict[Any, bool]):
    """Truth values by the values of the fields that the formula looks at."""

    def __init__(self, formula: Formula, network: Network) -> None:
        self.formula = formula
        self.network = network

    def __missing__(self, key: Any) -> bool:
        support = self.formula.support
        raws = dict(zip(support, key if len(support) != 1 else (key,), strict=True))
        found = self[key] = bool(evaluate(self.formula, raws, self.network.look))
        return found


def _nothing(_: State) -> Any:
    return ()
