"""The rows with which a group of machine copies takes a trigger, as pieces of a step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from everystate.composing.assigning import Assigning
from everystate.composing.clocks import Clocks
from everystate.composing.draft import Draft, Outgoing, bounded
from everystate.composing.effort import fitting
from everystate.composing.event import Move
from everystate.composing.formula import FALSE, Formula, make
from everystate.composing.listeners import Group, Listener, Listeners
from everystate.loading.party import Row


class Taking:
    """Turns the rows of listeners into pieces of steps. `possible` are the rows that the parameters leave possible."""

    def __init__(self, listeners: Listeners) -> None:
        self.listeners = listeners
        self.layout = listeners.layout
        self.regions = listeners.regions
        self.effort = listeners.effort
        self.problems = listeners.problems
        self.assigning = Assigning(listeners)
        self.clocks = Clocks(listeners)
        self.possible: set[Row] = set()
        self._checked: set[tuple[object, ...]] = set()
        self._overlapping: set[Row] = set()

    def expand(self, drafts: list[Draft], group: Group) -> list[Draft]:
        """Every draft with every way in which the group can take its trigger."""
        for listener in self.listeners.of(group):
            machine = f"{listener.machine.party}.{listener.machine.name}"
            with fitting(listener.rows[0].place, f"what {machine} does at {group.trigger}"):
                self._check_overlaps(listener)
                drafts = self._taken(drafts, bounded(list(self._pieces(listener))))
        return drafts

    def _taken(self, drafts: list[Draft], pieces: list[Draft]) -> list[Draft]:
        joined: list[Draft] = []
        for draft in drafts:
            joined += (made for piece in pieces for made in self._joined(draft, piece))
            bounded(joined)
        return joined

    def _joined(self, draft: Draft, piece: Draft) -> Iterator[Draft]:
        self.effort.spend(2 + len(draft.region.box))
        made = draft.inside(piece.region)
        if made is None:
            return
        self.effort.spend(10 + len(draft.values) + len(draft.moves) + len(draft.tests))
        self._check_moves(made, piece)
        made = replace(
            made,
            values={**made.values, **piece.values},
            moves=(*made.moves, *piece.moves),
            outgoing=(*made.outgoing, *piece.outgoing),
        )
        for assigned in piece.assigned:
            if self.clocks.is_other_choice(made, assigned):
                return
            self.assigning.check_agreement(made, assigned)
            made = replace(made, assigned=(*made.assigned, assigned)).changing(assigned.field, assigned.value)
        yield made

    def _pieces(self, listener: Listener) -> Iterator[Draft]:
        """The rows that only move their own machine together where that is one region, each other row alone."""
        plain: list[tuple[Row, Formula]] = []
        for row in listener.rows:
            if row.defer:
                continue
            enabled = self.listeners.enabled(listener, row)
            if enabled != FALSE:
                self.possible.add(row)
            if row.sends or row.sets or row.timers or row.choice or row.fair:
                with fitting(row.place, "this row"):
                    yield from list(self._piece(listener, row, enabled))
            else:
                plain.append((row, enabled))
        for rows in _with_disjoint_sources(plain):
            with fitting(rows[0][0].place, "this row"):
                yield from list(self._plain(listener, rows))

    def _plain(self, listener: Listener, rows: list[tuple[Row, Formula]]) -> Iterator[Draft]:
        """One piece, a map from state to row, if the rows are possible in one region; else a piece for each row."""
        regions = self.regions.of(make("or", *(enabled for _, enabled in rows)))
        if len(rows) > 1 and len(regions) > 1:
            for row in rows:
                yield from self._plain(listener, [row])
            return
        for region in regions:
            raws = region.box.get(listener.field, range(self.regions.size(listener.field)))
            taken = {raw: row for row, _ in rows for raw in raws if listener.machine.states[raw] in row.sources}
            yield self._moving(Draft(region), listener, taken)

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
        drafts = self.listeners.narrowed([Draft()], enabled)
        for assignment in row.sets:
            drafts = [made for draft in drafts for made in self.assigning.assigned(draft, listener, row, assignment)]
        for change in row.timers:
            drafts = [made for draft in drafts for made in self.clocks.changed(draft, listener, row, change)]
        outgoing = tuple(Outgoing(send, row, listener.copy, listener.names) for send in row.sends)
        for draft in drafts:
            raws = draft.region.box.get(listener.field, range(self.regions.size(listener.field)))
            yield replace(self._moving(draft, listener, dict.fromkeys(raws, row)), outgoing=outgoing)

    # -- mistakes -------------------------------------------------------------------------------------------------

    def _check_moves(self, draft: Draft, piece: Draft) -> None:
        """A machine takes one row in a step; a rendezvous, or two losses at once, could ask a second one of it."""
        taken = {move.field: move for move in draft.moves}
        for move in piece.moves:
            if before := taken.get(move.field):
                row, other = move.rows[0][1], before.rows[0][1]
                what = f"{self.layout.fields[move.field].name} takes this row and another in one step"
                why = f"the other is at line {other.place.line}, for {other.trigger}"
                self.problems.add(row.place, what, why, "let a capacity, or notice: apart, part them")

    def _check_overlaps(self, listener: Listener) -> None:
        key = (listener.field, str(listener.rows[0].trigger), *sorted((k, str(v)) for k, v in listener.names.items()))
        if key in self._checked:
            return
        self._checked.add(key)
        enabled = {row: self.listeners.enabled(listener, row) for row in listener.rows}
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
        if one.rank != two.rank:
            return False
        if (one.choice and two.choice and not (one.defer or two.defer)) or not set(one.sources) & set(two.sources):
            return False
        return self.regions.is_possible(make("and", enabled[one], enabled[two]))


def _with_disjoint_sources(rows: list[tuple[Row, Formula]]) -> list[list[tuple[Row, Formula]]]:
    """The rows in as few groups as a first fit finds: within a group, a state is a source of at most one row."""
    groups: list[list[tuple[Row, Formula]]] = []
    for row, enabled in rows:
        fitting_in = (g for g in groups if all(set(row.sources).isdisjoint(other.sources) for other, _ in g))
        group = next(fitting_in, None)
        if group is None:
            groups.append([(row, enabled)])
        else:
            group.append((row, enabled))
    return groups
