"""One joint state of a network in terms of the spec: values of expressions, and names of copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from everystate.composing.event import Guard
from everystate.composing.field import Copy
from everystate.composing.field_index import FieldIndex
from everystate.composing.formula import Missing, evaluate
from everystate.composing.ground import Grounder
from everystate.composing.network import Network
from everystate.composing.settings import Settings
from everystate.loading.expression import Expr, Value, shown
from everystate.loading.party import Machine
from everystate.loading.spec import Spec


class Ground:
    """What is the same in all states: where each field is, and what its numbers mean."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.spec: Spec = network.spec
        self.settings = Settings(network.spec, network.parameters)
        self.grounder = Grounder(FieldIndex(self.settings, network.fields))

    def copy(self, party: str, number: Value | Missing) -> str:
        """The name of a copy of a party, also in a list or a set; what is no number stays as it is."""
        if isinstance(number, tuple | frozenset):
            return shown(number, lambda member: self.copy(party, member))
        if not isinstance(number, int) or isinstance(number, bool):
            return shown(number)
        return str(Copy.of(self.spec.party(party), number, self.settings.counts[party]))

    def machine(self, field: int) -> tuple[Machine, dict[str, int]]:
        """The machine that a field holds the state of, and the copies that it is `per`."""
        key = self.network.fields[field].key
        assert key.owner is not None
        machine = next(m for m in self.spec.party(key.owner.party).machines if m.name == key.name)
        return machine, {per.name: copy.number for per, copy in zip(machine.per, key.index, strict=True)}


class Snapshot:
    """A joint state."""

    def __init__(self, ground: Ground, state: tuple[int, ...]) -> None:
        self.ground = ground
        self.network = ground.network
        self.state = state

    def value(self, tree: Expr, names: Mapping[str, Value]) -> Any:
        """The value of an expression here, with these names bound."""
        return evaluate(self.ground.grounder.formula(tree, names), self.state, self.network.look)

    def shown(self, field: int) -> str:
        """What a field is, in words."""
        return self.network.fields[field].shown(self.state[field])

    def accepted(self, guard: Guard) -> bool:
        """Whether a guard holds here."""
        return not self.failing(guard)

    def failing(self, guard: Guard) -> Guard:
        """The conditions of a guard that are false here."""
        return tuple((key, asked) for key, asked in guard if not self.network.accepts(key, asked, self.state))
