"""Which arcs of an automaton take which steps, as tables that a compiled loop can read.

The cases of an atom decide whether it is true of a letter. A case looks at the state, the event, and whether the step
changes something; the event's number says the last (`Graph.events`). States that meet the same cases are of one class,
and so are events; a table has the letter for each class of states and class of events. Letters are numbers; those by
which all arcs are taken or not taken alike are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from everystate.exploring.lasso import Atom, Case, UnansweredError
from everystate.exploring.native.constants import UNSETTLED
from everystate.exploring.native.numbering import Numbering
from everystate.exploring.native.temporal.signatures import Letters
from everystate.exploring.native.temporal.truth import Truth
from everystate.exploring.shared.accepting import accepting
from everystate.temporal.automaton import Arc, Automaton

_MAX_CLASSES = 2**16 - 1
_FEW = 4
_MAX_LETTERS = 2**22
_AT_A_TIME = 1 << 16
_MAX_ACCEPTANCE = 63


class Alphabet(Letters):
    """Tables of letters and arcs, and questions about them."""

    @property
    def count(self) -> int:
        """How many letters there are."""
        return (len(self.arc_starts) - 1) // self.size

    def letter(self, source: int, event: int) -> int:
        """The letter of a step; its event as in `Graph.events`."""
        return int(self.letters[self.of_state[source], self.of_event[event]])

    def arcs(self, letter: int, state: int) -> list[tuple[int, int]]:
        """Target and acceptance sets of the arcs that take a letter."""
        low, high = self.arc_starts[letter * self.size + state : letter * self.size + state + 2].tolist()
        return list(zip(self.arc_targets[low:high].tolist(), self.arc_accepts[low:high].tolist(), strict=True))

    def resting(self, acceptance: int) -> NDArray[np.bool_]:
        """For each class of states and each state of the automaton, whether it accepts resting there for ever."""
        made: NDArray[np.bool_] = np.zeros((len(self.letters), self.size), np.bool_)
        for row, letter in zip(made, self.letters[:, self.of_event[-1]].tolist(), strict=True):
            row[list(accepting([self.arcs(letter, state) for state in range(self.size)], acceptance))] = True
        return made


def alphabet(truth: Truth, automaton: Automaton, atoms: Sequence[Atom]) -> Alphabet:
    """The tables for an automaton, given what its atoms mean.

    Raises:
        UnansweredError: the tables would be too large.
    """
    if automaton.acceptance > _MAX_ACCEPTANCE:
        raise UnansweredError(f"an automaton may have at most {_MAX_ACCEPTANCE} acceptance sets")
    space = truth.space
    cases = [case for atom in atoms for case in atom.cases]
    of_state, states = _of_states(truth, cases)
    of_event, events = _classes(2 * len(space.network.events) + 1, (_of_events(space, case) for case in cases))
    if len(states) * len(events) > _MAX_LETTERS:
        raise UnansweredError("the atoms of a claim about time tell too many kinds of steps apart")
    names = [atom.name for atom in atoms for _ in atom.cases]
    letters: NDArray[np.int64] = np.zeros((len(states), len(events)), np.int64)
    known: dict[frozenset[str], int] = {}
    for s, in_state in enumerate(states):
        for e, of_step in enumerate(events):
            true = frozenset(name for bit, name in enumerate(names) if in_state & of_step & 1 << bit)
            letters[s, e] = known.setdefault(true, len(known))
    starts, targets, accepts = _arcs(automaton, list(known))
    return Alphabet(
        size=len(automaton.arcs),
        of_state=of_state,
        of_event=of_event,
        event_classes=len(events),
        letters=letters,
        arc_starts=starts,
        arc_targets=targets,
        arc_accepts=accepts,
    )


def _of_states(truth: Truth, cases: Sequence[Case]) -> tuple[NDArray[np.uint16], list[int]]:
    """The class of each expanded state, valid until the next call, and the cases that each class meets, as bits."""
    rows = truth.rows(cases) if cases else None
    if rows is None:
        return _classes(truth.space.expanded, (_in_states(truth, case) for case in cases))
    if len(cases) <= _FEW:
        return rows, list(range(1 << len(cases)))
    seen = np.zeros(1 << len(cases), np.bool_)
    parts = [rows[low : low + _AT_A_TIME] for low in range(0, len(rows), _AT_A_TIME)]
    for part in parts:
        seen[part] = True
    number = (np.cumsum(seen) - 1).astype(np.uint16)
    for part in parts:
        part[:] = number[part]
    return rows, np.flatnonzero(seen).tolist()


def _in_states(truth: Truth, case: Case) -> NDArray[np.bool_]:
    """The expanded states that a case allows."""
    space, found = truth.space, truth.of(case.formula)
    if case.settled:
        found &= (space.visited.flags[: space.expanded] & UNSETTLED) == 0
    return found


def _of_events(space: Numbering, case: Case) -> NDArray[np.bool_]:
    """The events that a case allows; the same of steps that change nothing; in the end whether it allows resting."""
    count = len(space.network.events)
    found: NDArray[np.bool_] = np.full(2 * count + 1, case.events is None, np.bool_)
    if case.events is not None:
        found[list(case.events)] = True
        found[count:-1] = found[:count]
    if case.changes:
        found[count:] = False
    return found


def _classes(count: int, columns: Iterable[NDArray[np.bool_]]) -> tuple[NDArray[np.uint16], list[int]]:
    """Items that are equal in all columns are one class: the class of each item; the columns of each class as bits.

    While there are few columns, every combination has a class.
    """
    of: NDArray[np.uint16] = np.zeros(count, np.uint16)
    rows = [0]
    for bit, column in enumerate(columns):
        if bit < _FEW:
            of |= column.astype(np.uint16) << np.uint16(bit)
            rows += [row | 1 << bit for row in rows]
            continue
        pairs = of.astype(np.uint32) * 2 + column
        present, inverse = _present(pairs, 2 * len(rows))
        rows = [rows[pair // 2] | (pair & 1) << bit for pair in present]
        if len(rows) > _MAX_CLASSES:
            raise UnansweredError("the atoms of a claim about time tell too many kinds of states apart")
        of = inverse
    return of, rows


def _present(pairs: NDArray[np.uint32], most: int) -> tuple[list[int], NDArray[np.uint16]]:
    """The distinct numbers, all below `most`, and for each item the index of its number."""
    seen = np.bincount(pairs, minlength=most) > 0
    number = (np.cumsum(seen) - 1).astype(np.uint16)
    return np.flatnonzero(seen).tolist(), number[pairs]


def _arcs(automaton: Automaton, letters: Sequence[frozenset[str]]) -> tuple[NDArray[np.int64], ...]:
    starts = [0]
    taken: list[Arc] = []
    for letter in letters:
        for arcs in automaton.arcs:
            taken += [arc for arc in arcs if letter.issuperset(arc.required) and letter.isdisjoint(arc.forbidden)]
            starts.append(len(taken))
    targets = np.array([arc.target for arc in taken], np.int64)
    accepts = np.array([sum(1 << number for number in arc.accepts) for arc in taken], np.int64)
    return np.array(starts, np.int64), targets, accepts
