"""New values of variables: maps from the old value, or tables over the fields that the value depends on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from everystate.composing.draft import Assigned, Draft, NewValue
from everystate.composing.field import Field
from everystate.composing.formula import Formula, Missing, cases, evaluate, value_at
from everystate.composing.listeners import Listener, Listeners
from everystate.composing.regions import ANYWHERE, FEW, Region
from everystate.composing.relations import Fields, Raws, Table, Together
from everystate.loading.expression import Collection, Expr, Value, parts, shown
from everystate.loading.party import Assignment, Row
from everystate.loading.printing import Writer
from everystate.problems import Place, TooLarge


class Assigning:
    """Turns the assignments of rows into changes of fields."""

    def __init__(self, listeners: Listeners) -> None:
        self.listeners = listeners
        self.layout = listeners.layout
        self.regions = listeners.regions
        self.effort = listeners.effort
        self.problems = listeners.problems
        self.refused: set[tuple[Place, str]] = set()

    def assigned(self, draft: Draft, listener: Listener, row: Row, assignment: Assignment) -> Iterator[Draft]:
        """The draft with a variable set, in a piece for each value of its index."""
        value = self.listeners.grounder.formula(assignment.value, listener.names)
        for there, numbers in self.indexed(draft, listener, assignment.index):
            field = self.layout.memory.get((listener.copy, assignment.variable, numbers))
            if field is not None:
                for made, new in self._valued(there, field, value, assignment):
                    yield replace(made, assigned=(*made.assigned, Assigned(field, new, row)))
            else:
                self.refuse_missing(there, assignment.variable, numbers, assignment.place)

    def refuse_missing(self, draft: Draft, name: str, numbers: tuple[Value | Missing, ...], place: Place) -> None:
        """What is indexed by none, or by a copy that is not there, is a mistake if the guard allows it."""
        if (place, name) not in self.refused and draft.region.is_possible(self.effort):
            self.refused.add((place, name))
            what = f"{name}[{', '.join(map(shown, numbers))}] is set"
            self.problems.add(place, what, "there is no such copy", "guard the row with `when`")

    def indexed(
        self, draft: Draft, listener: Listener, index: tuple[Expr, ...]
    ) -> Iterator[tuple[Draft, tuple[Value | Missing, ...]]]:
        """The draft in a piece for each value of an index."""
        pieces: list[tuple[Draft, tuple[Value | Missing, ...]]] = [(draft, ())]
        for item in index:
            choices = self.regions.by_value(self.listeners.grounder.formula(item, listener.names))
            self.effort.spend(len(pieces) * len(choices))
            pieces = [
                (made, (*numbers, number))
                for there, numbers in pieces
                for region, number in choices
                if (made := there.inside(region)) is not None
            ]
        yield from pieces

    def _valued(
        self, draft: Draft, field: int, value: Formula, assignment: Assignment
    ) -> Iterator[tuple[Draft, NewValue]]:
        """The draft with the new value of a field: a map from the old value in few pieces, or one table."""
        fields = tuple(sorted(value.support))
        pieces = cases(value, self.regions.size, self.regions.look, self.effort, last=field)
        combinations = self.regions.combinations(fields, draft.region.box) if len(pieces) > FEW else None
        if combinations is not None:
            yield draft, self._table(draft, field, value, fields, combinations, assignment)
            return
        for box, left in pieces:
            if (made := draft.where(box)) is not None:
                yield made, self._map(made, field, left, assignment)

    def _table(
        self, draft: Draft, field: int, value: Formula, fields: Fields, combinations: list[Raws], assignment: Assignment
    ) -> Table:
        known = _numbers(self.layout.fields[field])
        entries: dict[Raws, int] = {}
        wrong: dict[Value | Missing, set[Raws]] = {}
        self.effort.spend(len(combinations) * value.weight)
        for raws in combinations:
            new = evaluate(value, dict(zip(fields, raws, strict=True)), self.regions.look)
            if (number := known.get((type(new), new))) is not None:
                entries[raws] = number
            else:
                wrong.setdefault(new, set()).add(raws)
        for new, those in wrong.items():
            self._refuse(draft, field, new, Region({}, {fields: Together(frozenset(those))}), assignment)
        return Table(fields, entries)

    def _map(self, draft: Draft, field: int, left: Formula, assignment: Assignment) -> dict[int, int]:
        """What is left of the new value depends on nothing but the old one."""
        known = _numbers(self.layout.fields[field])
        change: dict[int, int] = {}
        for raw in draft.region.box.get(field, range(self.regions.size(field))):
            new = value_at(left, field, raw, self.regions.look)
            change[raw] = known.get((type(new), new), raw)
            if (type(new), new) not in known:
                self._refuse(draft, field, new, Region({field: frozenset([raw])}), assignment)
        return change

    def _refuse(self, draft: Draft, field: int, new: Value | Missing, region: Region, assignment: Assignment) -> None:
        """A value that is not in the domain is a mistake if the guard allows it: one for all copies and values."""
        key = (assignment.place, assignment.variable)
        if key in self.refused:
            return
        there = region.meet(ANYWHERE)
        met = there and draft.region.meet(there)
        if met and met.is_possible(self.effort):
            self.refused.add(key)
            self.problems.add(assignment.place, *self._misfit(self.layout.fields[field], new, assignment))

    def _misfit(self, field: Field, new: Value | Missing, assignment: Assignment) -> tuple[str, str, str]:
        """What is wrong, why, and how to guard the row; of lists and sets, the same for those that are alike."""
        writer = Writer(self.layout.spec, field.owner.party if field.owner else "")
        what, instead = f"{field.name} would become {shown(new)}", "guard the row with `when`"
        if isinstance(new, tuple | frozenset):
            known = [value for value in field.values if isinstance(value, tuple | frozenset)]
            most = max(map(len, known))
            if len(new) > most and isinstance(new, tuple):
                what, why = f"{field.name} would become a list of {len(new)}", f"it has at most {most} elements"
                return what, why, f"guard the row with `when: len({writer.target(assignment)}) < {most}`"
            strange = next(item for item in new if not any(item in value for value in known))
            return f"{field.name} would contain {shown(strange)}", "that is not in its domain", instead
        for part in parts(assignment.value) if isinstance(new, Missing) else ():
            if isinstance(part, Collection) and part.operator in ("item", "slice"):
                whole, index = map(writer.expression, part.items[:2])
                least = f"{'>' if part.operator == 'item' else '>='} {index}"
                return (
                    what,
                    f"{writer.expression(part)} may not exist",
                    f"guard the row with `when: len({whole}) {least}`",
                )
        return what, "that is not in its domain", instead

    def check_agreement(self, draft: Draft, assigned: Assigned) -> None:
        """Two rows that set one variable in one step set it to the same value.

        Raises:
            TooLarge: the values depend on too many fields to compare them.
        """
        before = next((one for one in draft.assigned if one.field == assigned.field), None)
        if before is None or before.value == assigned.value:
            return
        one, two = (_as_table(other.field, other.value) for other in (before, assigned))
        fields = tuple(sorted({*one.fields, *two.fields}))
        combinations = self.regions.combinations(fields, draft.region.box)
        if combinations is None:
            raise TooLarge("two new values of one variable depend on too many fields to compare them")
        places = [[fields.index(index) for index in table.fields] for table in (one, two)]
        differing = frozenset(
            raws
            for raws in combinations
            if one.entries.get(tuple(raws[place] for place in places[0]))
            != two.entries.get(tuple(raws[place] for place in places[1]))
        )
        region = Region({}, {fields: Together(differing)}).meet(draft.region) if differing else None
        if region is not None and region.is_possible(self.effort):
            name = self.layout.fields[assigned.field].name
            key = (assigned.row.place, self.layout.fields[assigned.field].key.name)
            if key in self.refused:
                return
            self.refused.add(key)
            why = f"the row at line {before.row.place.line} sets it to another value in the same step"
            self.problems.add(assigned.row.place, f"two values for {name}", why)


def _numbers(field: Field) -> dict[tuple[type, object], int]:
    """The raw value of each value of a field."""
    return {(type(value), value): number for number, value in reversed(list(enumerate(field.values)))}


def _as_table(field: int, value: NewValue) -> Table:
    return value if isinstance(value, Table) else Table((field,), {(old,): new for old, new in value.items()})
