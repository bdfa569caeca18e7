"""The machine copies that take a trigger together: which rows they may take, and when one of them takes none."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from everystate.composing.draft import Draft, Outgoing, Setting, bounded, intersection, narrowed
from everystate.composing.effort import fitting
from everystate.composing.formula import (
    FALSE,
    Const,
    Cube,
    Formula,
    Look,
    Missing,
    cases,
    decided_cases,
    make,
    value_at,
)
from everystate.composing.ground import Grounder
from everystate.composing.layout import Layout
from everystate.composing.network import Copy, Move, look
from everystate.loading.expression import Value, shown
from everystate.loading.spec import Assignment, Machine, Row, Trigger
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
    """Finds who listens, and turns their rows into pieces of steps."""

    def __init__(self, layout: Layout, problems: Problems) -> None:
        self.layout = layout
        self.grounder = Grounder(layout)
        self.problems = problems
        self.effort = layout.settings.effort
        self.possible: set[Row] = set()
        self._checked: set[tuple[object, ...]] = set()
        self._overlapping: set[Row] = set()
        self._sources: dict[tuple[int, tuple[str, ...]], Formula] = {}

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

    # -- formulas -------------------------------------------------------------------------------------------------

    def cubes(self, formula: Formula, wanted: bool = True) -> list[Cube]:
        """The disjoint boxes in which a formula has this truth value."""
        return [cube for cube, value in self.decided(formula) if bool(value) is wanted]

    def decided(self, formula: Formula) -> list[tuple[Cube, Value | Missing]]:
        """Disjoint boxes that cover everything, each with the value of a formula there."""
        return decided_cases(formula, self.size, self.look, self.effort)

    def combinations(self, formulas: list[Formula]) -> Iterator[tuple[Cube, tuple[Value | Missing, ...]]]:
        """Disjoint boxes that cover everything, each with the values of several formulas there."""
        for combination in itertools.product(*(self.decided(formula) for formula in formulas)):
            self.effort.spend(1 + len(combination))
            box: Cube | None = {}
            for cube, _ in combination:
                box = intersection(box, cube) if box is not None else None
            if box is not None:
                yield box, tuple(value for _, value in combination)

    def size(self, field: int) -> int:
        """How many values a field has; rows and monitors do not look into channels, which have too many."""
        return len(self.layout.fields[field].values)

    def look(self, asked: Look, raw: int) -> object:
        """What a look shows at a raw value of its field."""
        return look(self.layout.fields[asked.field], asked, raw)

    def enabled(self, listener: Listener, row: Row) -> Formula:
        """Where a row's source and guard accept."""
        here = self._in_one_of(listener.field, row.sources)
        return make("and", here, self.grounder.formula(row.when, listener.names))

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

    # -- pieces ---------------------------------------------------------------------------------------------------

    def expand(self, drafts: list[Draft], group: Group) -> list[Draft]:
        """Every draft with every way in which the group can take its trigger."""
        for listener in self.of(group):
            self._check_overlaps(listener)
            pieces = bounded(list(self._pieces(listener)))
            joined: list[Draft] = []
            for draft in drafts:
                joined += (made for piece in pieces for made in self._joined(draft, piece))
                bounded(joined)
            drafts = joined
        return drafts

    def _joined(self, draft: Draft, piece: Draft) -> Iterator[Draft]:
        self.effort.spend(2 + len(draft.box))
        made = draft.where(piece.box)
        if made is None:
            return
        self.effort.spend(10 + len(draft.maps) + len(draft.moves) + len(draft.tests))
        self._check_moves(made, piece)
        made = replace(
            made,
            maps={**made.maps, **piece.maps},
            moves=(*made.moves, *piece.moves),
            outgoing=(*made.outgoing, *piece.outgoing),
        )
        for setting in piece.settings:
            self._check_agreement(made, setting)
            made = replace(made, settings=(*made.settings, setting)).changing(setting.field, setting.change)
        yield made

    def _check_moves(self, draft: Draft, piece: Draft) -> None:
        """A machine takes one row in a step; a rendezvous, or two losses at once, could ask a second one of it."""
        taken = {move.field: move for move in draft.moves}
        for move in piece.moves:
            if before := taken.get(move.field):
                row, other = move.rows[0][1], before.rows[0][1]
                what = f"{self.layout.fields[move.field].name} takes this row and another in one step"
                why = f"the other is at line {other.place.line}, for {other.trigger}"
                self.problems.add(row.place, what, why, "let a capacity, or notice: apart, part them")

    def _check_agreement(self, draft: Draft, setting: Setting) -> None:
        """Two rows that set one variable in one step set it to the same value."""
        before = next((s for s in draft.settings if s.field == setting.field), None)
        raws = draft.box.get(setting.field, setting.change)
        if before is not None and any(before.change[raw] != setting.change[raw] for raw in raws):
            name = self.layout.fields[setting.field].name
            why = f"the row at line {before.row.place.line} sets it to another value in the same step"
            self.problems.add(setting.row.place, f"two values for {name}", why)

    def _pieces(self, listener: Listener) -> Iterator[Draft]:
        """Plain rows (no send, no new value, no guard of other fields) are one piece, each other row is its own."""
        plain: list[tuple[Row, Formula]] = []
        for row in listener.rows:
            if row.defer:
                continue
            enabled = self.enabled(listener, row)
            if enabled != FALSE:
                self.possible.add(row)
            if not (row.sends or row.sets or row.choice or row.fair) and set(enabled.support) <= {listener.field}:
                plain.append((row, enabled))
            else:
                with fitting(row.place, "this row"):
                    pieces = list(self._piece(listener, row, enabled))
                yield from pieces
        if plain:
            yield from self._plain_piece(listener, plain)

    def _plain_piece(self, listener: Listener, rows: list[tuple[Row, Formula]]) -> Iterator[Draft]:
        taken: dict[int, Row] = {}
        for row, enabled in rows:
            for cube in self.cubes(enabled):
                for raw in cube.get(listener.field, range(self.size(listener.field))):
                    taken.setdefault(raw, row)
        if taken:
            yield self._moving(Draft(box={listener.field: frozenset(taken)}), listener, taken)

    def _moving(self, draft: Draft, listener: Listener, taken: dict[int, Row]) -> Draft:
        states = listener.machine.states
        change = {raw: raw if row.dest is None else states.index(row.dest) for raw, row in taken.items()}
        rows = tuple(sorted(taken.items(), key=lambda item: item[0]))
        move = Move(listener.field, listener.machine, listener.rows[0].trigger, rows)
        draft = replace(draft, moves=(*draft.moves, move))
        if any(old != new for old, new in change.items()):
            draft = draft.changing(listener.field, change)
        return draft

    def _piece(self, listener: Listener, row: Row, enabled: Formula) -> Iterator[Draft]:
        drafts = narrowed([Draft()], self.cubes(enabled))
        for assignment in row.sets:
            drafts = [made for draft in drafts for made in self._assigned(draft, listener, row, assignment)]
        outgoing = tuple(Outgoing(send, row, listener.copy, listener.names) for send in row.sends)
        for draft in drafts:
            raws = draft.box.get(listener.field, range(self.size(listener.field)))
            yield replace(self._moving(draft, listener, dict.fromkeys(raws, row)), outgoing=outgoing)

    def _assigned(self, draft: Draft, listener: Listener, row: Row, assignment: Assignment) -> Iterator[Draft]:
        index = [self.grounder.formula(item, listener.names) for item in assignment.index]
        value = self.grounder.formula(assignment.value, listener.names)
        for there, numbers in self._split(draft, index):
            field = self.layout.memory.get((listener.copy, assignment.variable, numbers))
            if field is None:
                what = f"{assignment.variable}[{', '.join(map(shown, numbers))}] is set"
                self.problems.add(assignment.place, what, "there is no such copy", "guard the row with `when`")
                continue
            for inner, left in cases(value, self.size, self.look, self.effort, last=field):
                made = there.where(inner)
                if made is not None:
                    change = self._map(field, left, made, assignment)
                    yield replace(made, settings=(*made.settings, Setting(field, change, row)))

    def _split(self, draft: Draft, formulas: list[Formula]) -> Iterator[tuple[Draft, tuple[Value | Missing, ...]]]:
        """The draft in pieces, each with the values of the formulas there."""
        for cube, values in self.combinations(formulas):
            made = draft.where(cube)
            if made is not None:
                yield made, values

    def _map(self, field: int, left: Formula, draft: Draft, assignment: Assignment) -> dict[int, int]:
        """What is left of the new value depends on nothing but the old one."""
        values = self.layout.fields[field].values
        change: dict[int, int] = {}
        for raw in draft.box.get(field, range(len(values))):
            new = value_at(left, field, raw, self.look)
            known = [number for number, value in enumerate(values) if type(value) is type(new) and value == new]
            if not known:
                what = f"{self.layout.fields[field].name} would become {shown(new)}"
                self.problems.add(assignment.place, what, "that is not in its domain", "guard the row with `when`")
            change[raw] = known[0] if known else raw
        return change

    # -- mistakes -------------------------------------------------------------------------------------------------

    def _check_overlaps(self, listener: Listener) -> None:
        key = (listener.field, str(listener.rows[0].trigger), *sorted((k, str(v)) for k, v in listener.names.items()))
        if key in self._checked:
            return
        self._checked.add(key)
        enabled = {row: self.enabled(listener, row) for row in listener.rows}
        for number, two in enumerate(listener.rows):
            others = [one for one in listener.rows[:number] if self._overlap(one, two, enabled)]
            if others and two not in self._overlapping:
                self._overlapping.add(two)
                machine = f"{listener.machine.party}.{listener.machine.name}"
                first, *more = [f"line {one.place.line}" for one in others]
                rows = f"those at {', '.join([first, *more[:-1]])} and {more[-1]}" if more else f"the one at {first}"
                hint = "make their sources or guards exclude each other, or say choice: true on each"
                why = f"{'all' if more else 'both'} can take {two.trigger}"
                self.problems.add(two.place, f"this row of {machine} overlaps {rows}", why, hint)

    def _overlap(self, one: Row, two: Row, enabled: dict[Row, Formula]) -> bool:
        """Whether two rows can be taken in the same state, and do not say that this is a choice."""
        self.effort.spend(1)
        if (one.choice and two.choice and not (one.defer or two.defer)) or not set(one.sources) & set(two.sources):
            return False
        both = make("and", enabled[one], enabled[two])
        return both != FALSE and bool(self.cubes(both))
