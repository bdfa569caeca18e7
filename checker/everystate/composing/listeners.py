"""The machine copies that take a trigger together, and the conditions under which they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from everystate.composing.draft import Draft, narrowed
from everystate.composing.field import Copy, look
from everystate.composing.formula import Const, Formula, Look, make
from everystate.composing.ground import Grounder
from everystate.composing.layout import Layout
from everystate.composing.regions import Regions
from everystate.loading.expression import Value
from everystate.loading.party import Machine, Row, Trigger
from everystate.problems import Problems


@dataclass(frozen=True)
class Listener:
    """A machine copy that listens to a trigger, with the names bound there."""

    machine: Machine
    copy: Copy
    field: int
    names: dict[str, Value]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Group:
    """A trigger as it reaches one copy of a party."""

    copy: Copy
    trigger: Trigger
    names: dict[str, Value]


class Listeners:
    """Finds who listens to a trigger, and where they accept it."""

    def __init__(self, layout: Layout, problems: Problems) -> None:
        self.layout = layout
        self.grounder = Grounder(layout)
        self.problems = problems
        self.effort = layout.settings.effort
        self._sources: dict[tuple[int, tuple[str, ...]], Formula] = {}
        self.regions = Regions(lambda field: layout.fields[field].values, self.look, self.effort)

    def of(self, group: Group) -> Iterator[Listener]:
        """The machine copies that take this trigger."""
        names = {**group.names, group.copy.party: group.copy.number}
        for machine in self.layout.spec.party(group.copy.party).machines:
            rows = tuple(row for row in machine.rows if row.trigger == group.trigger)
            if not rows:
                continue
            for own in self.layout.combinations(machine.per):
                if all(names.get(name, number) == number for name, number in own.items()):
                    field = self.layout.memory[group.copy, machine.name, tuple(own.values())]
                    yield Listener(machine, group.copy, field, {**names, **own}, rows)

    def look(self, asked: Look, raw: int) -> object:
        """What a look shows at a raw value of its field."""
        return look(self.layout.fields[asked.field], asked, raw)

    def narrowed(self, drafts: Iterable[Draft], formula: Formula, truth: bool = True) -> list[Draft]:
        """The drafts where a formula has this truth value."""
        return narrowed(drafts, self.regions.of(formula, truth))

    def enabled(self, listener: Listener, row: Row) -> Formula:
        """Where a row's source and guard accept."""
        here = self._applies(listener, row) if row.rank else self._in_one_of(listener.field, row.sources)
        return make("and", here, self.grounder.formula(row.when, listener.names))

    def _applies(self, listener: Listener, row: Row) -> Formula:
        """Where a machine is in one of the sources of a row, and no row to which that gives way is enabled."""
        groups: dict[tuple[Row, ...], list[str]] = {}
        for state in row.sources:
            others = tuple(one for one in listener.rows if row.gives_way_to(one) and state in one.sources)
            groups.setdefault(others, []).append(state)
        items = []
        for others, states in groups.items():
            guards = make("or", *(self.grounder.formula(other.when, listener.names) for other in others))
            items.append(make("and", self._in_one_of(listener.field, tuple(states)), make("not", guards)))
        return make("or", *items)

    def _in_one_of(self, field: int, states: tuple[str, ...]) -> Formula:
        """Where a machine is in one of these states. One formula for all rows with the same sources saves memory."""
        if (field, states) not in self._sources:
            self._sources[field, states] = make("or", *(make("==", Look(field), Const(state)) for state in states))
        return self._sources[field, states]

    def accepts(self, group: Group) -> Formula:
        """Where every listening machine copy has a row that takes the trigger."""
        return make("and", *(self._accepts(listener) for listener in self.of(group)))

    def _accepts(self, listener: Listener) -> Formula:
        return make("or", *(self.enabled(listener, row) for row in listener.rows if not row.defer))

    def stuck(self, group: Group) -> Formula:
        """Where some listening machine copy neither takes the trigger nor lets it wait."""
        items = []
        for listener in self.of(group):
            waits = make("or", *(self.enabled(listener, row) for row in listener.rows if row.defer))
            if not listener.machine.defer:
                items.append(make("not", make("or", self._accepts(listener), waits)))
        return make("or", *items)
