"""Two spaces, walked from their starts in step: whether they are the same protocol, and if not, where they part.

Two joint states are taken together if every field that both networks have, with the same values, has the same value in
both; two steps if their labels are equal and they lead to states that are taken together. A label says who does what,
with whom, what is received and sent, what is closed, which phase begins. If every step of one has its partner in the
other, all the way, that is a bisimulation which respects these fields (R. Milner: Communication and Concurrency, 1989,
section 4.2). No claim over these fields and steps can tell the two apart then; that is what `equivalent` means. What is
not compared are the fields that only one has, such as what is left of a bound that was changed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable

from everystate.composing.network import Network
from everystate.exploring.space import Space, State
from everystate.study.mutation.differing import Differences, Path, Step, path_along
from everystate.study.mutation.fate import Difference

View = Callable[[State], Hashable]
_Steps = dict[Hashable, tuple[int, int]]


class AmbiguousError(Exception):
    """Two steps from one state are alike in all that is compared."""


def part(original: Space, mutant: Space) -> Difference | None:
    """The shortest run that shows a difference; None if there is none. Both spaces are complete.

    Raises:
        AmbiguousError: two steps from one state are alike in all that is compared.
    """
    return _Walk(original, mutant).difference()


class _Walk:
    """Pairs of a state of the original and one of the mutant, by depth."""

    def __init__(self, original: Space, mutant: Space) -> None:
        self.original = original
        self.mutant = mutant
        self.differences = Differences(original.network, mutant.network)
        self.views = _views(self.differences)
        self.parents: dict[tuple[int, int], tuple[tuple[int, int], int, int]] = {}

    def difference(self) -> Difference | None:
        mine, theirs = self._starts(self.original, 0), self._starts(self.mutant, 1)
        if mine.keys() != theirs.keys():
            return self._of_starts(mine, theirs)
        pairs = [(start, theirs[view]) for view, start in mine.items()]
        queue, known = deque(pairs), set(pairs)
        while queue:
            pair = queue.popleft()
            steps, others = self._steps(self.original, pair[0], 0), self._steps(self.mutant, pair[1], 1)
            if steps.keys() != others.keys():
                return self._difference(pair, steps, others)
            for key, (event, target) in steps.items():
                other, following = others[key][0], (target, others[key][1])
                if following not in known:
                    known.add(following)
                    self.parents[following] = pair, event, other
                    queue.append(following)
        return None

    def _starts(self, space: Space, side: int) -> dict[Hashable, int]:
        """The initial states, each by what is compared of it."""
        found = {self.views[side](space.states[start]): start for start in space.starts}
        if len(found) < len(space.starts):
            raise AmbiguousError("several initial states are alike in all that both have")
        return found

    def _of_starts(self, starts: dict[Hashable, int], others: dict[Hashable, int]) -> Difference:
        """Where only one of them may start: a start of one that the other has not, beside one of the other."""
        mine = min((start for view, start in starts.items() if view not in others), default=0)
        theirs = min((start for view, start in others.items() if view not in starts), default=0)
        return Difference(
            "both", (), fields=self.differences.fields(self.original.states[mine], self.mutant.states[theirs])
        )

    def _steps(self, space: Space, state: int, side: int) -> _Steps:
        found: _Steps = {}
        for event, target in space.steps_from(state):
            label = space.label(event, state)
            _, other = found.setdefault((label, self.views[side](space.states[target])), (event, target))
            if other != target:
                raise AmbiguousError(f"{label} leads to several states that are alike in all that both have")
        return found

    def _difference(self, pair: tuple[int, int], steps: _Steps, others: _Steps) -> Difference:
        only = [self._step(self.original, pair[0], *step) for key, step in steps.items() if key not in others]
        only_mutant = [self._step(self.mutant, pair[1], *step) for key, step in others.items() if key not in steps]
        return self.differences.of_steps(only, only_mutant, self._path(pair, False), self._path(pair, True))

    def _step(self, space: Space, source: int, event: int, target: int) -> Step:
        return Step(space.label(event, source), space.states[target])

    def _path(self, pair: tuple[int, int], own: bool) -> Path:
        space = self.mutant if own else self.original
        made: list[tuple[int, int]] = []
        while pair in self.parents:
            before, event, other = self.parents[pair]
            made.append((other if own else event, pair[own]))
            pair = before
        return path_along(space, made[::-1], pair[own])


def _views(differences: Differences) -> tuple[View, View]:
    """What is compared of a state of the original, and of one of the mutant."""
    mine, theirs = [n for n, _ in differences.shared], [m for _, m in differences.shared]
    return _Shared(differences.original, mine), _Shared(differences.mutant, theirs)


class _Shared:
    """Some fields of a state; channels by their messages, as their codes may differ."""

    def __init__(self, network: Network, fields: list[int]) -> None:
        self.fields = [(number, network.fields[number].channel) for number in fields]

    def __call__(self, state: State) -> Hashable:
        return tuple(
            state[number] if channel is None else tuple(map(str, channel.packets(state[number])))
            for number, channel in self.fields
        )
