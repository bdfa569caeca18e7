"""Draws the parties, what joins them, and what they say to each other."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from tests.laws.generator.draw import Draw
from tests.laws.generator.plan import (
    WORDS,
    Action,
    Connection,
    Machine,
    Message,
    Names,
    Party,
    Plan,
    Variable,
    VariableKind,
)

DESCRIPTION = "Any text."


class Wiring:
    """Draws the plan of a system."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.plan = Plan()

    def drawn(self) -> Plan:
        """A plan, without phases."""
        self._parties()
        self._connections()
        for connection in self.plan.connections:
            self._messages(connection)
        for party in self.plan.parties:
            if party.entry.pop("machines", True):
                self._memory(party)
        return self.plan

    def described(self, entry: dict[str, Any], percent: int = 4) -> dict[str, Any]:
        """The entry, now and then with a description."""
        return {**entry, "description": DESCRIPTION} if self.draw.chance(percent) else entry

    # -- parties --------------------------------------------------------------------------------------------------

    def _parties(self) -> None:
        count = self.draw.pick([1, 2, 2, 2, 2, 2, 3, 3, 4])
        several = 0
        for number in range(count):
            copies = 2 if several < (2 if count == 2 else 1) and self.draw.chance(90 if count == 1 else 30) else 1
            several += copies - 1
            self._party(copies, silent=number > 1 and self.draw.chance(35))

    def _party(self, copies: int, silent: bool) -> None:
        name = self.draw.name("party")
        counted = f"{name}s" if self.draw.chance(80 if copies == 2 else 25) else ""
        alike = [party.counted for party in self.plan.parties if party.counted and party.copies == copies]
        shared = bool(counted and alike) and self.draw.chance(80)
        if shared:
            counted = alike[0]
            for party in self.plan.parties:
                party.all = party.name if party.counted == counted else party.all
        elif counted:
            self.plan.parameters[counted] = copies
        entry: dict[str, Any] = {"party": name}
        if counted or copies == 2:
            entry["copies"] = counted or copies
        names = [f"{name}_{one}" for one in "ab"] if copies == 2 and not counted and self.draw.chance(70) else []
        if names:
            entry["copies"] = names
        every = name if names or shared else counted and self.draw.pick([counted, counted, name])
        if silent:
            entry["machines"] = False
        elif self.draw.chance(8):
            entry["fair"] = self.draw.pick(["strong", "no"])
        self.plan.parties.append(Party(name, copies, counted, every, names, entry=self.described(entry, 8)))

    def _active(self) -> list[Party]:
        return [party for party in self.plan.parties if party.entry.get("machines", True)]

    # -- connections ----------------------------------------------------------------------------------------------

    def _connections(self) -> None:
        active = self._active()
        for number, party in enumerate(active[1:], 1):
            if self.draw.chance(92):
                self._connection(self.draw.pick(active[:number]), party)
        for party in active:
            if party.copies > 1 and self.draw.chance(85 if len(active) == 1 else 15):
                self._connection(party, party)
        if len(active) > 1 and self.draw.chance(15):
            self._connection(*self.draw.pick(list(combinations(active, 2))))

    def _connection(self, one: Party, two: Party) -> None:
        draw = self.draw
        named = one is two or draw.chance(20)
        names = [draw.name("end"), draw.name("end")] if named else [one.name, two.name]
        ends = list(zip(names, (one.name, two.name), strict=True))
        entry: dict[str, Any] = {"between": dict(ends) if named else [one.name, two.name]}
        protocols = [draw.name("protocol")]
        made = Connection(draw.name("connection"), ends, entry, protocols)
        self._where(made, one, two)
        self._life(made)
        self._faults(made)
        joined = [c for c in self.plan.connections if {p for _, p in c.ends} == {p for _, p in ends}]
        for connection in joined:
            connection.entry["carries"] = list(connection.protocols)
        if joined or draw.chance(10):
            entry["carries"] = protocols[0]
        made.entry = self.described(entry, 12)
        self.plan.connections.append(made)

    def _where(self, made: Connection, one: Party, two: Party) -> None:
        left, right = (name for name, _ in made.ends)
        if one is two:
            ring = [f"{right} == ({left} + 1) % {one.counted}"] if one.counted else []
            made.entry["where"] = self.draw.pick([f"{left} != {right}", *[f"{left} < {right}"] * 2, *ring])
            made.everywhere = False
        elif self.draw.chance(45 if one.copies + two.copies > 2 else 10):
            made.entry["where"] = self.draw.pick([f"{left} == {right}", f"{left} <= {right}", f"{right} < 2"])
            made.everywhere = "2" in made.entry["where"]

    def _life(self, made: Connection) -> None:
        draw, entry = self.draw, made.entry
        if draw.chance(55):
            entry["opened_by"] = draw.pick([name for name, _ in made.ends])
            if draw.chance(20):
                entry["opens"] = {"by": entry["opened_by"], "cause": draw.pick(["environment"] * 3 + ["protocol"])}
                if draw.chance(60):
                    entry["opens"]["at_most"] = draw.pick([0, 1, 1, 2])
        if "opened_by" not in entry or draw.chance(50):
            entry["initially"] = self._chosen("started", ["open", "closed"]) if draw.chance(15) else "open"
        if draw.chance(55):
            entry["capacity"] = draw.pick([0, 1, 1, 2, 2, "room"])
            if entry["capacity"] == "room":
                self.plan.parameters["room"] = 1
        self._words(made)

    def _words(self, made: Connection) -> None:
        draw, entry = self.draw, made.entry
        if draw.chance(20):
            entry["order"] = self._chosen("kept", ["fifo", "any"]) if draw.chance(15) else "any"
        if draw.chance(30):
            entry["notice"] = "together"
        if draw.chance(10) and not made.rendezvous:
            entry["full"] = "drop"
        if draw.chance(15):
            entry["instances"] = 2
        if draw.chance(12) and not made.rendezvous:
            entry["fair"] = draw.pick(["strong", "no"])

    def _chosen(self, name: str, words: list[str]) -> str:
        self.plan.parameters[name] = self.described({"domain": words, "initial": self.draw.pick(words)}, 60)
        return name

    def _faults(self, made: Connection) -> None:
        often = [{"at_most": 1}, {"at_most": 1}, {"at_most": 0}, True]
        if self.draw.chance(35):
            made.entry["breaks"] = self.draw.pick(often)
        if not made.rendezvous:
            if self.draw.chance(18):
                made.entry["may_lose"] = self.draw.pick(often)
            if made.entry.get("capacity") == 2 and self.draw.chance(40):
                made.entry["may_duplicate"] = self.draw.pick(often)

    # -- messages -------------------------------------------------------------------------------------------------

    def _messages(self, connection: Connection) -> None:
        (_, one), (_, two) = connection.ends
        ways = [(one, two)] if one == two else [(one, two), (two, one)]
        numbers = [self.draw.pick([0, 1, 1, 1, 2]) for _ in ways]
        for (sender, receiver), number in zip(ways, numbers if any(numbers) else [1, 0], strict=False):
            for _ in range(number):
                made = Message(self.draw.name("message"), sender, receiver, connection, connection.protocols[0])
                self._content(made)
                self.plan.messages.append(made)
                if connection.entry.get("initially") == "open" and not connection.rendezvous and self.draw.chance(15):
                    connection.entry.setdefault("holds", self._held(made))

    def _held(self, made: Message) -> Any:
        """A message that is on its way at the start."""
        draw, (near, far) = self.draw, made.connection.ends
        values = {name: draw.pick(["0", "1"] if kind == "number" else WORDS[:2]) for name, kind in made.fields.items()}
        if made.about:
            values[made.about[0]] = f"{made.about[1]}[0]"
        text = made.name
        if values:
            text += f"({', '.join(f'{name}={value}' for name, value in values.items())})"
        said = [draw.pick([text, {text: f"{near[0]} == {draw.pick([0, 1])}"}])]
        if made.connection.itself:
            return {draw.pick([near[0], far[0]]): said}
        return draw.pick([said, {near[0] if near[1] == made.receiver else far[0]: said}])

    def _content(self, made: Message) -> None:
        draw = self.draw
        if draw.chance(25):
            made.fields["grade"] = "number"
        if draw.chance(10):
            made.fields["tint"] = "word"
        if draw.chance(18):
            party = draw.pick(self.plan.parties).name
            taken = party in (made.sender, made.receiver) or draw.chance(40)
            made.about = ("subject" if taken else party, party)

    # -- memory ---------------------------------------------------------------------------------------------------

    def _memory(self, party: Party) -> None:
        for _ in range(self.draw.pick([1, 1, 1, 2])):
            states = self.draw.states[: self.draw.pick([1, 2, 2, 2, 3])]
            party.machines.append(Machine(self.draw.name("machine"), self._per(party, 20), states))
        for _ in range(self.draw.pick([0, 1, 1, 2, 2])):
            self._variable(party)
        for _ in range(self.draw.pick([1, 1, 2])):
            self._action(party)

    def _per(self, party: Party, percent: int) -> Names:
        others = [other.name for other in self.plan.parties if other is not party]
        if not others or not self.draw.chance(percent):
            return {}
        other = self.draw.pick(others)
        return {"peer" if self.draw.chance(25) else other: other}

    def _variable(self, party: Party) -> None:
        owner = self.draw.pick(party.machines)
        plain: list[VariableKind] = ["number", "number", "number", "word", "copy", "truth"]
        kinds: list[VariableKind] = [*plain, *plain, "number", "list", "list", "set"]
        kind = self.draw.pick(kinds)
        per = owner.per or self._per(party, 15)
        carried = [message.about[1] for message in self.plan.sent_by(party) if message.about]
        of = self.draw.pick([*carried, *(one.name for one in self.plan.parties)]) if kind == "copy" else ""
        if kind in ("list", "set"):
            of = self.draw.pick(["", *(one.name for one in self.plan.parties)])
        party.variables.append(Variable(self.draw.name("variable"), kind, per, owner.name, of))

    def _action(self, party: Party) -> None:
        draw = self.draw
        entry: dict[str, Any] = {}
        if cause := draw.pick(["", "", "protocol", "environment", "environment", "fault"]):
            entry["cause"] = cause
        if draw.chance(35):
            entry["at_most"] = draw.pick([0, 1, 1, 1, 2, "times"])
            if entry["at_most"] == "times":
                self.plan.parameters["times"] = 1
        connections = [connection.name for connection in self.plan.of(party)]
        if connections and draw.chance(20):
            closed = draw.pick(connections)
            entry["closes"] = draw.pick([closed, [closed], {closed: "drain"}, {closed: "drop"}, connections])
        if draw.chance(15):
            fair = "no" if cause in ("environment", "fault") else party.entry.get("fair", "weak")
            entry["fair"] = draw.pick([word for word in ("weak", "strong", "no") if word != fair])
        per = self._per(party, 20)
        if per:
            entry["per"] = per if list(per) != list(per.values()) else self.draw.pick([*per, list(per)])
        fields: dict[str, VariableKind] = {}
        if draw.chance(12):
            fields = draw.pick([{"amount": "number"}, {"shade": "word"}])
            entry["with"] = {name: "0..1" if kind == "number" else WORDS[:2] for name, kind in fields.items()}
        party.actions.append(Action(draw.name("action"), per, self.described(entry), fields))


def domain(variable: Variable) -> dict[str, Any]:
    """What the file says a variable may be."""
    elements = variable.party or WORDS[:2]
    match variable.kind:
        case "list":
            return {"list": elements, "at_most": 2}
        case "set":
            return {"set": elements}
        case "copy":
            return {"domain": [variable.party, "none"]}
        case kind:
            return {"domain": {"number": "0..2", "word": WORDS, "truth": ["true", "false"]}[kind]}
