"""Formulas over joint states, evaluated once for each combination of the fields they look at."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from everystate.compose.formula import Formula, evaluate
from everystate.compose.network import Network
from everystate.explore.space import State


class Predicate:
    """A formula as a function from joint states to truth values."""

    def __init__(self, formula: Formula, network: Network) -> None:
        self.formula = formula
        self.network = network
        support = formula.support
        self._key: Callable[[State], Any] = itemgetter(*support) if support else _nothing
        self._known: dict[Any, bool] = {}

    def __call__(self, state: State) -> bool:
        key = self._key(state)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = bool(evaluate(self.formula, state, self.network.look))
        return found


def _nothing(_: State) -> Any:
    return ()
