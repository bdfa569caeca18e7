"""A mutant: a spec with one small change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from everystate.loading.expression import Value
from everystate.loading.party import Machine, Party, Row
from everystate.loading.spec import Connection, Spec
from everystate.problems import Place
from everystate.study.mutation.kinds import Kind


@dataclass(frozen=True)
class Shift:
    """A new value of a parameter: `number` more than before or, if not `relative`, `number` itself."""

    parameter: str
    number: int
    relative: bool = True

    def applied(self, settings: Mapping[str, Value], spec: Spec) -> dict[str, Value]:
        """The settings with it; a bound does not go below 0."""
        declared = next(parameter.initial for parameter in spec.parameters if parameter.name == self.parameter)
        before = settings.get(self.parameter, declared)
        start = before if self.relative and isinstance(before, int) else 0
        return {**settings, self.parameter: max(start + self.number, 0)}


@dataclass(frozen=True)
class Mutant:
    """One small change of a spec.

    `where` and `what` make its name, which stays the same while other rows come and go. `before` and `after` are the
    changed place as the language writes it; `after` is empty where something is dropped. `row` is the row that was
    changed, as it was.
    """

    kind: Kind
    where: str
    what: str
    place: Place
    before: str
    after: str
    spec: Spec
    shift: Shift | None = None
    row: Row | None = None
    party: str = ""

    @property
    def name(self) -> str:
        """A name that is unique among the mutants of the spec."""
        return f"{self.where}: {self.what}"


# -- specs with one thing replaced ------------------------------------------------------------------------------------


def with_party(spec: Spec, party: Party) -> Spec:
    """The spec with a party in the place of the one of its name."""
    return replace(spec, parties=tuple(party if p.name == party.name else p for p in spec.parties))


def with_machine(spec: Spec, machine: Machine) -> Spec:
    """The spec with a machine in the place of the one of its name."""
    party = spec.party(machine.party)
    machines = tuple(machine if m.name == machine.name else m for m in party.machines)
    return with_party(spec, replace(party, machines=machines))


def with_rows(spec: Spec, machine: Machine, row: Row, by: tuple[Row, ...]) -> Spec:
    """The spec with some rows in the place of one."""
    rows: list[Row] = []
    for other in machine.rows:
        rows += by if other is row else (other,)
    return with_machine(spec, replace(machine, rows=tuple(rows)))


def with_connection(spec: Spec, connection: Connection) -> Spec:
    """The spec with a connection in the place of the one of its name."""
    connections = tuple(connection if c.name == connection.name else c for c in spec.connections)
    return replace(spec, connections=connections)
