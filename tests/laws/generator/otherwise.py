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


def _in(row: Row, states: list[str]) -> list[str]:
    source = row["source"]
    return states if source == "*" else source if isinstance(source, list) else [source]
