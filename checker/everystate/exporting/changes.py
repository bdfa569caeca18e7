"""What events of a network change, as text of another language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from everystate.exporting.logic import JSON, Logic, Unsupported

_GROWING = {"append": 1, "double": 1, "take": -1, "remove": -1, "lose": -1}


def allowed(event: JSON) -> dict[int, list[int]]:
    """The raw values of single fields that the guard of an event allows."""
    return {one["field"]: one["in"] for one in event["guard"] if "field" in one and "in" in one}


def moved(change: JSON, event: JSON, field: JSON) -> dict[int, int]:
    """The new raw value for each old one that the guard allows, of a change by a map."""
    kept = allowed(event).get(change["field"], range(len(field["values"])))
    return {old: new for old, new in change["map"] if old in kept}


def entries(table: JSON) -> dict[int, list[tuple[int, ...]]]:
    """The combinations of raw values for each entry of a table."""
    made: dict[int, list[tuple[int, ...]]] = {}
    for raws, new in table["entries"]:
        made.setdefault(new, []).append(tuple(raws))
    return made


class Changes:
    """Says where an event's step changes something, and where a state is settled."""

    def __init__(self, logic: Logic) -> None:
        self.logic = logic
        self.network = logic.network
        self.fields: list[JSON] = logic.fields

    def settled(self) -> str:
        """No step of the protocol that changes something is possible, but for those that wait until it is settled."""
        unsettling = [e for e in self.network["events"] if e["cause"] == "protocol" and not e["when_settled"]]
        unsettled = self.logic.disjunction(self.something(event) for event in unsettling)
        return self.logic.opposite(unsettled)

    def something(self, event: JSON) -> str:
        """The event is possible, and its step changes a field that is no monitor."""
        seen = (one for one in event["update"] if self.fields[one["field"]]["kind"] != "monitor")
        changed = self.logic.disjunction([self._differs(change, event) for change in seen])
        return self.logic.conjunction([*self.logic.conditions(event["guard"]), changed])

    def _differs(self, change: JSON, event: JSON) -> str:
        field = change["field"]
        if "map" in change:
            moves = moved(change, event, self.fields[field])
            return self.logic.among(field, [old for old, new in moves.items() if old != new])
        if "table" in change:
            return self._entry_differs(field, change["table"])
        kinds = [edit["edit"] for edit in change["edits"]]
        if set(kinds) == {"clear"}:
            return self.logic.opposite(self.logic.head_in(field, [0]))
        if "clear" not in kinds and sum(_GROWING[kind] for kind in kinds) != 0:
            return self.logic.constant(True)
        raise Unsupported(f"a step that edits {self.fields[field]['name']} and may leave it as it was")

    def _entry_differs(self, field: int, table: JSON) -> str:
        looks = [self.logic.raws(one) for one in table["fields"]]
        if field in table["fields"]:
            at = table["fields"].index(field)
            return self.logic.rows(looks, [tuple(raws) for raws, new in table["entries"] if raws[at] != new])
        rows = [
            (old, *raws)
            for old in range(len(self.fields[field]["values"]))
            for raws, new in table["entries"]
            if old != new
        ]
        return self.logic.rows([self.logic.raws(field), *looks], rows)


class Claims:
    """The claims about states as conditions that must hold everywhere, with their indexes and names."""

    def __init__(self, logic: Logic, settled: str) -> None:
        self.logic = logic
        self.network = logic.network
        self.settled = settled
        self.left_out: dict[str, str] = {}

    def conditions(self) -> Iterator[tuple[str, str, bool]]:
        """Name and condition of each claim, and whether it must hold everywhere; if not, somewhere.

        A claim that the language has no words for is in `left_out` then, with the reason.
        """
        for claim in self.network["claims"]:
            try:
                if text := self._of(claim):
                    yield claim["name"], text, claim["kind"] != "possible"
                else:
                    self.left_out[claim["name"]] = "it is about runs"
            except Unsupported as reason:
                self.left_out[claim["name"]] = str(reason)
        yield "no deadlock", self._no_deadlock(), True
        unexpected = [self.logic.guard(one["guard"]) for one in self.network["unexpected"]]
        yield "no unexpected message", self.logic.opposite(self.logic.disjunction(unexpected)), True

    def _of(self, claim: JSON) -> str:
        logic = self.logic
        if claim["kind"] == "after":
            return self._implied([self.settled, *logic.conditions(claim["guard"])], logic.formula(claim["formula"]))
        if claim["kind"] == "whenever":
            return logic.conjunction(self._before(one) for one in claim["before"])
        return logic.formula(claim["formula"]) if "formula" in claim else ""

    def _before(self, one: JSON) -> str:
        event: JSON = self.network["events"][one["event"]]
        waits = [self.settled] if event["when_settled"] else []
        return self._implied([*self.logic.conditions(event["guard"]), *waits], self.logic.formula(one["formula"]))

    def _implied(self, premises: Iterable[str], conclusion: str) -> str:
        return self.logic.disjunction([self.logic.opposite(self.logic.conjunction(premises)), conclusion])

    def _no_deadlock(self) -> str:
        budgets = {n for n, field in enumerate(self.network["fields"]) if field["kind"] == "budget"}
        some: list[str] = []
        for event in self.network["events"]:
            bounded = [one for one in event["guard"] if one.get("field") not in budgets]
            some.append(self.logic.guard(bounded))
        final: Any = self.network["final"]
        return self.logic.disjunction([*some, *([self.logic.formula(final)] if final else [])])
