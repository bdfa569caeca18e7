"""Rows that come first: those below are narrowed to where none of them applies."""

from __future__ import annotations

from dataclasses import dataclass

from everystate.loading.document import Text
from everystate.loading.shapes import Entries
from everystate.problems import Problems

LAYER = "layer"
"""The key of a row for the layer that it comes from."""

NARROWED = "narrowed"
"""The key of a row for the guards that must not hold, since a row before it applies there."""

MAX_PIECES = 10_000
"""How many rows, and guards that narrow them, a machine may have below a layer."""


@dataclass(frozen=True)
class FirstRows:
    """The rows of a layer that come first in a machine with these states."""

    layer: str
    machine: str
    states: list[Text]
    problems: Problems

    def over(self, below: list[Entries], first: list[Entries]) -> list[Entries]:
        """All rows: those that come first, and then the rows below, each narrowed or in pieces."""
        whole = [row for row in first if row.whole]
        for row in whole:
            self._check(row, below)
        added = [_copy(row, {LAYER: self.layer}) for row in first if row.get("not") != "true"]
        rows, size = added, 0
        for row in below:
            pieces = self._narrowed(row, whole)
            rows += pieces
            size += sum(1 + len(piece.get(NARROWED, ())) for piece in pieces)
            if size > MAX_PIECES:
                what = f"more than {MAX_PIECES:,} rows and guards of {self.machine}, narrowed by {self.layer}"
                self.problems.add(row.place, what, "that is the limit", "write fewer rows that come first")
                self.problems.stop_if_any()
        return rows

    def _sources(self, row: Entries) -> list[Text]:
        return self.states if "*" in row["source"] else row["source"]

    def _narrowed(self, row: Entries, first: list[Entries]) -> list[Entries]:
        """The row where no row before it applies: pieces with the same place, none if there is no such state."""
        groups: dict[tuple[int, ...], list[Text]] = {}
        for trigger in row["trigger"] if row.whole else ():
            before = tuple(number for number, other in enumerate(first) if trigger in other["trigger"])
            groups.setdefault(before, []).append(trigger)
        made = [] if groups else [row]
        for before, triggers in groups.items():
            pieces = [row if len(groups) == 1 else _copy(row, {"trigger": triggers})]
            for number in before:
                pieces = [part for piece in pieces for part in self._without(piece, first[number])]
            made += pieces
        return made

    def _without(self, row: Entries, other: Entries) -> list[Entries]:
        taken = set(self._sources(other))
        both: list[Text] = []
        rest: list[Text] = []
        for state in self._sources(row):
            (both if state in taken else rest).append(state)
        if not both:
            return [row]
        made = [_copy(row, {"source": rest})] if rest else []
        if "when" in other and _guard(other) != _guard(row):  # of the same guard, nothing is left
            made.append(_copy(row, {"source": both, NARROWED: [*row.get(NARROWED, ()), other["when"]]}))
        return made

    def _check(self, row: Entries, below: list[Entries]) -> None:
        """A row that meets nothing says so; one that says so meets no row of the spec."""
        sources = set(self._sources(row))
        if sources <= set(self.states):  # others are a mistake of their own
            near = [other for other in below if other.whole and sources & set(self._sources(other))]
            for trigger in row["trigger"]:
                self._check_trigger(row, trigger, [other for other in near if trigger in other["trigger"]])

    def _check_trigger(self, row: Entries, trigger: Text, met: list[Entries]) -> None:
        what = f"the row for {trigger} meets no row of {self.machine} below"
        if row.get("not") == "true" and not met:
            self.problems.add(row.place, what, "there is nothing that it could narrow", "leave it out")
        elif not met and row.get("new") != "true":
            self.problems.add(row.place, what, "no row there has its trigger and a source of its own", "add new: true")
        elif row.get("new") == "true" and (own := [other for other in met if LAYER not in other]):
            why = f"it meets the one at {own[0].place}"
            self.problems.add(row["new"].place, f"the row for {trigger} is not new", why, "leave new: out")


def _guard(row: Entries) -> str:
    return " ".join(row.get("when", "").split())


def _copy(row: Entries, others: dict[str, object]) -> Entries:
    made = Entries({**row, **others})
    made.place, made.whole, made.clean = row.place, row.whole, row.clean
    return made
