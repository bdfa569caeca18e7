"""The three classics in plain Python: a state is a flat tuple, a queue a tuple within it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

State = tuple[Any, ...]
Steps = list[tuple[str, State]]


def replaced(state: State, *changes: tuple[int, Any]) -> State:
    """The same tuple with some of its entries changed."""
    made = [*state]
    for index, value in changes:
        made[index] = value
    return tuple(made)


THINKING, HAS_LEFT, EATING, HAS_RIGHT = range(4)


class Philosophers:
    """Left fork, right fork, eat, left down, right down; the left fork of p is the right one of p - 1."""

    def __init__(self, n: int) -> None:
        self.n = n

    def start(self) -> State:
        """All are thinking."""
        return (THINKING,) * self.n

    def successors(self, s: State) -> Steps:
        """Every step from a state."""
        found: Steps = []
        for p, at in enumerate(s):
            if at == THINKING and s[p - 1] in (THINKING, HAS_LEFT):
                found.append(("take left", replaced(s, (p, HAS_LEFT))))
            elif at == HAS_LEFT and s[(p + 1) % self.n] in (THINKING, HAS_RIGHT):
                found.append(("take right", replaced(s, (p, EATING))))
            elif at >= EATING:
                found.append(("put", replaced(s, (p, (at + 1) % 4))))
        return found

    def apart(self, s: State) -> bool:
        """Neighbours do not eat together."""
        return not any(at == EATING == s[p - 1] for p, at in enumerate(s))

    def claims(self) -> dict[str, Callable[[State], bool]]:
        """What holds everywhere."""
        return {"neighbours do not eat together": self.apart}


WORKING, PREPARED, COMMITTED, ABORTED = range(4)
UNDECIDED = WORKING


class TwoPhaseCommit:
    """The resource managers, then the manager, the set of votes given, and the set of votes counted."""

    def __init__(self, n: int) -> None:
        self.n = n

    def start(self) -> State:
        """All are working, nothing is sent."""
        return (*(WORKING,) * self.n, UNDECIDED, 0, 0)

    def successors(self, s: State) -> Steps:
        """Every step from a state."""
        n = self.n
        found: Steps = []
        if s[n] == UNDECIDED:
            found.append(("abort", replaced(s, (n, ABORTED))))
            if s[n + 2] == (1 << n) - 1:
                found.append(("commit", replaced(s, (n, COMMITTED))))
            found += [("count", replaced(s, (n + 2, s[n + 2] | 1 << r))) for r in range(n) if s[n + 1] >> r & 1]
        else:
            found += [("learn", replaced(s, (r, s[n]))) for r in range(n)]
        for r in range(n):
            if s[r] == WORKING:
                found.append(("prepare", replaced(s, (r, PREPARED), (n + 1, s[n + 1] | 1 << r))))
                found.append(("choose abort", replaced(s, (r, ABORTED))))
        return found

    def alike(self, s: State) -> bool:
        """All decide alike."""
        decided = s[: self.n]
        return not (COMMITTED in decided and ABORTED in decided)

    def claims(self) -> dict[str, Callable[[State], bool]]:
        """What holds everywhere."""
        return {"all decide alike": self.alike}


ASLEEP, RUNNING, PASSIVE, LEADER = range(4)


class LeaderElection:
    """Chang and Roberts: where each node is, then what each will read; each tells the next lower one."""

    def __init__(self, n: int) -> None:
        self.n = n

    def start(self) -> State:
        """All are asleep, the queues empty."""
        return (*(ASLEEP,) * self.n, *((),) * self.n)

    def successors(self, s: State) -> Steps:
        """Every step from a state."""
        n = self.n
        found: Steps = []
        for i in range(n):
            target = n + (i - 1) % n
            if s[i] == ASLEEP:
                found.append(("wake", replaced(s, (i, RUNNING), (target, (*s[target], i)))))
            if s[n + i]:
                found.append(("read", self.reading(s, i, target)))
        return found

    def reading(self, s: State, i: int, target: int) -> State:
        """One node reads one name."""
        name, rest = s[self.n + i][0], (self.n + i, s[self.n + i][1:])
        if name > i:
            return replaced(s, rest, (i, PASSIVE), (target, (*s[target], name)))
        if name == i:
            return replaced(s, rest, (i, LEADER))
        if s[i] == ASLEEP:
            return replaced(s, rest, (i, RUNNING), (target, (*s[target], i)))
        return replaced(s, rest)

    def highest(self, s: State) -> bool:
        """The leader is the highest."""
        return LEADER not in s[: self.n - 1]

    def claims(self) -> dict[str, Callable[[State], bool]]:
        """What holds everywhere."""
        return {"the leader is the highest": self.highest}
