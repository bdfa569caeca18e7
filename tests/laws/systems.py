"""Small random systems: two parties that send to each other over a connection that opens, breaks, loses and doubles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

Files = dict[str, str]
Row = dict[str, Any]

STATES = ["s0", "s1", "s2"]
PARTIES = {"left": "right", "right": "left"}
FAULTS = {"breaks": "breaks", "loses": "may_lose", "duplicates": "may_duplicate"}


def random_system(seed: int, phases: bool = True) -> Files:
    """The files of a system: `system`, `left` and `right`. JSON is YAML, too."""
    files = _System(Random(seed)).files()
    if not phases:
        files["system"].pop("phases", None)
    return {name: json.dumps(content) for name, content in files.items()}


class _System:
    """Draws one system, and takes out what would be refused: a message without a listener, a state without a way."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.messages = {"left": self.some(["Ask", "Tell"]), "right": self.some(["Say", "Reply"])}
        self.carried = {name: self.pick(["", "", "(level: 0..1)", " about right"]) for name in ("Ask", "Say")}
        self.connection = self._connection()

    def pick(self, items: list[Any]) -> Any:
        return self.random.choice(items)

    def some(self, items: list[Any]) -> list[Any]:
        return self.random.sample(items, self.random.randint(0, len(items)))

    def chance(self, of: int) -> bool:
        return self.random.randrange(of) == 0

    def _connection(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "between": ["left", "right"],
            "initially": self.pick(["open", "open", "closed"]),
            "opened_by": self.pick(["left", "right"]),
            "capacity": self.pick([1, 1, 1, 1, 2, 2, 2, 0]),
            "order": self.pick(["fifo", "fifo", "any"]),
            "notice": self.pick(["apart", "together"]),
        }
        if self.chance(3):
            made["instances"] = 2
        for fault in FAULTS.values():
            if self.chance(3):
                made[fault] = self.pick([{"at_most": 1}, {"at_most": 0}, True])
        return made

    # -- parties --------------------------------------------------------------------------------------------------

    def files(self) -> dict[str, Any]:
        parties = {name: self.party(name, other) for name, other in PARTIES.items()}
        self.tidy(parties)
        ways = {f"{a} -> {b}": [m + self.carried.get(m, "") for m in self.messages[a]] for a, b in PARTIES.items()}
        system: dict[str, Any] = {
            "system": "Random",
            "parameters": {"lefts": self.pick([1, 1, 2]), "rights": self.pick([1, 1, 2])},
            "messages": {"Talk": {way: messages for way, messages in ways.items() if messages}},
            "connections": {"line": self.connection},
        }
        outer = [f"line.{kind}" for kind, key in FAULTS.items() if key in self.connection]
        outer += [f"{p}.{n}" for p, c in parties.items() for n, a in c["actions"].items() if a["cause"] != "protocol"]
        if outer and self.chance(2):
            system["phases"] = {"Later": {"begins": outer, "begins_when": self.pick(["any", "settled"])}}
        return {"system": system, **parties}

    def party(self, name: str, other: str) -> dict[str, Any]:
        level: dict[str, Any] = {"domain": "0..2", "initial": 0} | ({"per": other} if self.chance(3) else {})
        friend = {"domain": [other, "none"], "initial": self.pick([f"{other}[0]", "none"])}
        content: dict[str, Any] = {
            "party": name,
            "copies": f"{name}s",
            "actions": {action: self.action(other) for action in self.pick([["go"], ["go", "turn"]])},
            "variables": {"level_": level, "friend": friend},
        }
        machines = {machine: self.chance(3) for machine in self.pick([["m"], ["m", "n"]])}
        content["machines"] = {m: _Machine(self, name, content, m, machines).drawn() for m in machines}
        return content

    def action(self, other: str) -> dict[str, Any]:
        made: dict[str, Any] = {"cause": self.pick(["protocol", "environment", "fault"])}
        if self.chance(2):
            made["per"] = other
        if self.chance(3):
            made["at_most"] = self.random.randint(0, 2)
        if self.chance(4):
            made["closes"] = self.pick([["line"], {"line": "drain"}])
        return made

    # -- what would be refused ------------------------------------------------------------------------------------

    def tidy(self, parties: dict[str, Any]) -> None:
        """Take out what is never heard and what no row leads to, until nothing changes."""
        before = ""
        while before != (before := json.dumps([parties, self.messages, self.connection])):
            for name, other in PARTIES.items():
                heard = {row["trigger"] for row in _rows(parties[name])}
                self.messages[other] = [message for message in self.messages[other] if message in heard]
                parties[name]["actions"] = {k: v for k, v in parties[name]["actions"].items() if k in heard}
                for row in _rows(parties[other]):
                    self.unsend(row, self.messages[other])
                if self.connection.get("opened_by") == name and "line.opened" not in heard:
                    del self.connection["opened_by"]
            for content in parties.values():
                content["machines"] = {name: m for name, m in content["machines"].items() if _cut(m)}

    def unsend(self, row: Row, messages: list[str]) -> None:
        row["send"] = [send for send in row.get("send", []) if send.split("(")[0] in messages]
        if not row["send"]:
            del row["send"]
            row.pop("to", None)


