"""Replays runs on live `transitions` machines and real queues, before they are reported."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from transitions import Machine as LiveMachine

from everystate.composing.event import Move, Transfer
from everystate.composing.field import Channel, Field, Packet
from everystate.exploring.shared.live import Model, row_machine, row_trigger
from everystate.exploring.space import Space, State
from everystate.judging.verdict import Step, Trace
from everystate.loading.party import Row


class ReplayError(AssertionError):
    """A run that the live machines do not follow: a mistake of this program, never of a spec."""


Lives = dict[tuple[str, str], LiveMachine]
"""The live machines that were built, by party and name: each of them can move any number of copies."""


def replay(space: Space, trace: Trace, lives: Lives | None = None) -> None:
    """Follow a run with live machines and queues; a loop goes round twice. `lives` are kept from run to run.

    Raises:
        ReplayError: a machine refuses a row, a queue has another message at its head, or a state comes out otherwise.
    """
    stage = _Stage(space, space.states[trace.start], {} if lives is None else lives)
    rest = _rest(space)
    steps = list(trace.steps)
    if trace.loop is not None:
        steps += trace.steps[trace.loop :]
    if trace.offending is not None:
        steps.append(trace.offending)
    here = trace.start
    for step in steps:
        if rest(step.source) != rest(here):
            raise ReplayError(f"a step starts in joint state {step.source}, and the one before ends in {here}")
        stage.play(step)
        here = step.target


def _rest(space: Space) -> Callable[[int], tuple[int, ...]]:
    """The function that leaves the monitors out of a joint state: one may be in another state after each round."""
    kept = [number for number, field in enumerate(space.network.fields) if field.kind != "monitor"]
    return lambda state: tuple(space.states[state][number] for number in kept)


class _Stage:
    """All parties live: a machine for each machine copy, a queue for each channel."""

    def __init__(self, space: Space, start: State, lives: Lives) -> None:
        self.space = space
        self.start = start
        self.lives = lives
        self.fields = space.network.fields
        self.machines: dict[int, tuple[LiveMachine, Model]] = {}
        self.queues: dict[int, deque[Packet]] = {}
        for number, field in enumerate(self.fields):
            if field.channel is not None:
                self.queues[number] = deque(field.channel.packets(start[number]))

    def play(self, step: Step) -> None:
        event = self.space.event(step.event)
        before = self.space.states[step.source]
        for move in event.moves:
            self._move(move, before[move.field])
        self._deliver(step)
        after = self.space.states[step.target]
        for number in self.machines:
            self._compare(number, self.machines[number][1].state, after)
        for number, queue in self.queues.items():
            self._compare(number, tuple(queue), after)

    def _move(self, move: Move, raw: int) -> None:
        live, model = self._machine(move)
        row: Row = dict(move.rows)[raw]
        if model.state != move.machine.states[raw]:
            raise ReplayError(f"{self.fields[move.field].name} is {model.state}, not {move.machine.states[raw]}")
        if not live.events[row_trigger(row)].trigger(model):
            raise ReplayError(f"{self.fields[move.field].name} refuses the row at {row.place}")

    def _machine(self, move: Move) -> tuple[LiveMachine, Model]:
        if move.field not in self.machines:
            model, field, key = Model(), self.fields[move.field], (move.machine.party, move.machine.name)
            if key not in self.lives:
                self.lives[key] = row_machine(move.machine, Model(), move.machine.states[0])
            self.lives[key].set_state(str(field.values[self.start[move.field]]), model)
            self.machines[move.field] = (self.lives[key], model)
        return self.machines[move.field]

    def _deliver(self, step: Step) -> None:
        """Take what is received, drop what a loss drops, queue what is sent."""
        event = self.space.event(step.event)
        for transfer in step.label.received[:1] if step.label.kind == "message" else ():
            if not self._waits(transfer):
                raise ReplayError(f"{transfer.packet} is received and waits nowhere")
        for number, change in event.update:
            if number not in self.queues or not isinstance(change, tuple):
                continue
            field, queue = self.fields[number], self.queues[number]
            for edit in change:
                here = edit.at(self.space.states[step.source])
                _edit(_channel(field), queue, here.kind, here.number)

    def _waits(self, transfer: Transfer) -> bool:
        """Whether a message that is taken from a channel is there; what is handed over in the step is nowhere."""
        for number, queue in self.queues.items():
            channel = _channel(self.fields[number])
            if (channel.connection, channel.receiver) == (transfer.connection, transfer.receiver):
                return transfer.packet in queue
        return False

    def _compare(self, number: int, live: Any, after: tuple[int, ...]) -> None:
        field = self.fields[number]
        wanted = field.channel.packets(after[number]) if field.channel is not None else field.values[after[number]]
        if live != wanted:
            raise ReplayError(f"{field.name} is {live} when replayed, and {wanted} in the space")


def _channel(field: Field) -> Channel:
    assert field.channel is not None
    return field.channel


def _edit(channel: Channel, queue: deque[Packet], kind: str, number: int) -> None:
    edits: dict[str, Callable[[], object]] = {
        "take": queue.popleft,
        "clear": queue.clear,
        "append": lambda: queue.append(channel.alphabet[number - 1]),
        "remove": lambda: queue.remove(channel.alphabet[number - 1]),
        "lose": lambda: queue.__delitem__(number),
        "double": lambda: queue.append(queue[number]),
    }
    edits[kind]()
    if not channel.ordered:
        ordered = sorted(queue, key=channel.alphabet.index)
        queue.clear()
        queue.extend(ordered)
    if len(queue) > channel.capacity:
        raise ReplayError(f"{channel.connection} holds more than {channel.capacity}")
