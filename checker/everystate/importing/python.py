"""A machine of the library `transitions` as an object: its author's code runs, in a process that the user starts.

`python -m everystate.importing.python MODULE:NAME` prints the machine as JSON, in the form that `markup` reads.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import Any

from everystate.importing.foreign import ForeignMachine
from everystate.importing.markup import machine_from
from everystate.problems import Place, Problem, SpecError

_SECONDS = 60


def machine_of(name: str) -> ForeignMachine:
    """The machine called MODULE:NAME, which another process imports from the current folder or what is installed.

    Raises:
        SpecError: it cannot be imported, or is no machine.
    """
    command = [sys.executable, "-m", "everystate.importing.python", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    except subprocess.TimeoutExpired as reason:
        raise _refused(name, f"importing it takes more than {_SECONDS} s") from reason
    if done.returncode:
        raise _refused(name, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "its process ended")
    return machine_from(json.loads(done.stdout.splitlines()[-1]), Place(name))


def _refused(name: str, text: str) -> SpecError:
    return SpecError([Problem(Place(name), text, "", "name a machine as MODULE:NAME")])


def _object(name: str) -> Any:
    """The machine: an object, what has it as `machine`, or what a class or function of this name makes."""
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in (path or "machine").split("."):
        found = getattr(found, part)
    made: Any = found() if callable(found) else found
    return made if hasattr(made, "events") else made.machine


def _markup(machine: Any) -> dict[str, Any]:
    """States, and the transitions of each trigger but the automatic `to_STATE`."""
    states = [{"name": name, "final": bool(getattr(state, "final", False))} for name, state in machine.states.items()]
    automatic = {f"to_{name}" for name in machine.states} if machine.auto_transitions else set()
    rows = [
        _row(trigger, one)
        for trigger, event in machine.events.items()
        if trigger not in automatic
        for several in event.transitions.values()
        for one in several
    ]
    return {"name": machine.name, "states": states, "initial": str(machine.initial), "transitions": rows}


def _row(trigger: str, one: Any) -> dict[str, Any]:
    asked = [(getattr(each.func, "__name__", None) or str(each.func), each.target) for each in one.conditions]
    return {
        "trigger": trigger,
        "source": one.source,
        "dest": one.dest,
        "conditions": [name for name, target in asked if target],
        "unless": [name for name, target in asked if not target],
    }


if __name__ == "__main__":
    sys.path.insert(0, ".")
    print(json.dumps(_markup(_object(sys.argv[1]))))  # noqa: T201
