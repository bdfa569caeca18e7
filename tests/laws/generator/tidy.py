"""Takes the states out of a random machine to which no row leads."""

from __future__ import annotations

from typing import Any

from tests.laws.generator.plan import Machine

Row = dict[str, Any]


def cut(machine: Machine, rows: list[Row]) -> list[Row]:
    """Cut a machine down to the states that its rows reach; the rows that are left."""
    reached = {machine.states[0]}
    for _ in machine.states:
        reached |= {row.get("dest", "=") for row in rows if reached & _sources(row, machine)} - {"="}
    machine.states = [state for state in machine.states if state in reached]
    return [kept for row in rows if (kept := _within(row, reached)) is not None]


def _sources(row: Row, machine: Machine) -> set[str]:
    source = row["source"]
    return set(machine.states) if source == "*" else set(source) if isinstance(source, list) else {source}


def _within(row: Row, reached: set[str]) -> Row | None:
    if row["source"] == "*":
        return row
    if isinstance(row["source"], list):
        return {**row, "source": [state for state in row["source"] if state in reached]}
    return row if row["source"] in reached else None
