"""In which states of a packed space formulas are true: one truth value for each expanded state."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from everystate.composing.event import Guard
from everystate.composing.formula import Formula
from everystate.exploring.lasso import Case
from everystate.exploring.native.arguments import Words
from everystate.exploring.native.boxes import TooManyError, boxes
from everystate.exploring.native.guards import pack_guards
from everystate.exploring.native.machine_code import time_loops
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.signatures import Guards, Mark
from everystate.exploring.native.temporal.graph import refuse_beyond_memory
from everystate.exploring.native.temporal.signatures import Cases, Classify
from everystate.exploring.native.threads import Threads
from everystate.exploring.shared.predicate import Predicate

_MAX_BOXES = 500
_MAX_KEPT = 64
_MAX_ROW = 16
_BLOCK = 1 << 17

Truths = NDArray[np.bool_]


class Truth:
    """Formulas over one space. The states are looked at once for all formulas that claims about time have.

    `places` has the bit that says in `bits` of each state whether a formula is true.
    """

    def __init__(self, space: Numbering) -> None:
        self.space = space
        self.places: dict[Formula, int] = {}
        self.bits: Words = np.zeros(0, np.uint64)
        self._rows: NDArray[np.uint16] = np.zeros(0, np.uint16)

    def of(self, formula: Formula) -> Truths:
        """For each expanded state, whether a formula is true in it.

        Raises:
            UnansweredError: there is no memory for it.
        """
        if not formula.support:
            return np.full(self.space.expanded, self._of_start(formula))
        if formula not in self.places:
            self._find([formula, *self._asked()])
        if formula not in self.places:
            return self._one_by_one(formula)
        found: Truths = self.bits & np.uint64(1 << self.places[formula]) != 0
        return found

    def rows(self, cases: Sequence[Case]) -> NDArray[np.uint16] | None:
        """For each expanded state, which of up to 16 cases it meets: the first in the lowest bit.

        The array is written over by the next call. None if there are more cases, or they do not fit one pass.

        Raises:
            UnansweredError: there is no memory for it.
        """
        hard = [case.formula for case in cases if case.formula.support and case.formula not in self.places]
        if hard:
            self._find([*hard, *self._asked()])
        if len(cases) > _MAX_ROW or any(formula not in self.places for formula in hard):
            return None
        self._make_room()
        if len(self._rows) < self.space.expanded:
            refuse_beyond_memory(2 * self.space.expanded)
            self._rows = np.empty(self.space.expanded, np.uint16)
        packed, flags = self._cases(cases), self.space.visited.columns.flags

        def look(low: int) -> None:
            high = min(self.space.expanded, low + _BLOCK)
            time_loops()(Classify(bits=self.bits, flags=flags, cases=packed, low=low, high=high, of=self._rows))

        self._each(look)
        return self._rows

    def _cases(self, cases: Sequence[Case]) -> Cases:
        """Cases as the loop takes them."""
        looked_up = np.array([bool(case.formula.support) for case in cases], np.uint64)
        anyhow = [not case.formula.support and self._of_start(case.formula) for case in cases]
        return Cases(
            place=np.array([self.places.get(case.formula, 0) for case in cases], np.uint64),
            looked_up=looked_up,
            anyhow=np.array(anyhow, np.uint64),
            settled=np.array([case.settled for case in cases], np.uint64),
            cases=len(cases),
        )

    def _of_start(self, formula: Formula) -> bool:
        """The truth value of a formula in the first state, and so in all if it looks at nothing."""
        return Predicate(formula, self.space.network)(self.space.network.initial_states[0])

    def _asked(self) -> Iterator[Formula]:
        """The formulas of the claims about time."""
        for claim in self.space.network.claims:
            for reading in claim.timing.readings if claim.timing else ():
                for atom in reading.atoms:
                    yield from (case.formula for case in atom.cases if case.formula.support)

    def _find(self, formulas: Sequence[Formula]) -> None:
        """Look at all states for formulas that are not known yet, as many as there are bits."""
        self._make_room()
        guards: list[Guard] = []
        marks: list[int] = []
        for formula in dict.fromkeys(formulas):
            if formula in self.places or (found := self._boxes(formula)) is None:
                continue
            place = self.places[formula] = len(self.places)
            guards += found
            marks += [1 << place] * len(found)
        if guards:
            self._mark(pack_guards(self.space.packing, guards), np.array(marks, np.uint64))

    def _make_room(self) -> None:
        if len(self.bits) < self.space.expanded:
            refuse_beyond_memory(8 * self.space.expanded)
            self.bits = np.zeros(self.space.expanded, np.uint64)

    def _boxes(self, formula: Formula) -> list[Guard] | None:
        """Guards that hold just where the formula is true; None where there are too many, or no bit is left."""
        if len(self.places) == _MAX_KEPT:
            return None
        try:
            return [tuple(box.items()) for box in boxes(formula, True, self.space.network, _MAX_BOXES)]
        except TooManyError:
            return None

    def _mark(self, guards: Guards, marks: Words) -> None:
        visited = self.space.visited

        def mark(low: int) -> None:
            found: Words = np.empty(guards.stride, np.uint64)
            high = min(self.space.expanded, low + _BLOCK)
            visited.loops(
                Mark(
                    columns=visited.columns,
                    guards=guards,
                    low=low,
                    high=high,
                    marks=marks,
                    bits=self.bits,
                    found=found,
                )
            )

        self._each(mark)

    def _each(self, do: Callable[[int], None]) -> None:
        """Do something for each block of the states, from its first one on."""
        blocks = range(0, self.space.expanded, _BLOCK)
        with Threads(max(1, min(len(blocks), os.cpu_count() or 1))) as pool:
            list(pool.map(do, blocks))

    def _one_by_one(self, formula: Formula) -> Truths:
        """The truth values; each combination of the fields that the formula reads is evaluated once."""
        holds = Predicate(formula, self.space.network)
        states, unpack, count = self.space.visited.states, self.space.packing.unpack, self.space.expanded
        return np.fromiter((holds(unpack(states[n].tolist())) for n in range(count)), np.bool_, count)
