"""Adds timers to a random system, and says of some of it that it is routine."""

from __future__ import annotations

from typing import Any

from tests.laws.generator.draw import Draw
from tests.laws.generator.system import Entry, Files, as_text, random_content


def random_timed_system(seed: int) -> dict[str, str]:
    """The files of a system with timers."""
    return as_text(timed_content(seed))


def timed_content(seed: int) -> Files:
    """The content of the files of a system with timers."""
    draw = Draw(seed)
    files = random_content(seed)
    for phase in files["system"].get("phases", {}).values():
        if phase.get("begins_when") == "settled":
            phase["begins_when"] = "quiet"
    parties = [entry for name, entry in files.items() if name != "system" and entry.get("machines")]
    for entry in parties[:2]:
        _add_timers(draw, entry)
    if draw.chance(25):
        files["system"]["time"] = {"delivery": "any"}
    elif draw.chance(60) and _has_ages(files):
        files["system"]["time"] = {"delivery": draw.pick(["0..0", "0..1", "0..2"])}
    _say_routine(draw, files)
    return files


def _has_ages(files: Files) -> bool:
    """Whether every connection keeps order and has no notices, so that what it carries has ages."""
    links = files["system"].get("connections", {}).values()
    return ".lost" not in str(files) and all(
        one.get("order", "fifo") == "fifo" and "opened_by" not in one for one in links
    )


def _add_timers(draw: Draw, entry: Entry) -> None:
    names = [f"timer{number}" for number in range(draw.random.randint(1, 2))]
    entry["timers"] = {name: _timer(draw) for name in names}
    rows = [row for machine in entry["machines"].values() for row in machine["transitions"] if not row.get("defer")]
    kinds: dict[str, str] = {}
    for row in rows:
        if draw.chance(35):
            kind = kinds.setdefault(str(row["trigger"]), draw.pick(["start", "start", "stop"]))
            row[kind] = draw.pick(names)
    for name in names:
        if not any(row.get("start") == name for row in rows):
            entry["timers"][name]["initially"] = "running"
        machine = draw.pick(list(entry["machines"].values()))
        machine["transitions"] += _expiries(draw, name, names, machine["states"])


def _timer(draw: Draw) -> Entry:
    made: Entry = draw.pick(
        [{"after": 1}, {"after": "0..1"}, {"after": "1..2"}, {"every": 1}, {"after": 0}, {"after": 2}]
    )
    made = {**made, "initially": "running"} if draw.chance(90) else dict(made)
    if ".." in str(made.get("after")) and draw.chance(50):
        made["fair"] = "strong"
    return {**made, "description": "Any text."} if draw.chance(15) else made


def _expiries(draw: Draw, name: str, names: list[str], states: list[str]) -> list[Entry]:
    """Rows that take the expiry, in every state or only in some."""
    made: list[Entry] = []
    for state in states:
        if draw.chance(85):
            row: dict[str, Any] = {"trigger": f"{name}.expires", "source": state, "dest": draw.pick([*states, "="])}
            if draw.chance(40):
                row[draw.pick(["start", "stop"])] = draw.pick(names)
            made.append(row)
    return made or [{"trigger": f"{name}.expires", "source": "*", "dest": "="}]


def _say_routine(draw: Draw, files: Files) -> None:
    for ways in files["system"].get("messages", {}).values():
        for way, texts in ways.items():
            ways[way] = [f"routine {text}" if draw.chance(20) else text for text in texts]
    for name, entry in files.items():
        kinds = ("connections",) if name == "system" else ("machines", "variables")
        for item in (item for kind in kinds for item in (entry.get(kind) or {}).values()):
            if draw.chance(10):
                item["routine"] = True
