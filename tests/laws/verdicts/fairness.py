"""What may not be put off for ever, by what the language says of fairness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.laws.graph import Edge, Graph
from tests.laws.state import Step

from everystate.loading.expression import Parameter
from everystate.loading.party import Row

EdgeId = int


@dataclass
class Unit:
    """What counts as the same: in which states it is possible, and the steps that do it, by their identity."""

    strong: bool
    steps: set[EdgeId] = field(default_factory=set)
    possible: set[int] = field(default_factory=set)
    only_protocol: bool = True


class Fairness:
    """The units of one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.spec = graph.laws.spec
        self.rows: dict[tuple[str, str, int], Row] = {
            (machine.party, machine.name, row.number): row for machine, row in self.spec.rows()
        }
        self.units: dict[Any, Unit] = {}
        for edge in graph.every():
            for key, degree in self._units(edge.step):
                self._note(key, degree, edge)

    def _note(self, key: Any, degree: str, edge: Edge) -> None:
        if degree != "no":
            unit = self.units.setdefault(key, Unit(degree == "strong"))
            unit.steps.add(id(edge))
            unit.possible.add(edge.source)
            unit.only_protocol &= edge.protocol

    def may_rest(self, state: int) -> bool:
        """Whether nothing that is fair is possible in a state."""
        return not any(state in unit.possible for unit in self.units.values())

    def _units(self, step: Step) -> Iterator[tuple[Any, str]]:
        """The units of a step, each with how fair it is; none, where a row of it is not fair."""
        taken = [(key, self.rows[key[0], key[2], number]) for key, number in step.rows]
        own = self._unit(step)
        if own is None or any(self._fixed(row.fair) == "no" for _, row in taken):
            return
        yield own, self._degree(step)
        yield from (((own, key, row.number), self._fixed(row.fair)) for key, row in taken if row.fair)

    def _unit(self, step: Step) -> Any:
        kind = step.label[0]
        if kind == "message":
            _, key, end, packet = step.label
            ordered = self.graph.laws.term(key[0], "order") == "fifo"
            return (kind, key, end) if ordered else (kind, key, end, packet)
        if kind == "action":
            [chosen] = [a.fields for a in self.spec.party(step.label[1]).actions if a.name == step.label[2]]
            return step.label[: len(step.label) - len(chosen)]
        return None if kind in ("breaks", "loses", "duplicates") else step.label

    def _degree(self, step: Step) -> str:
        kind, where = step.label[:2]
        if kind == "action":
            party = self.spec.party(where)
            action = next(one for one in party.actions if one.name == step.label[2])
            return self._fixed(action.fair) or (self._of(where) if action.cause == "protocol" else "no")
        connection = self.spec.connection(where[0])
        if kind == "message":
            return self._fixed(connection.fair) or self._of(connection.ends[1 - step.label[2]].party)
        if kind != "lost" and connection.opening.cause != "protocol":
            return "no"
        end: int = step.label[2] if kind == "lost" else connection.opened_by or 0
        return self._of(connection.ends[end].party)

    def _of(self, party: str) -> str:
        return self._fixed(self.spec.party(party).fair) or "weak"

    def _fixed(self, fair: Any) -> str:
        """The word that a parameter is; empty for none."""
        return str(self.graph.laws.fixed(fair)) if isinstance(fair, Parameter) else fair or ""
