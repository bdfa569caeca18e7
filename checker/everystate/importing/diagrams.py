"""State diagrams of Mermaid (`stateDiagram`) and PlantUML: arrows with labels `trigger [condition]`."""

from __future__ import annotations

import re

from everystate.importing.foreign import Condition, ForeignMachine, Transition
from everystate.problems import Place, Problem, SpecError

_ARROW = re.compile(r"^(\[\*\]|[\w.]+)\s*<?-+(?:\[[^\]]*\]|\w+)?-*>\s*(\[\*\]|[\w.]+)\s*(?::\s*(.*))?$")
_STATE = re.compile(r'^state\s+(?:"[^"]*"\s+as\s+)?([\w.]+)(?:\s*<<\w+>>)?$|^([\w.]+)\s*(?::.*)?$')
_LABEL = re.compile(r"^([^\[/]*?)\s*(?:\[([^\]]*)\])?\s*(?:/.*)?$")
_SILENT = re.compile(
    r"^(%%|'|@|stateDiagram|title|direction|hide|skinparam|scale|note |classDef|class |---|left to|top to)"
)
_POINT = "[*]"


def machine_from(text: str, name: str, file: str) -> ForeignMachine:
    """The machine of a diagram: an arrow without a label has the trigger `go`.

    Raises:
        SpecError: a line is not understood, a state has states of its own, or no arrow leads from the start.
    """
    states: dict[str, None] = {}
    finals: dict[str, None] = {}
    made: list[Transition] = []
    initial = ""
    for number, line in enumerate(map(str.strip, text.splitlines()), start=1):
        if not line or _SILENT.match(line):
            continue
        if arrow := _ARROW.match(line):
            source, dest, label = arrow.groups()
            states.update(dict.fromkeys(one for one in (source, dest) if one != _POINT))
            if source == _POINT:
                initial = initial or dest
            elif dest == _POINT:
                finals[source] = None
            else:
                made.append(_transition(source, dest, label or ""))
        elif declared := _STATE.match(line):
            states[declared[1] or declared[2]] = None
        else:
            raise _refused(Place(file, number), *_reason(line))
    if initial not in states:
        raise _refused(Place(file), "no arrow leads from the start", "write `[*] --> STATE`")
    return ForeignMachine(name, tuple(states), initial, tuple(made), tuple(finals))


def _transition(source: str, dest: str, label: str) -> Transition:
    """An arrow; its label is a trigger, with conditions in brackets, joined by `&`; `!` negates one."""
    found = _LABEL.match(label.strip())
    trigger, asked = (found[1], found[2] or "") if found else (label, "")
    parts = [part.strip() for part in re.split(r"&+|\band\b|,", asked) if part.strip()]
    conditions = tuple(
        Condition(part.lstrip("!").removeprefix("not ").strip(), part[:1] == "!" or part[:4] == "not ")
        for part in parts
    )
    return Transition(trigger.strip() or "go", source, dest, conditions)


def _reason(line: str) -> tuple[str, str]:
    if line.endswith("{") or line == "}":
        return "a state has states of its own", "write them as states of one machine"
    return f"this line is not understood: {line}", "write `STATE --> STATE : trigger [condition]`"


def _refused(place: Place, text: str, remedy: str) -> SpecError:
    return SpecError([Problem(place, text, "", remedy)])
