"""Draws claims of every kind, and monitors."""

from __future__ import annotations

from typing import Any

from tests.laws.generator.draw import Draw
from tests.laws.generator.observing import Event, Observing, events_of
from tests.laws.generator.plan import Names, Party, Plan
from tests.laws.generator.wiring import DESCRIPTION

Entry = dict[str, Any]

KINDS = [
    *("always", "never", "possible", "after", "whenever", "leads_to", "eventually", "always_eventually"),
    *("eventually_always", "until", "recoverable", "formula", "formula", "ends", "ends"),
]


class Claims:
    """Draws what a system claims."""

    def __init__(self, draw: Draw, plan: Plan) -> None:
        self.draw = draw
        self.plan = plan
        self.observing = Observing(draw, plan)
        self.events = events_of(plan)

    def drawn(self) -> dict[str, Entry]:
        """Some claims, by name; each kind is as likely as the others."""
        kinds = self.draw.random.sample(KINDS, self.draw.up_to(3, 6))
        return {f"{number} {kind}": self._marked(self.of(kind)) for number, kind in enumerate(kinds)}

    def of(self, kind: str) -> Entry:
        """A claim of a kind."""
        match kind:
            case "possible":
                return {kind: self.observing.truth({})}
            case "always" | "never":
                names, bound = self._for_copies()
                return {kind: self.observing.truth(names), **bound}
            case "after":
                names, bound = self._for_copies()
                return {"after": self._phase(), "holds": self.observing.truth(names), **bound}
            case "whenever":
                event = self.draw.pick(self.events)
                names, bound = self._for_copies()
                named = self._named(event, names) if event.at else event.text
                return {"whenever": named, "holds": self.observing.truth({**names, **event.names}), **bound}
            case "ends":
                within = {"within": f"{self.draw.pick([0, 1, 2, 3, 5, 8])} steps"} if self.draw.chance(70) else {}
                return {"ends": self._phase(), **within}
            case _:
                return self._of_runs(kind)

    def _of_runs(self, kind: str) -> Entry:
        names, bound = self._for_copies()
        if kind == "recoverable":
            return {kind: self.observing.truth(names), **bound}
        if kind == "formula":
            return {**self._formula(names), **bound}
        parts = [self.proposition(names) for _ in range(2 if kind in ("leads_to", "until") else 1)]
        return {kind: parts if len(parts) > 1 else parts[0], **bound}

    def _for_copies(self) -> tuple[Names, Entry]:
        """Names that the claim binds to copies, and the key that says so."""
        loops = self._loops()
        bound: Entry = {"for": {name: party.all for name, party in loops.items()}} if loops else {}
        return {name: party.name for name, party in loops.items()}, bound

    def _loops(self) -> dict[str, Party]:
        counted = [party for party in self.plan.parties if party.all]
        if not counted or not self.draw.chance(45):
            return {}
        party = self.draw.pick(counted)
        return {self.draw.pick(["who", "e9", party.name]): party}

    def _phase(self) -> str:
        return self.draw.pick(["each phase", "start", *self.plan.phases])

    def _marked(self, entry: Entry, described: int = 5) -> Entry:
        if self.draw.chance(12):
            name = self.draw.pick(list(self.plan.parameters) or ["true"])
            when = "true" if name == "true" or isinstance(self.plan.parameters[name], dict) else f"{name} >= 1"
            known = {"when": when, "reason": "it is known"}
            entry["known_violation"] = self.draw.pick(["it is known", known, [known, "or so"]])
        return {**entry, "description": DESCRIPTION} if self.draw.chance(described) else entry

    # -- atoms of claims about time -------------------------------------------------------------------------------

    def proposition(self, names: Names) -> str:
        """An expression, an event, or that a phase begins or ends."""
        match self.draw.pick(["state"] * 5 + ["event"] * 4 + ["edge"] * 2):
            case "state":
                return self.observing.truth(names, 1)
            case "event":
                return self._named(self.draw.pick(self.events), names)
            case _:
                return self._edge()

    def _named(self, event: Event, names: Names) -> str:
        """The event, sometimes at a copy that is bound."""
        for name, of in names.items():
            if event.at == of and self.draw.chance(60):
                return name + event.text[len(of) :]
        return event.text

    def _edge(self) -> str:
        begun = [f"{phase} begins" for phase in self.plan.phases] + (["each phase begins"] if self.plan.phases else [])
        return self.draw.pick([*begun, *(f"{phase} ends" for phase in ("each phase", "start", *self.plan.phases))])

    def _formula(self, names: Names) -> Entry:
        atoms = ["p", "q", "done"][: self.draw.up_to(1, 3)]
        used: list[str] = []
        formula = self._over(atoms, used, 3)
        return {"formula": formula, "where": {atom: self.proposition(names) for atom in atoms if atom in used}}

    def _over(self, atoms: list[str], used: list[str], deep: int) -> str:
        shape = self.draw.pick(["one", "one", "two", "two", "atom"]) if deep else "atom"
        if shape == "one":
            return f"{self.draw.pick(['!', 'X', '[]', '<>', 'always', 'F'])} ({self._over(atoms, used, deep - 1)})"
        if shape == "two":
            operator = self.draw.pick(["&&", "||", "->", "<->", "U", "W", "R", "M", "until"])
            return f"({self._over(atoms, used, deep - 1)}) {operator} ({self._over(atoms, used, deep - 1)})"
        used.append(self.draw.pick(atoms))
        return used[-1]

    # -- monitors -------------------------------------------------------------------------------------------------

    def monitors(self) -> dict[str, Entry]:
        """None, one, or two monitors."""
        return {
            f"watch {number}": self._marked(self.monitor(), 12) for number in range(self.draw.pick([0, 0, 1, 1, 2]))
        }

    def monitor(self) -> Entry:
        """A monitor of two or three states."""
        states = ["out", "in_", "wrong"][: self.draw.up_to(2, 3)]
        party = self.draw.pick(self.plan.parties).name
        per = {"per": self.draw.pick([party, [party], {"peer": party}])} if self.draw.chance(35) else {}
        names: Names = {"peer" if isinstance(per.get("per"), dict) else party: party} if per else {}
        rows = [
            self._watch(event, state, states, names)
            for event in self.draw.some(self.events, 1)[:3]
            for state in states
            if self.draw.chance(75)
        ]
        rows = rows or [self._watch(self.events[0], states[0], states, names)]
        never = self.draw.pick([states[-1], [states[-1]], states[1:]])
        return {**per, "initial": states[0], "states": states, "never": never, "transitions": rows}

    def _watch(self, event: Event, state: str, states: list[str], names: Names) -> Entry:
        row: Entry = {"trigger": event.text, "source": state, "dest": self.draw.pick([*states, "="])}
        if self.draw.chance(25):
            row["when"] = self._read_in({**event.names, **names})
        return row

    def _read_in(self, names: Names) -> str:
        """What a monitor may read: machines and variables."""
        party = self.draw.pick(self.observing.active)
        return self.observing.of_machine(party, self.draw.pick(party.machines), names)
