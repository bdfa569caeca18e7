"""The steps from one joint state, by the network's events and the live machines' local steps."""

from __future__ import annotations

from everystate.composing.network import Channel, Edit, Event, Network
from everystate.exploring.shared.enabling import EnabledMasks, bits
from everystate.exploring.shared.live import LocalSteps
from everystate.exploring.space import State


class _Edited(dict[int, int]):
    """For one channel: the content after some edits, made on first use."""

    def __init__(self, channel: Channel, edits: tuple[Edit, ...]) -> None:
        self.channel = channel
        self.edits = edits

    def __missing__(self, raw: int) -> int:
        new = raw
        for edit in self.edits:
            new = edit.apply(self.channel, new)
        self[raw] = new
        return new


class Successors:
    """Computes steps. Machines move as their live `transitions` machines say; all else as the network's updates do."""

    def __init__(self, network: Network) -> None:
        self.network = network
        local = LocalSteps()
        events = network.events
        self.enabled = EnabledMasks(network, [event.guard for event in events])
        self.updates = [self._update(event, local) for event in events]
        self.only_settled = sum(1 << number for number, event in enumerate(events) if event.when_settled)

    def _update(self, event: Event, local: LocalSteps) -> list[tuple[int, dict[int, int]]]:
        moves = {move.field: move for move in event.moves}
        made: list[tuple[int, dict[int, int]]] = []
        for field, change in event.update:
            channel = self.network.fields[field].channel
            if isinstance(change, tuple):
                assert channel is not None
                made.append((field, _Edited(channel, change)))
            elif field in moves:
                machine = moves[field].machine
                after = {raw: local.take(machine, row, machine.states[raw]) for raw, row in moves[field].rows}
                made.append((field, {raw: machine.states.index(state) for raw, state in after.items()}))
            else:
                made.append((field, change))
        return made

    def __call__(self, state: State) -> tuple[list[tuple[int, State]], bool]:
        """Event and joint state of each step, by event, and whether one of them unsettles the state."""
        enabled = self.enabled(state)
        made = [(event, self._after(state, event)) for event in bits(enabled & ~self.only_settled)]
        network = self.network
        unsettled = any(event in network.unsettling and network.changes(state, target) for event, target in made)
        if (rest := enabled & self.only_settled) and not unsettled:
            made = sorted(made + [(event, self._after(state, event)) for event in bits(rest)])
        return made, unsettled

    def _after(self, state: State, event: int) -> State:
        values = list(state)
        for field, change in self.updates[event]:
            values[field] = change[state[field]]
        return tuple(values)
