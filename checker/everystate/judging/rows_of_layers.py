"""Rows of layers: one that fires in no world that lays it is dead. Each world alone cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from everystate.judging.builtin import NO_DEAD_ROW, dead_rows
from everystate.judging.verdict import Cause, Result
from everystate.loading.party import Row
from everystate.problems import Place


class RowsOfLayers:
    """Collects the rows that fire while the worlds are checked in order; `laid` has the layers of each world."""

    def __init__(self, laid: Sequence[Iterable[str]]) -> None:
        self.last = {layer: number for number, layers in enumerate(laid) for layer in layers}
        self.silent: dict[Place, Row] = {}
        self.fired: set[Place] = set()
        self.number = 0

    def add(self, result: Result) -> Result:
        """The result in the next world; it is violated if rows of layers that no later world lays are dead."""
        for row, count in result.fired.items():
            if row.layer:
                self._note(result, row, count)
        ended = {layer for layer, number in self.last.items() if number == self.number}
        self.number += 1
        dead = [row for place, row in self.silent.items() if row.layer in ended and place not in self.fired]
        if not dead or any(verdict.kind == NO_DEAD_ROW for verdict in result.verdicts):
            return result
        text = "{0.machine}: {0.trigger} fires in no world that lays {0.layer}"
        causes = [Cause(text.format(row), 1, row.place) for row in dead]
        return replace(result, verdicts=(*result.verdicts, dead_rows(causes)))

    def _note(self, result: Result, row: Row, count: int) -> None:
        """A row that may fire in what was not searched, or may not, is not dead."""
        if count or row.defer or row in result.network.dead or not result.space.complete:
            self.fired.add(row.place)
        elif row not in result.network.switched_off:
            self.silent.setdefault(row.place, row)
