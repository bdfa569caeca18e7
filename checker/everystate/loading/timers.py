"""Timers: what a party declares, what rows start and stop, and how time goes on."""

from __future__ import annotations

import ast
from collections.abc import Callable

from everystate.loading.declare import read_per
from everystate.loading.document import Text
from everystate.loading.expression import Constant, Expr
from everystate.loading.parsing import parse
from everystate.loading.party import Party, Timer, TimerChange, Trigger
from everystate.loading.resolve import resolve
from everystate.loading.scope import Scope
from everystate.loading.shapes import Entries
from everystate.loading.sorts import NUMBER, Declared, Sort, words
from everystate.loading.spec import Time
from everystate.problems import Problems, Unknown

OFF, RUNNING = "off", "running"
INSTANT, ANY = "instant", "any"

Index = Callable[[Text, ast.expr, Scope], tuple[Expr, ...]]


def read_timer(party: str, name: Text, entry: Entries, declared: Declared, problems: Problems) -> Timer | None:
    """A timer of a party; None, and a problem, where it has no duration or two."""
    if ("after" in entry) == ("every" in entry):
        if entry.clean:
            problems.add(name.place, f"'{name}' has one duration", "", "write {after: 3}, {after: 2..4} or {every: 1}")
        return None
    per = read_per(entry.get("per"), declared, problems)
    names = {party: Sort(party=party), **{one.name: Sort(party=one.party) for one in per}}
    scope = Scope(declared, names)
    low, high = _duration(entry["after"] if "after" in entry else entry["every"], scope, problems)
    initially: Expr = Constant(OFF)
    if "initially" in entry:
        initially = resolve(entry["initially"], scope, words(RUNNING, OFF), problems)
    if "every" in entry and low is not high:
        problems.add(entry["every"].place, "'every' has one duration", "", "write a number")
    if "fair" in entry and low is high:
        problems.add(
            entry["fair"].place, f"fair: strong for {name} says nothing", "it has one duration", "leave it out"
        )
    return Timer(
        party=party,
        name=str(name),
        per=per,
        repeats="every" in entry,
        low=low,
        high=high,
        initially=initially,
        place=name.place,
        description=entry.get("description", ""),
        fair="strong" if "fair" in entry else None,
    )


def _duration(text: Text, scope: Scope, problems: Problems) -> tuple[Expr, Expr]:
    """The ends of `low..high`; the same tree twice for a single number."""
    low, dots, high = text.partition("..")
    if not dots:
        one = resolve(text, scope, NUMBER, problems)
        return one, one
    parts = (text.part(low), text.part(high, len(low) + len(dots)))
    first, last = (resolve(part, scope, NUMBER, problems) for part in parts)
    return first, last


class TimerReader:
    """Reads what the rows of one party do with timers."""

    def __init__(self, party: str, declared: Declared, problems: Problems) -> None:
        self.timers = declared.parties[party].timers
        self.problems = problems

    def changes(self, entry: Entries, scope: Scope, index: Index) -> tuple[TimerChange, ...]:
        """The timers that a row starts and stops."""
        found = [self._start(text, scope, index) for text in entry.get("start") or []]
        found += [self._stop(text, scope, index) for text in entry.get("stop") or []]
        return tuple(filter(None, found))

    def _start(self, text: Text, scope: Scope, index: Index) -> TimerChange | None:
        named = self._named(text, scope, index)
        return named and TimerChange("start", *named, text.place)

    def _stop(self, text: Text, scope: Scope, index: Index) -> TimerChange | None:
        named = self._named(text, scope, index)
        return named and TimerChange("stop", *named, text.place)

    def _named(self, text: Text, scope: Scope, index: Index) -> tuple[str, tuple[Expr, ...]] | None:
        """The name of a timer, and which of several copies of it."""
        node = parse(text, self.problems)
        if node is None:
            return None
        name = node.value if isinstance(node, ast.Subscript) else node
        if not isinstance(name, ast.Name) or name.id not in self.timers:
            self.problems.unknown(Unknown(text.place, str(text), f"unknown timer '{text}'", self.timers))
            return None
        return name.id, index(text, node, scope)


def read_time(entry: Entries | None, declared: Declared, problems: Problems) -> Time | None:
    """How time goes on, as the system file says it."""
    if entry is None or "delivery" not in entry:
        return None
    text, scope = entry["delivery"], Scope(declared)
    if not any(party.timers for party in declared.parties.values()):
        problems.add(text.place, "'delivery' says nothing", "there are no timers", "leave it out")
    if ".." in text:
        low, high = _duration(text, scope, problems)
        if low != Constant(0):
            problems.add(text.place, f"'{text}' is no delivery", "a message may arrive at once", "write 0..2")
        return Time(Constant(ANY), text.place, high)
    return Time(resolve(text, scope, words(INSTANT, ANY), problems), text.place)


def check_timers(party: Party, problems: Problems) -> None:
    """Timers that no machine listens to, or that nothing starts."""
    started = {c.timer for machine in party.machines for row in machine.rows for c in row.timers if c.kind == "start"}
    for timer in party.timers:
        if not party.listens_to(Trigger("expires", timer.name)):
            what = f"no machine of {party.name} takes '{timer.name}.expires'"
            problems.add(timer.place, what, "", "add a row with this trigger")
        elif timer.name not in started and timer.initially == Constant(OFF):
            what, why = f"'{timer.name}' never runs", "no row starts it"
            problems.add(timer.place, what, why, "start it in a row, or say `initially: running`")