class _Machine:
    """Draws one machine."""

    def __init__(self, system: _System, party: str, content: dict[str, Any], own: str, pers: dict[str, bool]) -> None:
        self.system, self.pick, self.chance = system, system.pick, system.chance
        self.party, self.other = party, PARTIES[party]
        self.content, self.own, self.pers = content, own, pers
        self.level = "level_[friend]" if "per" in content["variables"]["level_"] else "level_"

    def drawn(self) -> dict[str, Any]:
        states = STATES[: self.pick([2, 2, 3])]
        made: dict[str, Any] = {"initial": "s0", "states": states}
        if self.pers[self.own]:
            made["per"] = self.other
        if self.chance(6):
            made["defer"] = True
        heard = [
            *self.content["actions"],
            *self.system.messages[self.other],
            "line.opened",
            "line.lost",
            "line.refused",
        ]
        if self.own != "m":
            heard = self.system.some(heard)
        made["transitions"] = [
            row for trigger in heard for state in states for row in self.cell(trigger, state, states)
        ]
        return made

    def cell(self, trigger: str, state: str, states: list[str]) -> list[Row]:
        """The rows of one trigger in one state."""
        kind = self.pick(["none", *["one"] * 6, "two", "defer"])
        if kind == "none":
            return []
        if kind == "defer":
            return [{"trigger": trigger, "source": state, "defer": True}]
        if kind == "one":
            return [self.row(trigger, state, states)]
        return [{**self.row(trigger, state, states), "choice": True} for _ in range(2)]

    def row(self, trigger: str, state: str, states: list[str]) -> Row:
        row: Row = {"trigger": trigger, "source": state, "dest": self.pick([*states, "="])}
        if self.chance(4):
            row["when"] = self.pick(self.guards(trigger))
        if self.chance(4):
            row["set"], row["when"] = self.pick(self.settings(trigger))
        sendable = self.system.messages[self.party]
        if sendable and self.chance(2):
            row["send"] = [self.sent(message) for message in sendable if len(sendable) == 1 or self.chance(2)]
            row |= self.pick(
                [{}, {"to": f"{self.other}s"}, {"to": f"{self.other}[0]"}, {"to": "friend", "when": "friend != none"}]
            )
        return row

    def binds(self, trigger: str) -> bool:
        """Whether the trigger names a copy of the other party."""
        return "per" in self.content["actions"].get(trigger, {"per": self.other})

    def guards(self, trigger: str) -> list[str]:
        made = [
            f"{self.level} < 2",
            f"{self.level} == 1 or friend == none",
            f"count(friend == x for x in {self.other}s) == 1",
        ]
        for machine, is_per in self.pers.items():
            made.append(f"any({machine}[x] == s0 for x in {self.other}s)" if is_per else f"{machine} == s0")
            made += [f"not {machine}[friend] == s0"] if is_per else []
        if self.binds(trigger):
            made += [f"friend == {self.other} + 0", "line.is_open", "not line.is_open"]
        return made + (["level == 1"] if "level" in self.system.carried.get(trigger, "") else [])

    def settings(self, trigger: str) -> list[tuple[Row, str]]:
        made: list[tuple[Row, str]] = [
            ({self.level: 1}, "friend != none"),
            ({self.level: 2, "friend": "none"}, "friend != none"),
            ({"friend": "none"}, "true"),
            ({"friend": f"{self.other}[0]"}, "true"),
            ({"friend": f"none if friend == {self.other}[0] else {self.other}[0]"}, "true"),
        ]
        if self.level == "level_":
            made += [({"level_": "(level_ + 1) % 3"}, "true"), ({"level_": "level_ - 1"}, "level_ > 0")]
        return made + ([({"friend": self.other}, "true")] if self.binds(trigger) else [])

    def sent(self, message: str) -> str:
        carried = self.system.carried.get(message, "")
        if "level" in carried:
            return f"{message}(level={self.pick(['0', '1', '1 if friend == none else 0'])})"
        return f"{message}(right={self.pick(['right[0]', 'rights - 1'])})" if "about" in carried else message


def _rows(party: dict[str, Any]) -> Iterator[Row]:
    return (row for machine in party["machines"].values() for row in machine["transitions"])


def _cut(machine: dict[str, Any]) -> bool:
    """Cut a machine down to the states that its rows reach; whether anything is left of it."""
    reached = {"s0"}
    for _ in STATES:
        reached |= {row.get("dest", "=") for row in machine["transitions"] if row["source"] in reached} - {"="}
    machine["states"] = [state for state in machine["states"] if state in reached]
    machine["transitions"] = [row for row in machine["transitions"] if row["source"] in reached]
    return bool(machine["transitions"])
