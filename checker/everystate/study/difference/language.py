"""A shortest run that one space has and another has not, by the observations of its steps.

The search pairs a state of the first with the set of all states of the second that the same observations may lead to.
This is the subset construction (M. O. Rabin, D. Scott: Finite automata and their decision problems, IBM J. 3(2), 1959,
section 5). The second lacks a step that no state of the set can make. Of two sets beside one state the smaller one
decides: what the larger lacks, the smaller lacks, too (antichains: M. De Wulf, L. Doyen, T. A. Henzinger, J.-F. Raskin:
Antichains: a new algorithm for checking universality of finite automata, CAV 2006, section 3).

All runs count, also those that are the beginning of others; so this is trace inclusion, and not bisimilarity.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from everystate.composing.event import Label
from everystate.exploring.space import Space
from everystate.problems import reason_of
from everystate.study.difference.observed_steps import Seen, seen

MOST = 500_000
"""The default limit on pairs of a state and a set."""

_LOOK_EVERY = 1_000
_REMEMBERED = 10_000

Steps = list[tuple[int, int, int]]
OnPairs = Callable[[int], None]


@dataclass(frozen=True)
class OneSided:
    """A run of one space that the other has not.

    `path` has the event and the target of each step from the initial state `start`. The other can follow all but the
    last. `instead` has, for each thing that the other can do in the place of the last step, the number of its event.
    """

    start: int
    path: tuple[tuple[int, int], ...]
    instead: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Search:
    """The result of a search for a run; without `found` there is none, unless the search was cut (`cut` says why)."""

    found: OneSided | None
    pairs: int
    cut: str = ""


def run_of_one(
    has: Space,
    lacks: Space,
    most: int = MOST,
    seconds: float | None = None,
    on_pairs: OnPairs | None = None,
) -> Search:
    """A shortest run of `has` that `lacks` has not; the same one each time.

    Where a space was not explored to its end, only what is certain counts. A step of a state that was not expanded is
    neither possible nor impossible. Ctrl-C ends the search, which then is cut.

    Args:
        has: the space whose runs are followed.
        lacks: the space in which one of them is not possible.
        most: stop after this number of pairs of a state and a set.
        seconds: stop after this time.
        on_pairs: called from time to time with the number of pairs examined.
    """
    labels: dict[Seen, int] = {}
    searching = _Searching(_Sights(has, labels), _Sights(lacks, labels))
    until = time.perf_counter() + seconds if seconds is not None else None
    try:
        while searching.advance():
            if searching.at >= most and not searching.exhausted:
                return Search(None, searching.at, f"--max-pairs {most:,} reached")
            if searching.at % _LOOK_EVERY:
                continue
            if on_pairs is not None:
                on_pairs(searching.at)
            if until is not None and time.perf_counter() >= until:
                return Search(None, searching.at, f"--max-seconds {seconds:g} reached")
    except KeyboardInterrupt as interrupt:
        return Search(None, searching.at, reason_of(interrupt))
    return Search(searching.found, searching.at, "" if searching.found else searching.cut)


class _Sights:
    """The steps of a space, by the number of their observation."""

    def __init__(self, space: Space, labels: dict[Seen, int]) -> None:
        self.space = space
        self.labels = labels
        reads = [any(transfer.read for transfer in event.label.sent) for event in space.network.events]
        self.known = [
            -1 if read else self._number(event.label) for event, read in zip(space.network.events, reads, strict=True)
        ]

    def __call__(self, state: int) -> Steps:
        """Label, event and target of each step from an expanded state."""
        return [(self._label(event, state), event, target) for event, target in self.space.steps_from(state)]

    def _label(self, event: int, state: int) -> int:
        known = self.known[event]
        return known if known >= 0 else self._number(self.space.label(event, state))

    def _number(self, label: Label) -> int:
        return self.labels.setdefault(seen(label), len(self.labels))


class _Sets:
    """Sets of states of the space that lacks something, each with a number, and what may come after each."""

    def __init__(self, sights: _Sights) -> None:
        self.sights = sights
        self.members: list[frozenset[int]] = []
        self.numbers: dict[frozenset[int], int] = {}
        self.following: dict[int, dict[int, int]] = {}
        self.number(frozenset(sights.space.starts))

    def number(self, states: frozenset[int]) -> int:
        number = self.numbers.setdefault(states, len(self.members))
        if number == len(self.members):
            self.members.append(states)
        return number

    def after(self, number: int) -> dict[int, int]:
        """For each label that is possible in a set, the set of the states after it."""
        if number not in self.following:
            if len(self.following) == _REMEMBERED:
                self.following.clear()
            found: dict[int, set[int]] = {}
            for state in self.members[number]:
                for label, _, target in self.sights(state) if state < self.sights.space.expanded else ():
                    found.setdefault(label, set()).add(target)
            self.following[number] = {label: self.number(frozenset(states)) for label, states in found.items()}
        return self.following[number]

    def is_certain(self, number: int) -> bool:
        """Whether every state of a set was expanded, so that what is not possible there is known."""
        return max(self.members[number]) < self.sights.space.expanded


class _Searching:
    """A search, breadth first, one pair at a time."""

    def __init__(self, has: _Sights, lacks: _Sights) -> None:
        self.has = has
        self.lacks = lacks
        self.sets = _Sets(lacks)
        self.states = array("q", has.space.starts)
        self.beside = array("q", [0] * len(self.states))
        self.parents = array("q", [-1] * len(self.states))
        self.events = array("q", [-1] * len(self.states))
        self.smallest: dict[int, list[int]] = {start: [0] for start in has.space.starts}
        self.at = 0
        self.found: OneSided | None = None
        self.cut = ""

    @property
    def exhausted(self) -> bool:
        """Whether every pair was examined."""
        return self.at == len(self.states)

    def advance(self) -> bool:
        """Follow all steps from the next pair; False if no pair is left, or a run was found."""
        if self.exhausted:
            return False
        at, self.at = self.at, self.at + 1
        state, beside = self.states[at], self.beside[at]
        if state >= self.has.space.expanded:
            self.cut = self.has.space.stopped
            return True
        after = self.sets.after(beside)
        for label, event, target in self.has(state):
            if label in after:
                self._meet(target, after[label], at, event)
            elif self.sets.is_certain(beside):
                start, path = self._path(at)
                self.found = OneSided(start, (*path, (event, target)), self._instead(beside))
                return False
            else:
                self.cut = self.lacks.space.stopped
        return True

    def _meet(self, state: int, beside: int, parent: int, event: int) -> None:
        """Queue a pair, unless a pair that subsumes it is known."""
        known = self.smallest.setdefault(state, [])
        if beside in known:
            return
        members = self.sets.members
        if any(members[other] <= members[beside] for other in known):
            return
        known[:] = [other for other in known if not members[beside] <= members[other]]
        known.append(beside)
        self.states.append(state)
        self.beside.append(beside)
        self.parents.append(parent)
        self.events.append(event)

    def _path(self, at: int) -> tuple[int, Sequence[tuple[int, int]]]:
        """The initial state of the way to a pair, and its steps."""
        made: list[tuple[int, int]] = []
        while self.parents[at] >= 0:
            made.append((self.events[at], self.states[at]))
            at = self.parents[at]
        return self.states[at], made[::-1]

    def _instead(self, beside: int) -> tuple[tuple[int, int], ...]:
        """The steps that are possible in a set: source and event, the first event of each label, by event."""
        found: dict[int, tuple[int, int]] = {}
        for state in sorted(self.sets.members[beside]):
            for label, event, _ in self.lacks(state):
                found[label] = min((event, state), found.get(label, (event, state)))
        return tuple((state, event) for event, state in sorted(found.values()))
