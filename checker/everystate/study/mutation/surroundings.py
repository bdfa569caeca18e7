"""Small changes outside the rows: initial states of machines, connections that actions close, faults and bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from everystate.composing.settings import Settings
from everystate.loading.events import EventName
from everystate.loading.expression import Arithmetic, Bound, Constant, Expr, Parameter, parts, shown
from everystate.loading.faults import FAULTS, FaultKind
from everystate.loading.party import Action, Close, Party
from everystate.loading.printing import Writer
from everystate.loading.spec import WAIT, Connection, Fault, Opening, Spec
from everystate.problems import Place
from everystate.study.mutation.choices import mutants_of_choices
from everystate.study.mutation.kinds import Kind
from everystate.study.mutation.mutant import Mutant, Shift, with_connection, with_machine, with_party


def mutants_of_surroundings(spec: Spec, settings: Settings) -> Iterator[Mutant]:
    """Every small change of a machine's start, an action, a connection; bounds as they are at these settings."""
    for party in spec.parties:
        yield from _starts(spec, party)
        yield from mutants_of_choices(spec, settings, party)
        yield from _durations(spec, settings, party)
        for action in party.actions:
            yield from _closes(spec, party, action)
            if action.at_most is not None:
                yield from _Bounds(spec, settings).of_action(party, action, action.at_most)
    for connection in spec.connections:
        yield from _Bounds(spec, settings).of_connection(connection)


def _starts(spec: Spec, party: Party) -> Iterator[Mutant]:
    for machine in party.machines:
        states = [tree.value for tree in machine.initial if isinstance(tree, Constant)]
        where = f"{party.name}.{machine.name}"
        before = f"initial: {states[0]}" if len(states) == 1 else f"initial: [{', '.join(map(shown, states))}]"
        for state in machine.states if len(states) == len(machine.initial) == 1 else ():
            if state not in states:
                made = with_machine(spec, replace(machine, initial=(Constant(state),)))
                yield Mutant("initial", where, f"starts in {state}", machine.place, before, f"initial: {state}", made)
        for tree in machine.initial if 1 < len(states) == len(machine.initial) else ():
            rest = tuple(other for other in machine.initial if other != tree)
            after = f"initial: [{', '.join(shown(other) for other in states if Constant(other) != tree)}]"
            made = with_machine(spec, replace(machine, initial=rest))
            assert isinstance(tree, Constant)
            yield Mutant("initial", where, f"never starts in {shown(tree.value)}", machine.place, before, after, made)


def _durations(spec: Spec, settings: Settings, party: Party) -> Iterator[Mutant]:
    """A timer whose durations are one tick less, where they are known and stay possible, or one tick more."""
    writer = Writer(spec)
    for timer in party.timers:
        key = "every" if timer.repeats else "after"
        for by, sign in ((-1, "-"), (1, "+")):
            fixed = not any(isinstance(part, Bound) for part in parts(timer.low))
            least = settings.value(timer.low) if fixed else None
            if by < 0 and (not isinstance(least, int) or least - 1 < int(timer.repeats)):
                continue
            low, high = (_shifted(tree, by) for tree in (timer.low, timer.high))
            made = replace(timer, low=low, high=low if timer.low is timer.high else high)
            timers = tuple(made if other is timer else other for other in party.timers)
            texts = [
                writer.expression(one.low)
                if one.low is one.high
                else "..".join(map(writer.expression, (one.low, one.high)))
                for one in (timer, made)
            ]
            where, what = f"{party.name}.{timer.name}", f"{key} {sign}1"
            before, after = (f"{key}: {text}" for text in texts)
            changed = with_party(spec, replace(party, timers=timers))
            yield Mutant("duration", where, what, timer.place, before, after, changed)


def _shifted(tree: Expr, by: int) -> Expr:
    if isinstance(tree, Constant) and isinstance(tree.value, int):
        return Constant(tree.value + by)
    return Arithmetic("+" if by > 0 else "-", tree, Constant(1))


def _closes(spec: Spec, party: Party, action: Action) -> Iterator[Mutant]:
    """An action that leaves a connection open, or closes it in the other way."""
    for close in action.closes:
        other = replace(close, drain=not close.drain)
        rest = tuple(c for c in action.closes if c is not close)
        turned = tuple(other if c is close else c for c in action.closes)
        how = "drains" if other.drain else "drops"
        for what, closes in ((f"leaves {close.connection} open", rest), (f"{how} {close.connection}", turned)):
            made = with_party(spec, _acting(party, action, replace(action, closes=closes)))
            where = f"{party.name}.{action.name}"
            yield Mutant("close", where, what, action.place, _closing(action.closes), _closing(closes), made)


def _acting(party: Party, action: Action, by: Action) -> Party:
    return replace(party, actions=tuple(by if a is action else a for a in party.actions))


def _closing(closes: tuple[Close, ...]) -> str:
    ways = ", ".join(f"{close.connection}: drain" if close.drain else f"{close.connection}: drop" for close in closes)
    return f"closes: {{{ways}}}" if ways else ""


