"""Draws the rows of a machine that give way to others, and what it ignores."""

from __future__ import annotations

from typing import Any

from tests.laws.generator.draw import Draw

Row = dict[str, Any]


def with_otherwise(draw: Draw, states: list[str], rows: list[Row]) -> tuple[list[Row], list[str]]:
    """The rows with some more that apply otherwise, and triggers that are ignored, where either changes something."""
    made, ignored = list(rows), []
    for trigger in dict.fromkeys(row["trigger"] for row in rows):
        sure = {state for row in rows if row["trigger"] == trigger and "when" not in row for state in _in(row, states)}
        if sure.issuperset(states) or not draw.chance(30):
            continue
        if draw.chance(40):
            ignored.append(trigger)
        elif draw.chance(12):
            made.append({"trigger": trigger, "source": "*", "defer": True, "otherwise": True})
        else:
            dest = draw.pick([*states, "="])
            made.append({"trigger": trigger, "source": "*", "dest": dest, "otherwise": True})
    return made, ignored


def merged(draw: Draw, rows: list[Row]) -> list[Row]:
    """The rows, some of those that differ only in their triggers as one."""
    made: list[Row] = []
    for row in rows:
        rest = {key: value for key, value in row.items() if key != "trigger"}
        alike = [one for one in made if {key: value for key, value in one.items() if key != "trigger"} == rest]
        if alike and draw.chance(60):
            before = alike[0]["trigger"]
            both = [*(before if isinstance(before, list) else [before]), row["trigger"]]
            alike[0]["trigger"] = both if both.count(row["trigger"]) == 1 else before
        else:
            made.append(dict(row))
    return made


def _in(row: Row, states: list[str]) -> list[str]:
    source = row["source"]
    return states if source == "*" else source if isinstance(source, list) else [source]
