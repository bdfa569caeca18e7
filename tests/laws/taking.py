"""Who takes a trigger, and what the rows that are taken do to the memory of their party."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tests.laws.connections import Connections
from tests.laws.state import Draft, LinkKey, MachineKey, Mistake, State, Who
from tests.laws.values import NOWHERE, Names

from everystate.loading.party import Machine, NoticeKind, Row, Trigger


class Taking(Connections):
    """Machines and their rows."""

    def listeners(self, who: Who, trigger: Trigger, names: Names) -> Iterator[tuple[Machine, MachineKey, Names]]:
        """The machine copies that listen and agree with the names."""
        party, copy = who
        known = {**names, party: copy}
        for machine in self.spec.party(party).machines:
            if machine.listens_to(trigger):
                for own in self.world.combinations(machine.per):
                    if all(known.get(name, number) == number for name, number in own.items()):
                        yield machine, (party, copy, machine.name, *own.values()), {**known, **own}

    def rows(self, machine: Machine, key: MachineKey, trigger: Trigger, names: Names, state: State) -> list[Row]:
        """The rows that accept, those that defer among them."""
        here = [row for row in machine.rows if row.trigger == trigger and state.memory[key] in row.sources]
        found = [row for row in here if self.reader(names, state).truth(row.when)]
        for rank in (0, 1):
            if any(row.rank == rank for row in found):
                return [row for row in found if row.rank == rank]
        return found

    def accepts(self, who: Who, trigger: Trigger, names: Names, state: State) -> bool:
        """Whether all that listen accept."""
        return all(
            any(not row.defer for row in self.rows(machine, key, trigger, own, state))
            for machine, key, own in self.listeners(who, trigger, names)
        )

    def stuck(self, who: Who, trigger: Trigger, names: Names, state: State) -> bool:
        """Whether one that listens neither accepts nor defers."""
        return any(
            not self.rows(machine, key, trigger, own, state) and not machine.defer
            for machine, key, own in self.listeners(who, trigger, names)
        )

    def take(self, draft: Draft, who: Who, trigger: Trigger, names: Names) -> Iterator[Draft]:
        """Every way in which a copy of a party takes a trigger."""
        listeners = list(self.listeners(who, trigger, names))
        choices = [
            [row for row in self.rows(machine, key, trigger, own, draft.before) if not row.defer]
            for machine, key, own in listeners
        ]
        for chosen in itertools.product(*choices):
            made = draft.copy()
            for (_, key, own), row in zip(listeners, chosen, strict=True):
                if key in [other for other, _ in made.rows]:
                    raise Mistake(f"{key} takes two rows")
                made.rows = (*made.rows, (key, row.number))
                if row.dest is not None:
                    made.after.memory[key] = row.dest
                self._set(made, who, row, own)
                self.timed(made, who, row, own)
                made.sends += [(who, send, own, key if row.in_any_order else None) for send in row.sends]
            yield made

    def notice(self, draft: Draft, kind: NoticeKind, key: LinkKey, end: int) -> Iterator[Draft]:
        """Every way in which an end of a connection takes a notice."""
        who, names = self.ends(key)[end], self.names(key)
        seeing = draft.seeing(kind, who, key[0], self.bound_at(key))
        yield from self.take(seeing, who, Trigger(kind, key[0]), names)

    def bound_at(self, key: LinkKey) -> dict[str, int]:
        """What an event of a connection binds: the names of its ends, and the parties there if they are two."""
        one, two = self.ends(key)
        return {**({} if one[0] == two[0] else dict((one, two))), **self.names(key)}

    def timed(self, draft: Draft, who: Who, row: Row, names: Names) -> None:
        """Note the timers that a row starts and stops: see `timing`."""
        raise NotImplementedError

    def _set(self, draft: Draft, who: Who, row: Row, names: Names) -> None:
        reader = self.reader(names, draft.before)
        for item in row.sets:
            key = (*who, item.variable, *map(reader.value, item.index))
            value = reader.value(item.value)
            if key not in draft.after.memory:
                raise Mistake(f"{key} is no variable")
            declared = next(v for v in self.spec.party(who[0]).variables if v.name == item.variable)
            if value is NOWHERE or value not in self.world.domain(declared.domain):
                raise Mistake(f"{key} = {value}")
            if draft.set_to.setdefault(key, value) != value:
                raise Mistake(f"two values for {key}")
            draft.after.memory[key] = value