class _Bounds:
    """Changes of numbers. One that is a parameter is changed there, so that claims that speak of it go along."""

    def __init__(self, spec: Spec, settings: Settings) -> None:
        self.spec = spec
        self.settings = settings
        self.writer = Writer(spec)

    def of_action(self, party: Party, action: Action, at_most: Expr) -> Iterator[Mutant]:
        def acting(tree: Expr) -> Spec:
            return with_party(self.spec, _acting(party, action, replace(action, at_most=tree)))

        yield from self._around("at_most", f"{party.name}.{action.name}", action.place, at_most, acting)

    def of_connection(self, connection: Connection) -> Iterator[Mutant]:
        yield from self._capacities(connection)
        if self.settings.value(connection.full) == "drop":
            made = with_connection(self.spec, replace(connection, full=WAIT))
            texts = f"full: {self.writer.expression(connection.full)}", "full: wait"
            yield Mutant("full", connection.name, "waits for room", connection.place, *texts, made)
        yield from self._held(connection)
        yield from self._openings(connection)
        for kind in FAULTS:
            fault = connection.fault(kind)
            if fault is None:
                yield self._new_fault(connection, kind)
            elif fault.at_most is not None:
                yield from self._bound_of(connection, kind, fault.at_most)

    def _openings(self, connection: Connection) -> Iterator[Mutant]:
        """A connection that the protocol opens, or that opens once less, or once more."""
        opening, place = connection.opening, connection.place

        def opened(by: Opening) -> Spec:
            return with_connection(self.spec, replace(connection, opening=by))

        if opening.cause != "protocol":
            made = opened(replace(opening, cause="protocol"))
            texts = f"cause: {opening.cause}", "cause: protocol"
            yield Mutant("open", connection.name, "opens of itself", place, *texts, made)
        if opening.at_most is not None:
            yield from self._around(
                "opens at_most", f"{connection.name}.opens", place, opening.at_most,
                lambda tree: opened(replace(opening, at_most=tree)),
            )  # fmt: skip

    def _held(self, connection: Connection) -> Iterator[Mutant]:
        """A message less at the start; of those that are alike, the first."""
        for text, held in {self.writer.held(one): one for one in reversed(connection.holds)}.items():
            made = replace(connection, holds=tuple(one for one in connection.holds if one is not held))
            spec = with_connection(self.spec, made)
            before, after = (f"holds: [{', '.join(map(self.writer.held, one.holds))}]" for one in (connection, made))
            yield Mutant("initial", connection.name, f"no {text} at the start", held.place, before, after, spec)

    def _bound_of(self, connection: Connection, kind: FaultKind, at_most: Expr) -> Iterator[Mutant]:
        def failing(tree: Expr) -> Spec:
            return with_connection(self.spec, _with_fault(connection, Fault(kind, tree)))

        where = f"{connection.name}.{kind}"
        yield from self._around(f"{FAULTS[kind].key} at_most", where, connection.place, at_most, failing)

    def _new_fault(self, connection: Connection, kind: FaultKind) -> Mutant:
        """In the first phase, where there are any: every fault belongs to one."""
        spec = with_connection(self.spec, _with_fault(connection, Fault(kind, Constant(1))))
        if spec.phases:
            first, *others = spec.phases
            within = replace(first, within=(*first.within, EventName(kind, "", connection.name)))
            spec = replace(spec, phases=(within, *others))
        after = f"{FAULTS[kind].key}: {{at_most: 1}}"
        return Mutant("fault", connection.name, FAULTS[kind].once, connection.place, "", after, spec)

    def _capacities(self, connection: Connection) -> Iterator[Mutant]:
        value = self.settings.value(connection.capacity)
        lower = sorted({1, value - 1}, reverse=True) if isinstance(value, int) and value > 1 else []
        for number in lower if value != 1 else [0]:
            kind: Kind = "capacity"
            what = f"capacity {number}"
            texts = f"capacity: {self.writer.expression(connection.capacity)}", f"capacity: {number}"
            made = with_connection(self.spec, replace(connection, capacity=Constant(number)))
            yield Mutant(kind, connection.name, what, connection.place, *texts, made)

    def _around(self, key: str, where: str, place: Place, tree: Expr, put: Callable[[Expr], Spec]) -> Iterator[Mutant]:
        """One less and one more than it is."""
        value = self.settings.value(tree)
        if not isinstance(value, int):
            return
        for by in (-1, 1):
            if value + by < 0:
                continue
            kind: Kind = "budget" if value else "fault"
            before, what = f"{key}: {self.writer.expression(tree)}", f"{key} {value + by}"
            if isinstance(tree, Parameter):
                yield Mutant(
                    kind, where, what, place, f"{tree.name}: {value}", f"{tree.name}: {value + by}", self.spec,
                    Shift(tree.name, by),
                )  # fmt: skip
            else:
                other = Arithmetic("+" if by > 0 else "-", tree, Constant(1))
                after = f"{key}: {self.writer.expression(other)}"
                yield Mutant(kind, where, what, place, before, after, put(other))


def _with_fault(connection: Connection, fault: Fault) -> Connection:
    """The connection with a fault, in place of the one of that kind if there is one."""
    faults = {one.kind: one for one in (*connection.faults, fault)}
    return replace(connection, faults=tuple(faults[kind] for kind in FAULTS if kind in faults))
