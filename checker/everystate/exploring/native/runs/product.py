"""The product of a packed space with an automaton, as arrays for the loops; its nodes are numbers, and not stored."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.lasso import LassoQuestion, Obligation, UnansweredError
from everystate.exploring.native.packing import addresses
from everystate.exploring.native.runs.alphabet import Alphabet, alphabet
from everystate.exploring.native.runs.steps import Steps
from everystate.exploring.native.runs.truth import Truth

MAX_NODES = 2**32 - 3

Nodes = NDArray[np.uint32]
"""A state of the space times the size of the automaton, plus a state of the automaton."""


class Owed:
    """Obligations as arrays: those that event e meets are `owed[starts[e]:starts[e + 1]]`."""

    def __init__(self, obligations: tuple[Obligation, ...], events: int) -> None:
        by_event: list[list[int]] = [[] for _ in range(events + 1)]
        for number, one in enumerate(obligations):
            for event in one.events:
                by_event[event].append(number)
        self.count = len(obligations)
        self.by_event = by_event
        self.starts = np.cumsum([0, *map(len, by_event)], dtype=np.int64)
        self.owed = np.array([number for here in by_event for number in here], np.int64)
        self.strong = np.array([one.strong for one in obligations], np.uint8)


class Product:
    """A space with its steps, an automaton, and what its runs owe."""

    def __init__(self, truth: Truth, steps: Steps, question: LassoQuestion) -> None:
        self.steps = steps
        self.automaton = question.automaton
        self.alphabet: Alphabet = alphabet(truth, question.automaton, question.atoms)
        self.owed = Owed(question.obligations, len(truth.space.network.events))
        self.size = self.alphabet.size
        self.count = steps.expanded * self.size
        if self.count > MAX_NODES:
            raise UnansweredError(f"the product of {steps.expanded:,} joint states and the automaton is too large")
        self.acceptance = (1 << question.automaton.acceptance) - 1

    @property
    def arguments(self) -> tuple[int, ...]:
        """What the loops take for the product."""
        steps, table = self.steps, self.alphabet
        classes = addresses(table.of_state, table.of_event)
        arcs = addresses(table.letters, table.arc_starts, table.arc_targets, table.arc_accepts)
        return (*steps.arguments, self.size, *classes, table.letters.shape[1], *arcs)

    @property
    def obligations(self) -> tuple[int, ...]:
        """What the loops take for what is owed at each event."""
        return addresses(self.owed.starts, self.owed.owed)
