"""Takes a random system apart: what a layer adds, and the rest that it is laid over."""

from __future__ import annotations

from copy import deepcopy

from tests.laws.generator.draw import Draw
from tests.laws.generator.system import Entry, Files, random_content

LAYER = "extra"
MOVED = {"parameters": 10, "messages": 10, "connections": 10, "phases": 30, "claims": 50, "monitors": 50}
"""How many of a hundred entries are moved: what much else stands on is seldom moved."""


def split_system(seed: int) -> tuple[Files, Files, Entry]:
    """A random system, the same without what a layer adds, and the layer."""
    draw = Draw(seed)
    whole = random_content(seed)
    whole["system"].pop("worlds", None)
    rest = deepcopy(whole)
    layer: Entry = {"layer": LAYER}
    for key, percent in MOVED.items():
        _move(draw, rest["system"], layer, key, percent)
    parties = {name: _of_party(draw, content) for name, content in rest.items() if name != "system"}
    if parties := {name: entry for name, entry in parties.items() if entry}:
        layer["parties"] = parties
    return whole, rest, layer


def _move(draw: Draw, content: Entry, layer: Entry, key: str, percent: int) -> None:
    """Move some entries of a mapping."""
    taken = [name for name in content.get(key, ()) if draw.chance(percent)]
    if taken:
        layer[key] = {name: content[key].pop(name) for name in taken}
        if not content[key]:
            del content[key]


def _of_party(draw: Draw, content: Entry) -> Entry:
    layer: Entry = {}
    for key in ("actions", "variables"):
        _move(draw, content, layer, key, 10)
    machines = {name: _of_machine(draw, machine) for name, machine in content.get("machines", {}).items()}
    if machines := {name: entry for name, entry in machines.items() if entry}:
        layer["machines"] = machines
    return layer


def _of_machine(draw: Draw, machine: Entry) -> Entry:
    """Move all rows of one trigger, which then meet no row below, and a state that nothing else begins in."""
    rows = machine["transitions"]
    if "ignores" in machine or any(row.get("otherwise") or isinstance(row["trigger"], list) for row in rows):
        return {}
    layer: Entry = {}
    trigger = draw.pick([row["trigger"] for row in rows])
    kept = [row for row in rows if row["trigger"] != trigger]
    if kept and draw.chance(50):
        machine["transitions"] = kept
        layer["first"] = [{**row, "new": True} for row in rows if row["trigger"] == trigger]
    if len(machine["states"]) > 1 and draw.chance(10):
        layer["states"] = [machine["states"].pop()]
    return layer
