"""A foreign machine as the files of a spec: one party with one machine."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping

from everystate.importing.foreign import Condition, ForeignMachine, Transition

_TAKEN = {"none", "true", "false", "phase", "any", "all", "start", "count", "min", "max", "len", "tick"}


def files_of(machine: ForeignMachine) -> dict[str, str]:
    """The texts of the files, by their names: each trigger is an action of the environment, each condition a variable.

    A row has the conditions of its transition, and the negation of those of the transitions that come before it.
    """
    names = _Names(machine)
    return {"system.yaml": _system(machine, names), f"{names.party}.yaml": _party(machine, names)}


class _Names:
    """Identifiers for what has any name: different ones for different names of one kind."""

    def __init__(self, machine: ForeignMachine) -> None:
        self.party = _identifiers([machine.name], {"state"})[machine.name]
        self.states = _identifiers(machine.states)
        self.triggers = _identifiers(machine.triggers, {self.party})
        self.conditions = _identifiers(machine.conditions, {self.party, "state", *self.states.values()})
        self.flips = _identifiers([f"{one} changes" for one in self.conditions.values()], set(self.triggers.values()))

    def flip(self, condition: str) -> str:
        """The action that changes a condition."""
        return self.flips[f"{self.conditions[condition]} changes"]


def _identifiers(names: Iterable[str], taken: Iterable[str] = ()) -> Mapping[str, str]:
    made: dict[str, str] = {}
    used = {*taken, *_TAKEN}
    for name in names:
        plain = re.sub(r"\W+", "_", name).strip("_") or "unnamed"
        plain = plain if plain[0].isalpha() else f"x_{plain}"
        number, one = 2, plain
        while one in used or keyword.iskeyword(one):
            one, number = f"{plain}_{number}", number + 1
        used.add(one)
        made[name] = one
    return made


def _system(machine: ForeignMachine, names: _Names) -> str:
    at = f"{names.party}.state"
    lines = [f'system: "{names.party}"']
    if machine.final:
        finals = [f"{at} == {names.states[one]}" for one in machine.final]
        lines.append(f'final: "{" or ".join(finals)}"')
    lines.append("claims:")
    for state in (names.states[one] for one in machine.states if one != machine.initial):
        lines += [f"  {state} can be reached: {{possible: {at} == {state}}}"]
    lines.append("  # TODO: what must never happen?")
    return "\n".join(lines) + "\n"


def _party(machine: ForeignMachine, names: _Names) -> str:
    lines = [f"party: {names.party}", "actions:"]
    lines += [f"  {names.triggers[one]}: {{cause: environment}}" for one in machine.triggers]
    lines += [f"  {names.flip(one)}: {{cause: environment}}" for one in machine.conditions]
    if machine.conditions:
        lines.append("variables:")
        lines += [
            f"  {names.conditions[one]}: {{domain: [no, yes], initial: no}}   # TODO: what changes this?"
            for one in machine.conditions
        ]
    lines += ["machines:", "  state:", f"    initial: {names.states[machine.initial]}"]
    lines += [f"    states: [{', '.join(names.states[one] for one in machine.states)}]", "    transitions:"]
    lines += [f"      - {{{_row(machine, number, names)}}}" for number in range(len(machine.transitions))]
    if machine.conditions:
        lines += ["  conditions:", "    initial: known", "    states: [known]", "    transitions:"]
        for one in machine.conditions:
            name = names.conditions[one]
            change = f"set: {{{name}: yes if {name} == no else no}}"
            lines.append(f'      - {{trigger: {names.flip(one)}, source: known, dest: "=", {change}}}')
    return "\n".join(lines) + "\n"


def _row(machine: ForeignMachine, number: int, names: _Names) -> str:
    one = machine.transitions[number]
    dest = '"="' if one.dest in (None, one.source) else names.states[one.dest or ""]
    guards = [_asked(asked, names) for asked in one.conditions]
    guards += [f"not ({_all(other, names)})" for other in machine.before(number) if other.conditions]
    if any(not other.conditions for other in machine.before(number)):
        guards = [f"state != {names.states[one.source]}"]  # never: an earlier one is always taken
    guard = f', when: "{" and ".join(guards)}"' if guards else ""
    return f"trigger: {names.triggers[one.trigger]}, source: {names.states[one.source]}, dest: {dest}{guard}"


def _all(one: Transition, names: _Names) -> str:
    return " and ".join(_asked(asked, names) for asked in one.conditions)


def _asked(asked: Condition, names: _Names) -> str:
    return f"{names.conditions[asked.name]} == {'no' if asked.negated else 'yes'}"
