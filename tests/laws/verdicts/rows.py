"""Which rows are taken, and which could never be, whatever the state."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from tests.laws.graph import Graph
from tests.laws.interpreter import Interpreter
from tests.laws.state import Who
from tests.laws.values import Names
from tests.laws.verdicts.atoms import Grounder, decided

from everystate.loading.party import Machine, Row, Trigger
from everystate.loading.spec import Message, Spec

RowKey = tuple[str, str, int]


def rows_of(spec: Spec) -> dict[RowKey, Row]:
    """Every row, by its party, its machine and its number."""
    return {(machine.party, machine.name, row.number): row for machine, row in spec.rows()}


def taken(graph: Graph) -> Counter[RowKey]:
    """How often each row is taken, in all steps together, by all copies."""
    return Counter((key[0], key[2], number) for edge in graph.every() for key, number in edge.step.rows)


def dead(graph: Graph) -> set[RowKey]:
    """The rows that are never taken and should be, and those that are and should not be."""
    counts, off = taken(graph), Off(graph.laws)
    found = set()
    for key, row in rows_of(graph.laws.spec).items():
        never = not counts[key] and not row.defer and not off.always(key, row)
        if (counts[key] > 0) if any(graph.laws.reader({}).truth(known.when) for known in row.dead) else never:
            found.add(key)
    return found


class Off:
    """Rows that are switched off: their guard is false by parameters and copies alone, for whatever names."""

    def __init__(self, laws: Interpreter) -> None:
        self.laws = laws
        self.grounder = Grounder(laws)

    def always(self, key: RowKey, row: Row) -> bool:
        """Whether a row is switched off."""
        party, machine, _ = key
        bound = [
            (found, own)
            for who, names in self._bound(party, row.trigger)
            for found, _, own in self.laws.listeners(who, row.trigger, names)
            if found.name == machine
        ]
        return bool(bound) and all(self._off(found, row, own) for found, own in bound)

    def _off(self, machine: Machine, row: Row, names: Names) -> bool:
        """Whether the guard is false, or true of a row that comes first, in each source."""
        first = [one for one in machine.rows if one.trigger == row.trigger and one.rank < row.rank]
        sure = [one for one in first if decided(self.grounder.ground(one.when, names)) is True]
        always = all(any(source in one.sources for one in sure) for source in row.sources)
        return always or decided(self.grounder.ground(row.when, names)) is False

    # -- what a trigger may bind ----------------------------------------------------------------------------------

    def _bound(self, party: str, trigger: Trigger) -> Iterator[tuple[Who, Names]]:
        if trigger.kind == "action":
            yield from self._acted(party, trigger.name)
        for message in self.laws.spec.messages:
            if trigger.kind == "message" and (message.name, message.receiver) == (trigger.name, party):
                yield from self._received(message)
        for key in self.laws.start.links:
            for who in self.laws.ends(key):
                if trigger.kind not in ("action", "message") and (key[0], who[0]) == (trigger.name, party):
                    yield who, self.laws.names(key)

    def _acted(self, party: str, name: str) -> Iterator[tuple[Who, Names]]:
        action = next(one for one in self.laws.spec.party(party).actions if one.name == name)
        for copy in range(self.laws.world.counts[party]):
            for names in self.laws.choices(action):
                yield (party, copy), {**names, party: copy}

    def _received(self, message: Message) -> Iterator[tuple[Who, Names]]:
        domains = {per.name: list(range(self.laws.world.counts[per.party])) for per in message.about}
        domains |= {name: self.laws.world.domain(domain) for name, domain in message.fields}
        for key, end in itertools.product(self.laws.start.links, (0, 1)):
            ends = self.laws.ends(key)
            joins = (ends[end][0], ends[1 - end][0]) == (message.sender, message.receiver)
            if joins and key[0] in self.laws.carriers(message):
                for values in itertools.product(*domains.values()):
                    packet = (message.name, *zip(domains, values, strict=True))
                    yield ends[1 - end], self.laws.bound_by(key, end, packet)


def unsent(graph: Graph) -> int:
    """How many messages no step sends, and are not on their way at the start."""
    sent = {(one.at[0], one.name) for edge in graph.every() for one in edge.step.seen if one.kind == "sends" and one.at}
    for key, link in graph.states[0].links.items():
        for end, queue in zip(graph.laws.ends(key), link.queues, strict=True):
            sent |= {(end[0], name) for name, *_ in queue}
    return sum((message.sender, message.name) not in sent for message in graph.laws.spec.messages)
