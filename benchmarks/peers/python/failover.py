"""The failover protocol in plain Python: a state is a flat tuple, a channel a tuple within it.

0, 1 the servers alive; 2, 3 their flags; 4, 5 the links to the engine; 6, 7 what the engine will read of each server;
8, 9 what each server will read of the engine; 10, 11, 12 crashes, disconnects and drops so far; then, for each agent,
the server it regards as primary; then, for each agent and server, six: the agent's place, the link, the role, the
engine's flag, what the server will read, what the agent will read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

State = tuple[Any, ...]
Steps = list[tuple[str, State]]

CLOSED, OPEN, FAR, NEAR, BOTH = range(5)  # a link; lost: notice pending at the agent or engine, the server, both
APART, CONNECTED, REGISTERING, REGISTERED, LOGGING_IN, IN = range(6)  # an agent at a server
NO_ROLE, PRIMARY, SECONDARY = range(3)
REGISTER, LOGIN, AVAILABLE = range(3)  # what agents ask
DONE, ACK, STATUS = range(3)  # what servers answer
NOBODY = 2  # regarded as primary

AFTER_CRASH = {CLOSED: CLOSED, OPEN: FAR, FAR: FAR, NEAR: CLOSED, BOTH: FAR}


class Failover:
    """So many agents, a capacity, and budgets for crashes, disconnects and drops."""

    def __init__(self, n: int, k: int, c: int, d: int, drops: int) -> None:
        self.n, self.k, self.crashes, self.disconnects, self.drops = n, k, c, d, drops
        self.base = 13 + n
        self.pairs = [(i, j, 13 + n + 6 * (2 * i + j)) for i in range(n) for j in (0, 1)]

    def start(self) -> State:
        """Everything alive, the links to the engine open."""
        servers = (1, 1, 0, 0, OPEN, OPEN, (), (), (), (), 0, 0, 0)
        return servers + (0,) * self.n + (APART, CLOSED, NO_ROLE, 0, (), ()) * (2 * self.n)

    def successors(self, s: State) -> Steps:
        """Every step from a state."""
        found: Steps = []
        for j in (0, 1):
            self.life(s, j, found)
            self.reporting_link(s, j, found)
            if s[6 + j]:
                self.engine_reads(s, j, found)
            if s[8 + j]:
                self.server_reads_status(s, j, found)
        for i, j, b in self.pairs:
            self.desk(s, i, j, b, found)
            if s[b + 1] == OPEN and len(s[b + 4]) < self.k:
                self.agent_sends(s, i, j, b, found)
            if s[b + 4] and len(s[b + 5]) < self.k:
                self.server_reads(s, i, j, b, found)
            if s[b + 5]:
                self.agent_reads(s, b, found)
        return found

    def life(self, s: State, j: int, found: Steps) -> None:
        """Crash and restart."""
        if not s[j]:
            t = [*s]
            t[j] = 1
            found.append(("Restart", tuple(t)))
        elif s[10] < self.crashes:
            t = [*s]
            t[j] = t[2 + j] = 0
            t[10] += 1
            t[4 + j] = AFTER_CRASH[s[4 + j]]
            t[6 + j] = t[8 + j] = ()
            for b in range(self.base + 6 * j, len(s), 12):
                t[b + 1] = AFTER_CRASH[s[b + 1]]
                t[b + 2] = NO_ROLE
                t[b + 4] = t[b + 5] = ()
            found.append(("Crash", tuple(t)))

    def reporting_link(self, s: State, j: int, found: Steps) -> None:
        """The link of one server to the engine opens, is lost, and is noticed to be."""
        link = s[4 + j]
        if link == CLOSED and s[j]:
            t = [*s]
            t[4 + j] = OPEN
            found.append(("ConnectR", tuple(t)))
        if link == OPEN and s[12] < self.drops:
            t = [*s]
            t[4 + j] = BOTH
            t[12] += 1
            t[6 + j] = t[8 + j] = ()
            found.append(("DropR", tuple(t)))
        if link in (NEAR, BOTH):
            t = [*s]
            t[4 + j] = CLOSED if link == NEAR else FAR
            found.append(("ServerNoticeR", tuple(t)))
        if link in (FAR, BOTH):
            t = [*s]
            t[4 + j] = CLOSED if link == FAR else NEAR
            for b in range(self.base + 6 * j, len(s), 12):
                t[b + 3] = 0
            found.append(("RNotice", tuple(t)))

    def engine_reads(self, s: State, j: int, found: Steps) -> None:
        """A login or a logout reaches the engine."""
        login, i = s[6 + j][0]
        if login and len(s[8 + j]) >= self.k:
            return
        t = [*s]
        t[6 + j] = s[6 + j][1:]
        t[self.base + 6 * (2 * i + j) + 3] = login
        if login:
            t[8 + j] = (*s[8 + j], i)
        found.append(("RRecv", tuple(t)))

    def server_reads_status(self, s: State, j: int, found: Steps) -> None:
        """The engine's answer is relayed, or discarded."""
        b = self.base + 6 * (2 * s[8 + j][0] + j)
        relayed = s[b + 1] == OPEN and s[b + 2] == PRIMARY
        if relayed and len(s[b + 5]) >= self.k:
            return
        t = [*s]
        t[8 + j] = s[8 + j][1:]
        if relayed:
            t[b + 5] = (*s[b + 5], STATUS)
        found.append(("SRecvStatus", tuple(t)))

    def desk(self, s: State, i: int, j: int, b: int, found: Steps) -> None:
        """The link of an agent to a server opens, is refused, is lost, and is noticed to be."""
        link = s[b + 1]
        if s[b] == APART and link == CLOSED and s[j]:
            t = [*s]
            t[b], t[b + 1] = CONNECTED, OPEN
            found.append(("Connect", tuple(t)))
        if s[b] == APART and s[13 + i] == j and not s[j]:
            t = [*s]
            t[13 + i] = NOBODY
            found.append(("ConnectRefused", tuple(t)))
        if link == OPEN and s[11] < self.disconnects:
            t = [*s]
            t[b + 1] = BOTH
            t[11] += 1
            t[b + 4] = t[b + 5] = ()
            found.append(("Disconnect", tuple(t)))
        if link >= FAR:
            self.desk_notices(s, i, j, b, found)

    def desk_notices(self, s: State, i: int, j: int, b: int, found: Steps) -> None:
        """The agent or the server notices that the link is lost."""
        link = s[b + 1]
        if link != NEAR:
            t = [*s]
            t[b], t[b + 1] = APART, CLOSED if link == FAR else NEAR
            if s[13 + i] == j:
                t[13 + i] = NOBODY
            found.append(("AgentNotice", tuple(t)))
        reports = s[b + 2] == PRIMARY and s[4 + j] == OPEN
        if link != FAR and not (reports and len(s[6 + j]) >= self.k):
            t = [*s]
            t[b + 1], t[b + 2] = CLOSED if link == NEAR else FAR, NO_ROLE
            if reports:
                t[6 + j] = (*s[6 + j], (0, i))
            found.append(("ServerNotice", tuple(t)))

    def agent_sends(self, s: State, i: int, j: int, b: int, found: Steps) -> None:
        """Register, log in, or become available; there is room."""
        place, regarded = s[b], s[13 + i]
        if place == CONNECTED:
            t = [*s]
            t[b], t[b + 4] = REGISTERING, (*s[b + 4], REGISTER)
            found.append(("SendRegister", tuple(t)))
        if (place == REGISTERED and regarded != 1 - j) or (place == IN and regarded == NOBODY):
            t = [*s]
            t[b], t[13 + i], t[b + 4] = LOGGING_IN, j, (*s[b + 4], LOGIN)
            found.append(("SendLogin", tuple(t)))
        if place == REGISTERED and regarded == 1 - j:
            t = [*s]
            t[b], t[b + 4] = LOGGING_IN, (*s[b + 4], AVAILABLE)
            found.append(("SendAvailable", tuple(t)))

    def server_reads(self, s: State, i: int, j: int, b: int, found: Steps) -> None:
        """A request reaches the server; there is room for the answer."""
        asked = s[b + 4][0]
        if asked == LOGIN and s[4 + j] == OPEN and len(s[6 + j]) >= self.k:
            return
        t = [*s]
        t[b + 4] = s[b + 4][1:]
        t[b + 5] = (*s[b + 5], DONE if asked == REGISTER else ACK)
        if asked == LOGIN:
            t[b + 2], t[2 + j] = PRIMARY, 1
            if s[4 + j] == OPEN:
                t[6 + j] = (*s[6 + j], (1, i))
        elif asked == AVAILABLE:
            t[b + 2] = SECONDARY
            if PRIMARY not in t[self.base + 6 * j + 2 :: 12]:
                t[2 + j] = 0
        found.append(("SRecv", tuple(t)))

    def agent_reads(self, s: State, b: int, found: Steps) -> None:
        """An answer reaches the agent."""
        t = [*s]
        t[b + 5] = s[b + 5][1:]
        if s[b + 5][0] != STATUS:
            t[b] = REGISTERED if s[b + 5][0] == DONE else IN
        found.append(("ARecv", tuple(t)))

    def one_login(self, s: State) -> bool:
        """W1: no agent is primary-logged-in over open links at both servers."""
        pairs = range(self.base, len(s), 12)
        return not any(s[b + 2] == s[b + 8] == PRIMARY and s[b + 1] == s[b + 7] == OPEN for b in pairs)

    def shown_until_noticed(self, s: State) -> bool:
        """W2: the engine shows a login only until it has noticed the loss of the link."""
        return not any(s[b + 3] and s[4 + j] in (CLOSED, NEAR) for _, j, b in self.pairs)

    def believed(self, s: State) -> bool:
        """W3: an agent that is in over an open link has the role it believes in."""
        for i, j, b in self.pairs:
            if s[b] == IN and s[b + 1] == OPEN and s[b + 2] != (PRIMARY if s[13 + i] == j else SECONDARY):
                return False
        return True

    def known(self, s: State) -> bool:
        """W4: with no crash and no lost link to the engine, a logout is for an agent that is logged in."""
        if s[10] + s[12]:
            return True
        heads = [(j, *s[6 + j][0]) for j in (0, 1) if s[6 + j]]
        return not any(not login and not s[self.base + 6 * (2 * i + j) + 3] for j, login, i in heads)

    def claims(self) -> dict[str, Callable[[State], bool]]:
        """What holds everywhere."""
        return {"W1": self.one_login, "W2": self.shown_until_noticed, "W3": self.believed, "W4": self.known}
