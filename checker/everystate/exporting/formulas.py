"""Formulas and the conditions of guards as values of JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from everystate.composing.event import Accepts, Change, Edit, Guard, Test, Update
from everystate.composing.formula import Const, Formula, Look, Missing, Op
from everystate.composing.relations import Difference, Fields, Table, Together
from everystate.loading.expression import Value
from everystate.problems import Place, Problem, SpecError

JSON = dict[str, Any]


def refused(what: str) -> SpecError:
    """The error where the format has no words for a part of a network."""
    why = "the format of networks, version 1, cannot carry it"
    return SpecError([Problem(Place("--to"), f"cannot export {what}", why, "leave it out of the spec")])


def value_record(value: Value) -> Any:
    """A value: a number, a text, a truth value or null as it is; a list or a set, which is sorted, under its name."""
    match value:
        case tuple():
            return {"list": list(value)}
        case frozenset():
            return {"set": sorted(value, key=lambda one: (str(type(one)), one))}
        case _:
            return value


def values_record(values: Iterable[tuple[str, Value]]) -> JSON:
    """Values by their names."""
    return {name: value_record(value) for name, value in values}


def formula_record(formula: Formula) -> JSON:
    """A formula: a value, a look at a field, or an operation `op` on the formulas in `of`.

    Raises:
        SpecError: the format has no such formula.
    """
    match formula:
        case Const(value):
            return {"missing": True} if isinstance(value, Missing) else {"value": value_record(value)}
        case Look(field, view, end, part):
            return {
                "look": field,
                "show": view,
                **({"end": end} if end >= 0 else {}),
                **({"part": part} if part else {}),
            }
        case Op(kind, items):
            return {"op": kind, "of": [formula_record(item) for item in items]}
        case _:
            raise refused(f"a formula of the kind {type(formula).__name__}")


def guard_record(guard: Guard) -> list[JSON]:
    """The conditions of a guard; those on one field come first, by the number of the field.

    Raises:
        SpecError: the format has no such condition.
    """
    return [record for key, accepts in guard for record in _conditions(key, accepts)]


def _conditions(key: int | Fields, accepts: Accepts) -> list[JSON]:
    match key, accepts:
        case int(), frozenset():
            return [{"field": key, "in": sorted(accepts)}]
        case int(), tuple():
            return [{"field": key, **_test(test)} for test in accepts]
        case tuple(), Together(raws):
            return [{"fields": list(key), "in": sorted(map(list, raws))}]
        case tuple(), Difference(numbers):
            return [{"fields": list(key), "difference": sorted(numbers)}]
        case _:
            raise refused(f"a condition of the kind {type(accepts).__name__}")


def _test(test: Test) -> JSON:
    match test.kind:
        case "head" | "holds":
            return {"test": test.kind, "code": test.number}
        case "room" | "full" | "longer":
            return {"test": test.kind, "count": test.number}
        case "empty":
            return {"test": test.kind}


def update_record(update: Update) -> list[JSON]:
    """What an event changes, field by field.

    Raises:
        SpecError: the format has no such change.
    """
    return [{"field": field, **_change(change)} for field, change in update]


def _change(change: Change) -> JSON:
    match change:
        case Table():
            return {"table": _table(change)}
        case dict():
            return {"map": sorted(map(list, change.items()))}
        case tuple():
            return {"edits": [_edit(edit) for edit in change]}


def _edit(edit: Edit) -> JSON:
    match edit.kind:
        case "append" if edit.table is not None:
            return {"edit": edit.kind, "table": _table(edit.table)}
        case "append" | "remove":
            return {"edit": edit.kind, "code": edit.number}
        case "lose" | "double":
            return {"edit": edit.kind, "index": edit.number}
        case "take" | "clear":
            return {"edit": edit.kind}


def _table(table: Table) -> JSON:
    entries = sorted([list(raws), new] for raws, new in table.entries.items())
    return {"fields": list(table.fields), "entries": entries}
