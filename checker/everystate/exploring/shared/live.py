"""Live `transitions` machines, built from the rows: the same objects that a program would run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transitions import Machine as LiveMachine

from everystate.loading.party import Machine, Row


class Model:
    """What a live machine moves: its state."""

    state: str


class LocalSteps:
    """Where the rows of machines lead, as their live machines say; each local step is taken once and remembered.

    `transitions` takes the first row that matches, so each row has a trigger of its own here.
    """

    def __init__(self) -> None:
        self._live: dict[tuple[str, str], tuple[LiveMachine, Model]] = {}
        self._taken: dict[tuple[str, str, int, str], str] = {}

    def take(self, machine: Machine, row: Row, state: str) -> str:
        """The state after this row from this state."""
        key = (machine.party, machine.name, row.number, state)
        if key not in self._taken:
            live, model = self._machine(machine)
            live.set_state(state, model)
            live.events[row_trigger(row)].trigger(model)
            self._taken[key] = model.state
        return self._taken[key]

    def _machine(self, machine: Machine) -> tuple[LiveMachine, Model]:
        key = (machine.party, machine.name)
        if key not in self._live:
            model = Model()
            self._live[key] = (row_machine(machine, model, machine.states[0]), model)
        return self._live[key]


def row_trigger(row: Row) -> str:
    """The trigger that is this row's own."""
    return f"row_{row.number}"


def row_machine(
    machine: Machine, model: Any, initial: str, condition: Callable[[Row], list[Any]] = lambda row: []
) -> LiveMachine:
    """A live machine with one trigger for each row."""
    live = LiveMachine(model, states=list(machine.states), initial=initial, auto_transitions=False, send_event=True)
    for row in machine.rows:
        if not row.defer:
            live.add_transition(row_trigger(row), list(row.sources), row.dest or "=", conditions=condition(row))
    return live
