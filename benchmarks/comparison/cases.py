"""What is compared: four models at four sizes each, with the counts that every checker must find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SIZES = ("tiny", "small", "medium", "large")


@dataclass(frozen=True)
class Case:
    """One model at one size.

    `settings` are the parameters of the spec in tests/models/`spec`, `constants` those of the peers' models in
    benchmarks/peers, and `claims` those of its claims that the peers' models check. A step is one firing of one action;
    the depth is that of a breadth-first search, in steps.
    """

    model: str
    title: str
    size: str
    spec: str
    settings: Mapping[str, int | str]
    constants: Mapping[str, int]
    claims: tuple[str, ...]
    states: int
    steps: int
    depth: int


WEAK = (
    "W1 no agent is primary-logged-in over open links at both servers",
    "W2 the engine shows a login only until it has noticed the loss",
    "W3 an agent has the role it believes in",
    "W4 a logout is for the logged in while nothing crashed and no reporting link was lost",
)


def counted(number: int, thing: str) -> str:
    """`1 agent`, `2 agents`, `0 crashes`."""
    plural = "es" if thing.endswith("sh") else "s"
    return f"{number} {thing}{plural if number != 1 else ''}"


def failover(size: str, agents: int, crashes: int, disconnects: int, counts: tuple[int, int, int]) -> Case:
    """The peers' failover protocol: so many agents and faults, channels with room for one message."""
    settings = {"agents": agents, "crashes": crashes, "disconnects": disconnects}
    constants = {"N": agents, "K": 1, "C": crashes, "D": disconnects, "L": 0}
    title = ", ".join(["failover", counted(agents, "agent"), counted(crashes, "crash"), counted(disconnects, "break")])
    return Case("failover", title, size, "peer_failover", settings, constants, WEAK, *counts)


def philosophers(size: str, n: int) -> Case:
    """Dining philosophers: 3^n - 1 states, as tests/oracles/philosophers.py shows."""
    counts = (3**n - 1, 6 * n * 3 ** (n - 2) - n, 3 * (n - 1))
    title = f"dining philosophers, {n}"
    claims = ("neighbours do not eat together",)
    return Case("philosophers", title, size, "philosophers", {"philosophers": n}, {"N": n}, claims, *counts)


def two_phase_commit(size: str, n: int, counts: tuple[int, int]) -> Case:
    """Gray and Lamport's two-phase commit with n resource managers."""
    title = f"two-phase commit, {n} managers"
    claims, depth = ("all decide alike",), 3 * n + 1
    return Case("two_phase_commit", title, size, "two_phase_commit", {"rms": n}, {"N": n}, claims, *counts, depth)


def leader_election(size: str, n: int, counts: tuple[int, int]) -> Case:
    """Chang and Roberts on a ring of n, names travelling the long way: nothing but messages in queues."""
    settings: dict[str, int | str] = {"nodes": n, "direction": "down"}
    title, depth = f"leader election, {n} nodes", n * (n + 1) // 2
    claims = ("the leader is the highest",)
    return Case("leader_election", title, size, "leader_election", settings, {"N": n}, claims, *counts, depth)


CASES = (
    failover("tiny", 1, 1, 1, (14_428, 51_191, 37)),
    failover("small", 2, 1, 0, (320_880, 1_441_684, 54)),
    failover("medium", 2, 1, 1, (4_778_557, 25_301_101, 64)),
    failover("large", 2, 2, 1, (30_482_964, 183_551_101, 78)),
    philosophers("tiny", 8),
    philosophers("small", 10),
    philosophers("medium", 12),
    philosophers("large", 14),
    two_phase_commit("tiny", 4, (1_568, 8_257)),
    two_phase_commit("small", 6, (50_816, 402_305)),
    two_phase_commit("medium", 7, (296_448, 2_744_705)),
    two_phase_commit("large", 8, (1_745_408, 18_507_777)),
    leader_election("tiny", 6, (2_307, 7_700)),
    leader_election("small", 8, (52_617, 221_168)),
    leader_election("medium", 9, (259_919, 1_203_238)),
    leader_election("large", 10, (1_305_279, 6_595_080)),
)
