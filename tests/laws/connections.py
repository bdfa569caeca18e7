"""The start of a spec as the interpreter has it, and what there is to know about its connections."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from tests.laws.state import Link, LinkKey, State, Who
from tests.laws.values import Names, Reader, World

from everystate.loading.party import Machine, Trigger, Variable
from everystate.loading.spec import Connection, Spec


class Connections:
    """A spec at its parameters: the joint states at the start, connections and their ends."""

    def __init__(self, spec: Spec, parameters: dict[str, Any] | None = None) -> None:
        self.spec = spec
        self.world = World(spec, {p.name: p.initial for p in spec.parameters} | (parameters or {}))
        self.unbounded = False
        self._terms: dict[tuple[str, str], Any] = {}
        self.starts = list(self.initial())
        self.start = self.starts[0]

    def reader(self, names: Names, state: State | None = None) -> Reader:
        """What reads expressions here."""
        return Reader(self.world, names, state)

    def fixed(self, tree: Any) -> Any:
        """The value of a setting."""
        return self.reader({}).value(tree)

    def term(self, connection: str, key: str) -> Any:
        """A setting of a connection."""
        if (connection, key) not in self._terms:
            self._terms[connection, key] = self.fixed(getattr(self.spec.connection(connection), key))
        return self._terms[connection, key]

    def initial(self) -> Iterator[State]:
        """The joint states at the start."""
        memory: dict[tuple[Any, ...], list[Any]] = {}
        for party in self.spec.parties:
            for copy in range(self.world.counts[party.name]):
                items: tuple[Machine | Variable, ...] = (*party.machines, *party.variables)
                for item in items:
                    for names in self.world.combinations(item.per):
                        reader = self.reader({**names, party.name: copy})
                        found = dict.fromkeys(map(reader.value, item.initial))
                        values = list(found) or (self.world.domain(item.domain) if isinstance(item, Variable) else [])
                        memory[party.name, copy, item.name, *names.values()] = values
                for timer in party.timers:
                    for names in self.world.combinations(timer.per):
                        reader = self.reader({**names, party.name: copy})
                        runs = reader.value(timer.initially) == "running"
                        low, high = reader.value(timer.low), reader.value(timer.high)
                        values = list(range(low, high + 1)) if runs else ["off"]
                        memory[party.name, copy, timer.name, *names.values()] = values
        monitors = {
            (monitor.name, *names.values()): monitor.initial
            for monitor in self.spec.monitors
            for names in self.world.combinations(monitor.per)
        }
        for chosen in itertools.product(*memory.values()):
            known = dict(zip(memory, chosen, strict=True))
            yield State(known, self._links(), self._bounds(), monitors=dict(monitors))

    def _links(self) -> dict[LinkKey, Link]:
        made: dict[LinkKey, Link] = {}
        for connection in self.spec.connections:
            one, two = connection.ends
            for left, right in itertools.product(*(range(self.world.counts[end.party]) for end in (one, two))):
                if self.reader({one.name: left, two.name: right}).truth(connection.where):
                    for instance in range(self.term(connection.name, "instances")):
                        status = "closed" if instance else self.term(connection.name, "initially")
                        link = made[connection.name, left, right, instance] = Link(status)
                        if not instance:
                            self._fill(connection, (left, right), link)
        return made

    def _fill(self, connection: Connection, copies: tuple[int, int], link: Link) -> None:
        """Put into the queues what the connection holds at the start."""
        reader = self.reader({end.name: copy for end, copy in zip(connection.ends, copies, strict=True)})
        for one in connection.holds:
            if not reader.truth(one.when):
                continue
            parties = connection.ends[one.end].party, connection.ends[1 - one.end].party
            message = next(m for m in self.spec.messages if (m.name, m.sender, m.receiver) == (one.message, *parties))
            said = {name: reader.value(tree) for name, tree in one.arguments}
            names = [*(per.name for per in message.about), *(name for name, _ in message.fields)]
            values = {name: said[name] if name in said else reader.names[name] for name in names}
            link.queues[one.end].append((one.message, *values.items()))
            link.ages[one.end].append(0)
            if self.term(connection.name, "order") == "any":
                link.queues[one.end].sort(key=repr)

    def _bounds(self) -> dict[tuple[str, str], int]:
        made = {(a.party, a.name): a.at_most for party in self.spec.parties for a in party.actions}
        for c in self.spec.connections:
            made[c.name, "opens"] = c.opening.at_most
            for fault in c.faults:
                made[c.name, fault.kind] = fault.at_most
        return {key: self.fixed(tree) for key, tree in made.items() if tree is not None}

    def ends(self, key: LinkKey) -> tuple[Who, Who]:
        """The copies at the ends of a connection."""
        one, two = self.spec.connection(key[0]).ends
        return (one.party, key[1]), (two.party, key[2])

    def names(self, key: LinkKey) -> dict[str, int]:
        """The names that a connection binds."""
        one, two = self.spec.connection(key[0]).ends
        return {one.name: key[1], two.name: key[2]}

    def listens(self, party: str, trigger: Trigger) -> bool:
        """Whether a party listens to a trigger."""
        return any(row.trigger == trigger for machine in self.spec.party(party).machines for row in machine.rows)

    def told(self, key: LinkKey) -> list[int]:
        """The ends that get a notice of a loss."""
        return [end for end in (0, 1) if self.listens(self.ends(key)[end][0], Trigger("lost", key[0]))]

    def together(self, key: LinkKey) -> bool:
        """Whether the ends notice a loss in the step in which it happens, if they can."""
        return bool(self.term(key[0], "notice") == "together")
