"""Draws phases: every environment and fault event begins one or stands within one."""

from __future__ import annotations

from typing import Any

from tests.laws.generator.draw import Draw
from tests.laws.generator.plan import Plan
from tests.laws.generator.wiring import DESCRIPTION


def phases(draw: Draw, plan: Plan) -> dict[str, dict[str, Any]]:
    """One or two phases, by name; none where nothing could begin one."""
    actions = [(f"{party.name}.{a.name}", a.cause) for party in plan.parties for a in party.actions]
    outer = [name for name, cause in actions if cause != "protocol"]
    outer += [fault for connection in plan.connections for fault in connection.faults()]
    opened = [one.name for one in plan.connections if one.outside]
    outer += [f"{name}.{kind}" for name in opened for kind in ("opened", "refused")]
    inner = [name for name, cause in actions if cause == "protocol"]
    begin = draw.some(outer, 1) + [name for name in inner if draw.chance(25)]
    if not begin or not draw.chance(65):
        return {}
    names = [draw.name("phase") for _ in range(draw.pick([1, 1, 2]) if len(begin) > 1 else 1)]
    made: dict[str, dict[str, Any]] = {name: {"begins": []} for name in names}
    for number, event in enumerate(begin):
        made[names[number] if number < len(names) else draw.pick(names)]["begins"].append(event)
    for event in outer:
        if event not in begin:
            made[draw.pick(names)].setdefault("within", []).append(event)
    for entry in made.values():
        _finish(draw, plan, entry)
    return made


def _finish(draw: Draw, plan: Plan, entry: dict[str, Any]) -> None:
    if len(entry["begins"]) == 1 and draw.chance(50):
        [entry["begins"]] = entry["begins"]
    match draw.pick(["", "", "settled", "settled", "any", "patience"]):
        case "":
            pass
        case "patience":
            plan.parameters["patience"] = {"domain": ["any", "settled"], "initial": draw.pick(["any", "settled"])}
            entry["begins_when"] = "patience"
        case word:
            entry["begins_when"] = word
    if draw.chance(20):
        entry["description"] = DESCRIPTION
