"""Draws the rows of a machine."""

from __future__ import annotations

from typing import Any

from tests.laws.generator.draw import Draw
from tests.laws.generator.guards import Guards
from tests.laws.generator.plan import Machine, Names, Party, Plan
from tests.laws.generator.sends import Sends
from tests.laws.generator.trigger import Trigger

Row = dict[str, Any]


class Rows:
    """Draws the rows of one machine."""

    def __init__(self, draw: Draw, plan: Plan, party: Party, machine: Machine) -> None:
        self.draw = draw
        self.plan = plan
        self.party = party
        self.machine = machine
        self.guards = Guards(draw, plan, party, machine)
        self.sends = Sends(draw, plan, party, self.guards)

    def of(self, trigger: Trigger) -> list[Row]:
        """The rows of one trigger: one for every state, or for some states together, or state by state."""
        states = self.machine.states
        if self.draw.chance(14):
            return [self._row(trigger, self.draw.pick(["*", states]), trigger.names)]
        made = [row for state in states for row in self._cell(trigger, state)]
        if any(row["source"] == states[0] and "dest" in row for row in made):
            return made
        return [self._row(trigger, states[0], trigger.names), *(row for row in made if row["source"] != states[0])]

    def _cell(self, trigger: Trigger, state: str) -> list[Row]:
        often = {"action": 30, "message": 5, "lost": 6}.get(trigger.kind, 20)
        if self.draw.chance(often):
            return []
        match self.draw.pick(["one"] * 13 + ["choice"] * 3 + ["split"] * 3 + (["defer"] if often < 20 else [])):
            case "defer":
                return [{"trigger": trigger.text, "source": state, "defer": True}]
            case "choice":
                return [self._chosen(trigger, state) for _ in range(2)]
            case "split":
                guard = self.guards.truth(trigger.names, trigger.fields)
                return [self._row(trigger, state, trigger.names, test) for test in (guard, f"not ({guard})")]
            case _:
                return [self._row(trigger, state, trigger.names)]

    def _chosen(self, trigger: Trigger, state: str) -> Row:
        row = {**self._row(trigger, state, trigger.names), "choice": True}
        fair = self.draw.pick(["weak", "strong", "no"])
        if "fair" not in row and self.draw.chance(30) and not (fair == "no" == trigger.fair):
            row["fair"] = fair
        return row

    def _row(self, trigger: Trigger, source: Any, names: Names, when: str = "") -> Row:
        dest = self.draw.pick([*self.machine.states, *self.machine.states, "="])
        row: Row = {"trigger": trigger.text, "source": source, "dest": dest}
        tests = [when] if when else []
        bound = {**names, **self.machine.per}
        if not when and self.draw.chance(25):
            tests.append(self.guards.truth(bound, trigger.fields))
        if self.draw.chance(30):
            row["set"], needed = self.guards.assignment(trigger, bound)
            tests += needed
        if self.draw.chance(55) and not trigger.silent:
            row |= self.sends.sent(trigger, bound, tests)
        if "send" in row and not {*self.machine.per} <= {*names} and self.draw.chance(60):
            row["in_any_order"] = True
        if tests:
            row["when"] = " and ".join(f"({test})" if " or " in test or " if " in test else test for test in tests)
        if not row.get("set", True):
            del row["set"]
        return self._marked(row, trigger)

    def _dead(self) -> Any:
        name = self.draw.pick(list(self.plan.parameters) or ["true"])
        when = "true" if name == "true" or isinstance(self.plan.parameters[name], dict) else f"{name} >= 1"
        known = {"when": when, "reason": "not here"}
        return self.draw.pick(["it never fires", known, known, [known, "or nowhere"]])

    def _marked(self, row: Row, trigger: Trigger) -> Row:
        if self.draw.chance(4):
            row["dead"] = self._dead()
        if self.draw.chance(4) and trigger.fair is not None:
            row["fair"] = {"no": "weak", "weak": "no", "strong": "no"}[trigger.fair]
        return row
