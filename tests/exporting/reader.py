"""Explores a network that was exported as JSON. It reads docs/network.md, and imports nothing of the program."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

JSON = dict[str, Any]
State = list[Any]


def passes(condition: JSON, state: State, fields: list[JSON]) -> bool:
    """Whether a condition of a guard holds in a joint state."""
    names = condition["fields"] if "fields" in condition else condition["field"]
    content: Any = [state[field] for field in names] if isinstance(names, list) else state[names]
    if "in" in condition:
        return content in condition["in"]
    if "difference" in condition:
        return content[0] - content[1] in condition["difference"]
    free = fields[names]["capacity"] - len(content)
    [number] = [condition[key] for key in ("code", "count") if key in condition] or [0]
    passed = {
        "head": content[:1] == [number],
        "holds": number in content,
        "room": free >= number,
        "full": free < number,
        "longer": len(content) > number,
        "empty": not content,
    }
    return bool(passed[condition["test"]])


def entry(table: JSON, state: State) -> int:
    [found] = [new for raws, new in table["entries"] if raws == [state[field] for field in table["fields"]]]
    return int(found)


def edited(codes: list[int], edits: list[JSON], state: State) -> list[int]:
    """The codes of a channel after these edits."""
    made = list(codes)
    for edit in edits:
        match edit["edit"]:
            case "take":
                del made[0]
            case "clear":
                made.clear()
            case "append":
                made.append(entry(edit["table"], state) if "table" in edit else edit["code"])
            case "remove":
                made.remove(edit["code"])
            case "lose":
                del made[edit["index"]]
            case "double":
                made.append(made[edit["index"]])
    return made


def after(event: JSON, state: State, fields: list[JSON]) -> State:
    """The joint state after a step."""
    made = list(state)
    for change in event["update"]:
        field = change["field"]
        if "map" in change:
            made[field] = dict(map(tuple, change["map"]))[state[field]]
        elif "table" in change:
            made[field] = entry(change["table"], state)
        else:
            made[field] = edited(state[field], change["edits"], state)
            if fields[field]["order"] == "any":
                made[field].sort()
    return made


def steps_from(network: JSON, state: State) -> Iterator[tuple[int, State]]:
    """Event and target of each step from a joint state."""
    fields, waiting, settled = network["fields"], [], True
    for number, event in enumerate(network["events"]):
        if all(passes(condition, state, fields) for condition in event["guard"]):
            target = after(event, state, fields)
            if event["when_settled"]:
                waiting.append((number, target))
                continue
            yield number, target
            changed = [f["kind"] for f, old, new in zip(fields, state, target, strict=True) if old != new]
            settled = settled and (event["cause"] != "protocol" or set(changed) <= {"monitor"})
    yield from waiting if settled else ()


def explore(network: JSON) -> tuple[int, int, int]:
    """The number of joint states, of steps, and the depth."""
    seen, level, steps = {str(state) for state in network["initial"]}, network["initial"], 0
    for depth in count():
        found = []
        for state in level:
            for _, target in steps_from(network, state):
                steps += 1
                if str(target) not in seen:
                    seen.add(str(target))
                    found.append(target)
        if not found:
            return len(seen), steps, depth
        level = found
    raise AssertionError("a search without levels")
