"""The product of a packed space with an automaton, as arrays for the loops; its nodes are numbers, and not stored."""

from __future__ import annotations

import numpy as np

from everystate.exploring.lasso import Fairness, LassoQuestion, UnansweredError
from everystate.exploring.native.arguments import Rows
from everystate.exploring.native.temporal import signatures
from everystate.exploring.native.temporal.alphabet import Alphabet, alphabet
from everystate.exploring.native.temporal.graph import StepGraph
from everystate.exploring.native.temporal.truth import Truth

MAX_NODES = 2**32 - 3

Nodes = Rows
"""A state of the space times the size of the automaton, plus a state of the automaton."""


class ConstraintArrays:
    """Fairness constraints: of each event those that it takes, `by_event`; and all of them as arrays, `fairness`.

    A step that changes nothing takes what others by its event take; see `Graph.events`.
    """

    def __init__(self, constraints: Fairness, events: int) -> None:
        taken: list[list[int]] = [[] for _ in range(events)]
        for number, one in enumerate(constraints):
            for event in one.events:
                taken[event].append(number)
        self.by_event = [*taken, *taken]
        self.count = len(constraints)
        self.strong = np.array([one.strong for one in constraints], np.uint8)
        self.fairness = signatures.Fairness(
            starts=np.cumsum([0, *map(len, self.by_event)], dtype=np.int64),
            numbers=np.array([number for here in self.by_event for number in here], np.int64),
            strong=self.strong,
            constraints=self.count,
        )


class Product:
    """A space with its steps, an automaton, and the fairness constraints on its runs; `arrays` are for the loops."""

    def __init__(self, truth: Truth, steps: StepGraph, question: LassoQuestion) -> None:
        self.steps = steps
        self.automaton = question.automaton
        self.alphabet: Alphabet = alphabet(truth, question.automaton, question.atoms)
        self.constraints = ConstraintArrays(question.fairness, len(truth.space.network.events))
        self.size = self.alphabet.size
        self.count = steps.expanded * self.size
        if self.count > MAX_NODES:
            raise UnansweredError(f"the product of {steps.expanded:,} joint states and the automaton is too large")
        self.acceptance = (1 << question.automaton.acceptance) - 1
        self.arrays = signatures.Product(graph=steps, letters=self.alphabet)
