"""Random systems: small, of every key that the language has, and made so that most of them are accepted."""

from __future__ import annotations

import json
from typing import Any

from tests.laws.generator.claims import Claims
from tests.laws.generator.defining import define
from tests.laws.generator.draw import Draw
from tests.laws.generator.observing import Observing
from tests.laws.generator.otherwise import merged, with_otherwise
from tests.laws.generator.phases import phases
from tests.laws.generator.plan import Names, Party, Plan, Variable
from tests.laws.generator.rows import Rows
from tests.laws.generator.tidy import cut
from tests.laws.generator.trigger import triggers
from tests.laws.generator.wiring import Wiring, domain

Files = dict[str, Any]
Entry = dict[str, Any]


def random_system(seed: int) -> dict[str, str]:
    """The files of a system."""
    return as_text(random_content(seed))


def random_content(seed: int, scheme: str = "plain", defined: bool = True) -> Files:
    """The content of the files of a system, by their names: `system`, and each party.

    Args:
        seed: the system.
        scheme: its names.
        defined: whether some of its expressions are definitions; if not, they are written out.
    """
    draw = Draw(seed, scheme)
    wiring = Wiring(draw)
    plan = wiring.drawn()
    rows = {party.name: _rows(draw, plan, party) for party in plan.parties}
    for party in plan.parties:
        for machine in party.machines:
            rows[party.name][machine.name] = cut(machine, rows[party.name][machine.name])
    plan.phases = phases(draw, plan)
    if keen := draw.chance(30):
        plan.parameters["keen"] = {"domain": ["weak", "strong", "no"], "initial": draw.pick(["weak", "strong", "no"])}
    parties = {party.name: _Party(wiring, party).written(rows[party.name]) for party in plan.parties}
    files = {"system": _system(wiring), **parties}
    if keen:
        _set_by_parameter(draw, files)
    if defined:
        define(draw, files)
    return files


def _set_by_parameter(draw: Draw, content: Any) -> None:
    """Let the parameter `keen` say how fair some things are."""
    if isinstance(content, dict):
        if "fair" in content and draw.chance(60):
            content["fair"] = "keen"
        for inside in content.values():
            _set_by_parameter(draw, inside)
    elif isinstance(content, list):
        for inside in content:
            _set_by_parameter(draw, inside)


def as_text(files: Files) -> dict[str, str]:
    """The files as they are written: JSON is YAML, too."""
    return {name: json.dumps(content) for name, content in files.items()}


def _rows(draw: Draw, plan: Plan, party: Party) -> dict[str, list[Entry]]:
    made: dict[str, list[Entry]] = {}
    listening = list(triggers(draw, plan, party)) if party.machines else []
    for number, machine in enumerate(party.machines):
        some = [trigger for trigger in listening if trigger.kind == "action" or draw.chance(50)]
        heard = some if number else listening
        reader = Rows(draw, plan, party, machine)
        made[machine.name] = [row for trigger in heard for row in reader.of(trigger)]
    return made


class _Party:
    """Writes the file of a party."""

    def __init__(self, wiring: Wiring, party: Party) -> None:
        self.draw = wiring.draw
        self.described = wiring.described
        self.party = party

    def written(self, rows: dict[str, list[Entry]]) -> Entry:
        """The file, with these rows by machine."""
        party, made = self.party, dict(self.party.entry)
        if not party.machines:
            made.pop("fair", None)
            return made
        made["actions"] = {action.name: action.entry for action in party.actions}
        if party.variables:
            made["variables"] = {
                one.name: self.described(domain(one) | self._initial(one) | self._per(one.per))
                for one in party.variables
            }
        made["machines"] = {
            machine.name: self.described(self._machine(machine.states, machine.per, rows[machine.name]), 6)
            for machine in party.machines
        }
        return made

    def _per(self, per: Names) -> Entry:
        if not per:
            return {}
        return {"per": per if list(per) != list(per.values()) else self.draw.pick([*per, list(per)])}

    def _machine(self, states: list[str], per: Names, rows: list[Entry]) -> Entry:
        initial: Any = states[0]
        if len(states) > 1 and self.draw.chance(10):
            initial = f"{states[1]} if {self.party.name} == 0 else {states[0]}"
        elif self.draw.chance(5):
            initial = self.draw.pick(["any", states[:2]])
        rows, ignored = with_otherwise(self.draw, states, rows)
        made: Entry = {"initial": initial, "states": states, "transitions": merged(self.draw, rows), **self._per(per)}
        if ignored:
            made["ignores"] = ignored
        return {**made, "defer": True} if self.draw.chance(8) else made

    def _initial(self, variable: Variable) -> Entry:
        element = f"{variable.party}[0]" if variable.party else "red"
        options: dict[str, list[Any]] = {
            "number": [0, 0, 1, f"{self.party.name} % 2"],
            "word": ["red", "green"],
            "truth": [False, True],
            "copy": ["none", "none", element],
            "list": [None, None, [], [element]],
            "set": [None, None, {}, {element: None}],
        }
        chosen = [option for option in options[variable.kind] if option is not None]
        if self.draw.chance(8):
            several = list({str(option): option for option in chosen}.values())
            plain = [str(one).lower() if isinstance(one, bool | int) else one for one in several]
            return {"initial": self.draw.pick(["any", plain])}
        initial = self.draw.pick(options[variable.kind])
        return {} if initial is None else {"initial": initial}


def _system(wiring: Wiring) -> Entry:
    draw, plan = wiring.draw, wiring.plan
    made: Entry = {"system": "Random"}
    messages: dict[str, dict[str, list[str]]] = {}
    for message in plan.messages:
        way = f"{message.sender} -> {message.receiver}"
        messages.setdefault(message.protocol, {}).setdefault(way, []).append(message.text())
    claims = Claims(draw, plan)
    said = {"claims": claims.drawn(), "monitors": claims.monitors()}
    if draw.chance(18):
        made["final"] = Observing(draw, plan).truth({}, 1)
    made |= {
        "parameters": plan.parameters,
        "messages": messages,
        "connections": {connection.name: connection.entry for connection in plan.connections},
        "phases": plan.phases,
        **said,
    }
    if plan.parameters and draw.chance(20):
        made["worlds"] = {"larger": wiring.described({"set": _settings(draw, plan)}, 50)}
    return wiring.described({key: value for key, value in made.items() if value}, 8)


def _settings(draw: Draw, plan: Plan) -> Entry:
    return {
        name: draw.pick(value["domain"]) if isinstance(value, dict) else draw.up_to(1, 2)
        for name, value in plan.parameters.items()
        if draw.chance(60)
    }
