"""Small changes of one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from everystate.loading.expression import TRUE, Bound, Expr, Not, Read, parts
from everystate.loading.party import Assignment, Machine, Row, Send
from everystate.loading.printing import Writer
from everystate.loading.spec import Spec
from everystate.study.mutation.collected import made_otherwise
from everystate.study.mutation.guards import lessened
from everystate.study.mutation.kinds import Kind
from everystate.study.mutation.mutant import Mutant, with_rows


@dataclass(frozen=True)
class Change:
    """What a row becomes: one row, none, or two where a part of its sources goes another way."""

    kind: Kind
    what: str
    rows: tuple[Row, ...]


def mutants_of_rows(spec: Spec) -> Iterator[Mutant]:
    """Every small change of every row."""
    for party in spec.parties:
        for machine in party.machines:
            seen: Counter[str] = Counter()
            for row in machine.rows:
                name = f"{party.name}.{machine.name} {row.trigger} from {', '.join(_sources(row, machine))}"
                seen[name] += 1
                where = f"{name} ({seen[name]})" if seen[name] > 1 else name
                yield from _of_row(spec, machine, row, where)


def _sources(row: Row, machine: Machine) -> tuple[str, ...]:
    return ("*",) if len(machine.states) > 1 and row.sources == machine.states else row.sources


def _of_row(spec: Spec, machine: Machine, row: Row, where: str) -> Iterator[Mutant]:
    writer = Writer(spec, machine.party)
    before = writer.row(row, machine.states)
    for change in _Changes(machine, row, writer).all():
        after = "\n".join(writer.row(made, machine.states) for made in change.rows)
        made = with_rows(spec, machine, row, change.rows)
        yield Mutant(
            change.kind, where, change.what, row.place, before, after, made, row=row, party=machine.party
        )  # fmt: skip


class _Changes:
    """The small changes of one row of a machine."""

    def __init__(self, machine: Machine, row: Row, writer: Writer) -> None:
        self.machine = machine
        self.row = row
        self.writer = writer

    def all(self) -> Iterator[Change]:
        """Each once."""
        yield Change("drop-row", "dropped", ())
        yield from self.sources()
        yield from self.guards()
        if not self.row.defer:
            yield from self.dests()
            yield from self.sets()
            yield from self.sends()
            yield from self.timers()

    def changed(self, kind: Kind, what: str, row: Row) -> Change:
        return Change(kind, what, (row,))

    # -- where from, where to -------------------------------------------------------------------------------------

    def sources(self) -> Iterator[Change]:
        """A source less, or one more where no other row is in the way whatever its guard."""
        row = self.row
        for state in row.sources if len(row.sources) > 1 else ():
            less = tuple(source for source in row.sources if source != state)
            yield self.changed("drop-source", f"not from {state}", replace(row, sources=less))
        taken = {s for other in self.machine.rows if self._excludes(other) for s in other.sources}
        for state in self.machine.states:
            if state not in taken:
                more = tuple(s for s in self.machine.states if s == state or s in row.sources)
                yield self.changed("add-source", f"from {state}, too", replace(row, sources=more))

    def _excludes(self, other: Row) -> bool:
        """Whether this row and the other are sure to overlap wherever they share a source."""
        if other is self.row:
            return True
        alike = other.trigger == self.row.trigger and other.rank <= self.row.rank
        return alike and other.when == TRUE and not (other.choice and self.row.choice)

    def dests(self) -> Iterator[Change]:
        """Another destination, for all sources, or none for one of several."""
        row = self.row
        for state in self.machine.states:
            if state != row.dest and row.sources != (state,):
                yield self.changed("dest", f"to {state}", replace(row, dest=state))
        if row.dest is not None and row.sources != (row.dest,):
            yield self.changed("dest", "stays", replace(row, dest=None))
            for state in row.sources if len(row.sources) > 1 else ():
                if state != row.dest:
                    yield Change("dest", f"stays in {state}", self._parted(state))

    def _parted(self, state: str) -> tuple[Row, Row]:
        """The row without a source, and one of that source alone, which stays there."""
        number = 1 + max(row.number for row in self.machine.rows)
        less = tuple(source for source in self.row.sources if source != state)
        staying = replace(self.row, sources=(state,), dest=None, number=number)
        return replace(self.row, sources=less), staying

    # -- when -----------------------------------------------------------------------------------------------------

    def guards(self) -> Iterator[Change]:
        """The guard negated, dropped, or less one of its parts."""
        when = self.row.when
        if when == TRUE:
            return
        opposite = when.item if isinstance(when, Not) else Not(when)
        yield self.changed("negate-guard", "guard negated", self._guarded(opposite))
        yield self.changed("drop-guard", "guard dropped", self._guarded(TRUE))
        seen = {when, opposite, TRUE}
        for part, left in lessened(when):
            if left not in seen:
                seen.add(left)
                what = f"without {self.writer.expression(part)}"
                yield self.changed("drop-condition", what, self._guarded(left))

    def _guarded(self, when: Expr) -> Row:
        return replace(self.row, when=when, text="")

    # -- what it does ---------------------------------------------------------------------------------------------

    def sets(self) -> Iterator[Change]:
        """A variable that keeps its value, or a list or a set that is made otherwise."""
        for assignment in self.row.sets:
            yield from self._collected(assignment)
            rest = tuple(other for other in self.row.sets if other is not assignment)
            what = f"{self.writer.target(assignment)} keeps its value"
            yield self.changed("drop-set", what, replace(self.row, sets=rest))

    def _collected(self, assignment: Assignment) -> Iterator[Change]:
        target, party = self.writer.target(assignment), self.machine.party
        same = Read(party, Bound(party), assignment.variable, assignment.index)
        for made in made_otherwise(assignment.value):
            if made.tree != same:
                value = replace(assignment, value=made.tree)
                text = self.writer.value(replace(assignment, value=made.part))
                what = f"{target} with {text} at the other end" if made.turned else f"{target} without {text}"
                sets = tuple(value if other is assignment else other for other in self.row.sets)
                yield self.changed("collection", what, replace(self.row, sets=sets))

    def timers(self) -> Iterator[Change]:
        """A timer that is not started, or not stopped."""
        for change in self.row.timers:
            kind: Kind = "drop-start" if change.kind == "start" else "drop-stop"
            rest = tuple(other for other in self.row.timers if other is not change)
            what = f"does not {change.kind} {self.writer.timer(change)}"
            yield self.changed(kind, what, replace(self.row, timers=rest))

    def sends(self) -> Iterator[Change]:
        """A message less, one twice, two in the other order, one more."""
        sends = self.row.sends
        for number, send in enumerate(sends):
            before, after, name = sends[:number], sends[number + 1 :], self._numbered(number)
            yield self._sending("drop-send", f"without {name}", (*before, *after))
            yield self._sending("double-send", f"{name} twice", (*before, send, send, *after))
            if after and after[0].message != send.message:
                what = f"{after[0].message} before {send.message}"
                yield self._sending("swap-sends", what, (*before, after[0], send, *after[1:]))
            yield from self._conditions(number, send)
        if self.row.in_any_order:
            yield self.changed("order", "sends in the order of the copies", replace(self.row, in_any_order=False))
        for send in self._others():
            yield self._sending("add-send", f"{send.message}, too", (*sends, send))

    def _conditions(self, number: int, send: Send) -> Iterator[Change]:
        """A send under the opposite condition, or under none."""
        if send.when == TRUE:
            return
        opposite = send.when.item if isinstance(send.when, Not) else Not(send.when)
        kinds: list[tuple[Kind, str, Expr]] = [
            ("negate-guard", "condition negated", opposite),
            ("drop-guard", "condition dropped", TRUE),
        ]
        for kind, what, when in kinds:
            sends = (*self.row.sends[:number], replace(send, when=when), *self.row.sends[number + 1 :])
            yield self._sending(kind, f"{self._numbered(number)}: {what}", sends)

    def _numbered(self, number: int) -> str:
        """The name of a message that is sent; with a number where the row sends several of it."""
        names = [send.message for send in self.row.sends]
        alike = [at for at, name in enumerate(names) if name == names[number]]
        return names[number] if len(alike) == 1 else f"{names[number]} ({alike.index(number) + 1})"

    def _sending(self, kind: Kind, what: str, sends: tuple[Send, ...]) -> Change:
        return self.changed(kind, what, replace(self.row, sends=sends))

    def _others(self) -> Iterator[Send]:
        """What other rows of the machine send, and this one does not; only what needs no name that may not be bound."""
        known = {send.message for send in self.row.sends}
        names = {self.machine.party, *(per.name for per in self.machine.per)}
        for row in self.machine.rows:
            for send in row.sends:
                bound = {part.name for tree in _trees(send) for part in parts(tree) if isinstance(part, Bound)}
                if send.message not in known and bound <= names:
                    known.add(send.message)
                    yield send


def _trees(send: Send) -> Iterator[Expr]:
    yield send.when
    yield from (value for _, value in send.arguments)
    if send.to is not None:
        yield send.to
