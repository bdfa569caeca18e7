"""The steps from joint states, by what the sources show of them. What is computed once is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from everystate.composing.event import Event, Move
from everystate.composing.network import Network
from everystate.exploring.shared.successors import Successors
from everystate.exploring.system import State
from everystate.loading.party import Machine, Row
from everystate.logs.observation import Observation, observations
from everystate.logs.record import Pattern, Source
from everystate.logs.vocabulary import Vocabulary


@dataclass(frozen=True)
class Shown:
    """What one source, by its number, shows of a step, in order."""

    source: int
    observed: tuple[Observation, ...]


@dataclass(frozen=True)
class Step:
    """A step to a joint state, by its number; `rows` is the set of rows that are taken, as a bit mask."""

    event: int
    target: int
    shown: tuple[Shown, ...]
    rows: int


class Steps:
    """Computes the steps of a network. Joint states are numbered as they are met."""

    def __init__(self, network: Network, words: Vocabulary, sources: Sequence[Source]) -> None:
        self.network = network
        self.words = words
        self.sources = sources
        self._successors = Successors(network)
        self.states: list[State] = []
        self.rows: list[tuple[Machine, Row]] = list(network.spec.rows())
        self._bits = {(m.party, m.name, row.number): 1 << bit for bit, (m, row) in enumerate(self.rows)}
        self._moving: dict[Event, list[tuple[int, dict[int, int]]]] = {}
        self._numbers: dict[State, int] = {}
        self._shown = [
            None if _reads(event) else self.shown(event, network.initial_states[0]) for event in network.events
        ]
        self._silent: dict[int, tuple[Step, ...]] = {}
        self._loud: dict[int, tuple[Step, ...]] = {}
        self._taking: dict[tuple[int, int, Pattern], tuple[Step, ...]] = {}
        self._says: dict[tuple[Pattern, Observation], bool] = {}

    def number(self, state: State) -> int:
        """The number of a joint state."""
        found = self._numbers.get(state)
        if found is None:
            found = self._numbers[state] = len(self.states)
            self.states.append(state)
        return found

    def silent(self, state: int) -> tuple[Step, ...]:
        """The steps that no source shows."""
        if state not in self._silent:
            self._expand(state)
        return self._silent[state]

    def loud(self, state: int) -> tuple[Step, ...]:
        """The steps that some source shows."""
        if state not in self._loud:
            self._expand(state)
        return self._loud[state]

    def taking(self, state: int, source: int, pattern: Pattern) -> tuple[Step, ...]:
        """The steps that a source is the first to show, where what it shows first is said by a record."""
        key = (state, source, pattern)
        found = self._taking.get(key)
        if found is None:
            found = self._taking[key] = tuple(
                step
                for step in self.loud(state)
                if step.shown[0].source == source and self.says(pattern, step.shown[0].observed[0])
            )
        return found

    def says(self, pattern: Pattern, observed: Observation) -> bool:
        """Whether a record may be of an observation."""
        key = (pattern, observed)
        found = self._says.get(key)
        if found is None:
            found = self._says[key] = pattern.says(observed, self.words)
        return found

    def shown(self, event: Event, state: State) -> tuple[Shown, ...]:
        """What the sources show of an event's step from a joint state."""
        made = list(observations(self.network.spec, event.label.at(state, self.network.look)))
        found = ((n, tuple(o for o in made if source.shows(o))) for n, source in enumerate(self.sources))
        return tuple(Shown(number, observed) for number, observed in found if observed)

    def _expand(self, number: int) -> None:
        state = self.states[number]
        made = list(self._steps(state))
        self._silent[number] = tuple(step for step in made if not step.shown)
        self._loud[number] = tuple(step for step in made if step.shown)

    def _steps(self, state: State) -> Iterator[Step]:
        for number, after in self._successors(state)[0]:
            event = self.network.events[number]
            shown = self._shown[number]
            yield Step(
                number,
                self.number(after),
                self.shown(event, state) if shown is None else shown,
                self.taken(event, state),
            )

    def taken(self, event: Event, state: State) -> int:
        """The rows that an event takes in a joint state, as a bit mask."""
        return reduce(or_, (bits[state[field]] for field, bits in self._moves(event)), 0)

    def _moves(self, event: Event) -> list[tuple[int, dict[int, int]]]:
        """The fields of the machines that an event moves, with the row for each of their states, as a bit."""
        if event not in self._moving:
            self._moving[event] = [(move.field, self._bits_of(move)) for move in event.moves]
        return self._moving[event]

    def _bits_of(self, move: Move) -> dict[int, int]:
        machine = move.machine
        return {raw: self._bits[machine.party, machine.name, row.number] for raw, row in move.rows}


def _reads(event: Event) -> bool:
    """Whether a step sends values that depend on the joint state."""
    return any(transfer.read for transfer in event.label.sent)
