"""Draws what claims say: expressions over everything, and events."""

from __future__ import annotations

from dataclasses import dataclass

from tests.laws.generator.draw import Draw
from tests.laws.generator.plan import Connection, Machine, Names, Party, Plan, Variable


@dataclass(frozen=True)
class Event:
    """An event, and the names that it binds; `at` is the party at which it happens, if there is one."""

    text: str
    names: Names
    at: str = ""


def events_of(plan: Plan) -> list[Event]:
    """Every event of a plan."""
    found = [Event(f"{p.name}.{a.name}", {**a.per, p.name: p.name}, p.name) for p in plan.parties for a in p.actions]
    for message in plan.messages:
        names = message.binds()
        found.append(Event(f"{message.sender} sends {message.name}", names, message.sender))
        found.append(Event(f"{message.receiver} receives {message.name}", names, message.receiver))
    for connection in plan.connections:
        names = dict(connection.ends)
        found += [Event(fault, names) for fault in connection.faults()]
        found += [Event(f"{of}.{connection.name}.lost", names, of) for of in dict.fromkeys(names.values())]
        kinds = ["opened", "refused"] if "opened_by" in connection.entry else []
        found += [Event(f"{connection.name}.{kind}", names) for kind in (*kinds, "lost")]
    return found


class Observing:
    """Draws expressions over a joint state."""

    def __init__(self, draw: Draw, plan: Plan) -> None:
        self.draw = draw
        self.plan = plan
        self.active = [party for party in plan.parties if party.machines]

    def truth(self, names: Names, deep: int = 2) -> str:
        """An expression that is true or false; these names are bound."""
        pick = self.draw.pick
        match pick(["atom"] * 6 + ["both", "not", "each"]) if deep else "atom":
            case "both":
                return f"({self.truth(names, deep - 1)}) {pick(['and', 'or'])} ({self.truth(names, deep - 1)})"
            case "not":
                return f"not ({self.truth(names, deep - 1)})"
            case "each":
                return self._each(names, deep)
            case _:
                return self._atom(names)

    def _each(self, names: Names, deep: int) -> str:
        counted = [party for party in self.plan.parties if party.all]
        if not counted:
            return self._atom(names)
        party, name = self.draw.pick(counted), f"i{deep}"
        inner = {**names, name: party.name}
        test = f" if {self.truth(inner, 0)}" if self.draw.chance(25) else ""
        kind = self.draw.pick(["any", "all", "count"])
        said = f"{kind}({self.truth(inner, deep - 1)} for {name} in {party.all}{test})"
        return (
            said + self.draw.pick([" <= 1", " == 0", " > 0", f" == {party.counted or 2}"]) if kind == "count" else said
        )

    def _atom(self, names: Names) -> str:
        kinds = ["machine"] * 4 + ["variable"] * 3 + ["link"] * 3 + ["phase", "left"]
        match self.draw.pick(kinds):
            case "link" if self.plan.connections:
                return self._of_link(self.draw.pick(self.plan.connections), names)
            case "variable" if variables := [(p, v) for p in self.active for v in p.variables]:
                return self._of_variable(*self.draw.pick(variables), names)
            case "phase":
                return f"phase {self.draw.pick(['==', '!='])} {self.draw.pick(['start', *self.plan.phases])}"
            case "left" if bounds := self._bounds():
                return f"{self.draw.pick(bounds)}.left {self.draw.pick(['== 0', '> 0', '== 1'])}"
            case _:
                party = self.draw.pick(self.active)
                return self.of_machine(party, self.draw.pick(party.machines), names)

    def _copy(self, party: str, names: Names) -> str:
        alone = self.plan.party(party).single and party not in names
        return self.draw.pick([*self.plan.copy(party, names), *([party] * 3 if alone else [])])

    def _read(self, party: Party, one: Machine | Variable, names: Names) -> str:
        index = f"[{self._copy(next(iter(one.per.values())), names)}]" if one.per else ""
        return f"{self._copy(party.name, names)}.{one.name}{index}"

    def of_machine(self, party: Party, machine: Machine, names: Names) -> str:
        """A comparison of the state of a machine."""
        read, states = self._read(party, machine, names), machine.states
        several = [f"{read} in ({', '.join(states[:2])})"] if len(states) > 1 else []
        return self.draw.pick([f"{read} == {states[-1]}", f"{read} == {states[0]}", f"{read} != {states[0]}", *several])

    def _of_variable(self, party: Party, variable: Variable, names: Names) -> str:
        read, pick = self._read(party, variable, names), self.draw.pick
        match variable.kind:
            case "number":
                other = self._read(party, variable, names)
                return pick(
                    [
                        f"{read} < 2",
                        f"{read} == 1",
                        f"{read} <= {other}",
                        f"{read} == {other} + 1",
                        f"{read} * {other} > 1",
                        f"2 // {read} == 1",
                    ]
                )
            case "word":
                return pick([f"{read} == red", f"{read} in (green, blue)"])
            case "truth":
                return pick([f"{read} == true", f"{read} != true"])
            case "list" | "set":
                return self._of_collection(variable, read, names)
            case "copy":
                return pick([f"{read} == none", f"{read} == {self._copy(variable.party, names)}"])

    def _of_collection(self, variable: Variable, read: str, names: Names) -> str:
        element, pick = self._copy(variable.party, names) if variable.party else "red", self.draw.pick
        plain = [f"len({read}) {pick(['< 2', '> 0', '== 1'])}", f"{element} {pick(['in', 'not in'])} {read}"]
        if variable.kind == "list":
            more = [f"{read} == [{element}]", f"{read}[0] == {element}", f"len({read}[1:]) == 1", f"{read} == []"]
        else:
            more = [f"{read} == {{{element}}}", f"{read} - {{{element}}} != {{}}"]
            more += [f"all(i == {element} for i in {read})"] if variable.party else []
        return pick([*plain, *more])

    def _bounds(self) -> list[str]:
        bounded = [f"{p.name}.{a.name}" for p in self.plan.parties for a in p.actions if "at_most" in a.entry]
        kinds = {"breaks": "breaks", "may_lose": "loses", "may_duplicate": "duplicates"}
        for connection in self.plan.connections:
            bounded += [
                f"{connection.name}.{k}" for key, k in kinds.items() if isinstance(connection.entry.get(key), dict)
            ]
        return bounded

    def _of_link(self, connection: Connection, names: Names) -> str:
        pick = self.draw.pick
        copies = ", ".join(self._copy(of, names) for _, of in connection.ends)
        which, end = f"{connection.name}[{copies}]", pick([name for name, _ in connection.ends])
        arriving = [
            m for m in self.plan.messages if m.connection is connection and m.receiver == dict(connection.ends)[end]
        ]
        ordered = connection.entry.get("order", "fifo") == "fifo" and not connection.rendezvous
        options = [f"{which}.is_open", f"{which}.is_open", f"not {which}.is_open"]
        options += [f"{which}.pending[{end}]", f"{which}.length[{end}] {pick(['== 0', '<= 1', '== 1'])}"]
        if arriving and ordered:
            message = pick(arriving)
            options += [f"{which}.head[{end}] == {message.name}", f"{which}.head[{end}] == none"]
            if "grade" in message.fields:
                options.append(f"{which}.head[{end}].grade == 1")
        return pick(options)
