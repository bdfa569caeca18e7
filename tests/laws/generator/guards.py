"""Draws what rows read and set: guards over the party's own memory, and new values that stay in their domain."""

from __future__ import annotations

from tests.laws.generator.draw import Draw
from tests.laws.generator.plan import WORDS, Machine, Names, Party, Plan, Variable, VariableKind
from tests.laws.generator.trigger import Trigger

Fields = dict[str, VariableKind]


class Guards:
    """Draws for the rows of one machine."""

    def __init__(self, draw: Draw, plan: Plan, party: Party, machine: Machine) -> None:
        self.draw = draw
        self.plan = plan
        self.party = party
        self.machine = machine

    # -- guards ---------------------------------------------------------------------------------------------------

    def truth(self, names: Names, fields: Fields) -> str:
        """A guard."""
        made = self._atom(names, fields)
        if self.draw.chance(20):
            made = f"{made} {self.draw.pick(['and', 'or'])} {self._atom(names, fields)}"
        return f"not ({made})" if self.draw.chance(10) else made

    def _atom(self, names: Names, fields: Fields) -> str:
        own = [*self.party.variables] * 2
        kinds = ["machine", *["variable"] * len(own), *["field"] * len(fields), "open", "parameter"]
        match self.draw.pick(kinds):
            case "variable":
                return self._of_variable(self.draw.pick(own), names, fields)
            case "field":
                name = self.draw.pick(list(fields))
                return f"{name} == {'1' if fields[name] == 'number' else 'red'}"
            case "open":
                return self._is_open(names)
            case "parameter" if self.plan.parameters:
                return self._of_parameter()
            case _:
                return self._of_machine(names)

    def _of_machine(self, names: Names) -> str:
        machine = self.draw.pick(self.party.machines)
        where = f"{self.draw.pick(['==', '!='])} {machine.states[0]}"
        if not machine.per:
            return f"{machine.name} {where}"
        [other] = machine.per.values()
        counted = self.plan.party(other).all
        if counted and self.draw.chance(50):
            return f"{self.draw.pick(['any', 'all'])}({machine.name}[i] {where} for i in {counted})"
        return f"{machine.name}[{self.index(other, names)}] {where}"

    def index(self, party: str, names: Names) -> str:
        """A copy of a party."""
        return self.draw.pick(self.plan.copy(party, names))

    def read(self, variable: Variable, names: Names) -> str:
        """A variable, with an index if it has one."""
        return (
            f"{variable.name}[{self.index(next(iter(variable.per.values())), names)}]"
            if variable.per
            else variable.name
        )

    def _of_variable(self, variable: Variable, names: Names, fields: Fields) -> str:
        read, pick = self.read(variable, names), self.draw.pick
        match variable.kind:
            case "number":
                others = [self.read(one, names) for one in self._alike(variable)]
                others += [name for name, kind in fields.items() if kind == "number"]
                plain = [f"{read} < 2", f"{read} == 1", f"{read} != 0", f"{read} in (0, 2)"]
                return pick(plain + [f"{read} {pick(['==', '<=', '>'])} {one}{pick(['', ' + 1'])}" for one in others])
            case "word":
                return pick([f"{read} == red", f"{read} in (red, blue)", f"{read} != green"])
            case "truth":
                return pick([f"{read} == true", f"not ({read} == true)"])
            case "list" | "set":
                return self._of_collection(variable, read, names)
            case "copy":
                bound = [name for name, of in names.items() if of == variable.party]
                return pick([f"{read} == none", f"{read} != none", *(f"{read} == {name}" for name in bound)])

    def _of_collection(self, variable: Variable, read: str, names: Names) -> str:
        element, pick = self._element(variable, names), self.draw.pick
        plain = [f"len({read}) {pick(['< 2', '> 0', '== 1'])}", f"{element} {pick(['in', 'not in'])} {read}"]
        plain += [
            f"{read} {pick(['==', '!='])} {one}" for one in [self.read(other, names) for other in self._alike(variable)]
        ]
        if variable.kind == "list":
            return pick([*plain, f"{read} == []", f"{read}[0] == {element}", f"{element} in {read}[1:]"])
        counted = self.plan.party(variable.party).all if variable.party else ""
        loops = (
            [f"any(i == {element} for i in {read})", f"count(i in {read} for i in {counted}) < 2"] if counted else []
        )
        return pick([*plain, f"{read} == {{{element}}}", f"{read} & {{{element}}} != {{}}", *loops])

    def _element(self, variable: Variable, names: Names) -> str:
        """What a list or a set may have in it."""
        return self.draw.pick(self.plan.copy(variable.party, names) if variable.party else ["red", "green"])

    def _alike(self, variable: Variable) -> list[Variable]:
        """Other variables of its kind; of lists and sets, of the same elements."""
        alike = [one for one in self.party.variables if one.kind == variable.kind and one is not variable]
        return [one for one in alike if one.kind not in ("list", "set") or one.party == variable.party]

    def _is_open(self, names: Names) -> str:
        for connection in self.plan.of(self.party):
            if all(names.get(name) == of for name, of in connection.ends):
                return self.draw.pick(["", "not "]) + f"{connection.name}.is_open"
        return self._of_machine(names)

    def _of_parameter(self) -> str:
        name = self.draw.pick(list(self.plan.parameters))
        value = self.plan.parameters[name]
        if isinstance(value, dict):
            return f"{name} == {self.draw.pick(value['domain'])}"
        return f"{name} {self.draw.pick(['>= 1', '== 1', '> 1'])}"

    # -- new values -----------------------------------------------------------------------------------------------

    def assignment(self, trigger: Trigger, names: Names) -> tuple[dict[str, str], list[str]]:
        """What a row sets, and what its guard must say so that the value stays in its domain."""
        made: dict[str, str] = {}
        needed: list[str] = []
        for variable in self.party.variables:
            target = self._target(variable, trigger, names)
            if variable.owner == self.machine.name and target and self.draw.chance(60):
                made[target], more = self._value(variable, target, names, trigger.fields)
                needed += more
        return made, needed

    def _target(self, variable: Variable, trigger: Trigger, names: Names) -> str:
        """What to set; nothing where several copies of the machine could set one variable."""
        [own, *_] = [*self.machine.per, ""]
        if variable.per and self.machine.per:
            return f"{variable.name}[{own}]"
        if self.machine.per and own not in trigger.names:
            return ""
        return self.read(variable, names)

    def _value(self, variable: Variable, read: str, names: Names, fields: Fields) -> tuple[str, list[str]]:
        pick, others = self.draw.pick, [self.read(one, names) for one in self._alike(variable)]
        others += [name for name, kind in fields.items() if kind == variable.kind]
        plain: list[tuple[str, list[str]]] = [(one, []) for one in others for _ in range(3)]
        match variable.kind:
            case "number":
                plain += [("1", []), (f"({read} + 1) % 3", []), (f"{read} + 1", [f"{read} < 2"]), ("0", [])]
                plain += [(f"min({read} + 1, 2)", []), (f"max({read}, 1)", []), (f"{read} * 2 % 3", [])]
                plain += [(f"2 // {read}", [f"{read} != 0"])]
                plain += [(f"{read} - 1", [f"{read} > 0"]), (f"1 if {self._of_machine(names)} else 0", [])]
            case "word":
                plain += [(word, []) for word in WORDS]
            case "truth":
                plain += [("true", []), ("false", [])]
            case "copy":
                copy = pick(self.plan.copy(variable.party, names))
                plain += [("none", []), (copy, []), (f"{copy} if {read} == none else none", [])]
            case "list":
                plain += self._lists(variable, read, names)
            case "set":
                member = f"{{{self._element(variable, names)}}}"
                plain += [(value, []) for value in (member, "{}", *(f"{read} {sign} {member}" for sign in "||-&"))]
        return pick(plain)

    def _lists(self, variable: Variable, read: str, names: Names) -> list[tuple[str, list[str]]]:
        element = f"[{self._element(variable, names)}]"
        more, less = f"len({read}) < 2", f"len({read}) > 0"
        made = [(f"{read} + {element}", [more]), (f"{element} + {read}", [more]), (f"{read}[1:]", [less])]
        made += [(f"{read}[1:] + {element}", [less]), (f"{read} - {element}", []), (f"{element} + {read}[:1]", [less])]
        return [*made, (element, []), (f"{read}[1:] if {read} != [] else {element}", []), (f"{read}[:1]", [less])]
