"""Checks one model with one Python checker: python search.py plain|minicheck|musil MODEL CONSTANT..."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Protocol

from classics import LeaderElection, Philosophers, State, Steps, TwoPhaseCommit
from failover import Failover

MODELS: dict[str, Callable[..., Model]] = {
    "failover": Failover,
    "philosophers": Philosophers,
    "two_phase_commit": TwoPhaseCommit,
    "leader_election": LeaderElection,
}
ENOUGH = 10**9  # states: both checkers stop at a number of them


class Model(Protocol):
    """What each checker is given."""

    def start(self) -> State: ...
    def successors(self, s: State) -> Steps: ...
    def claims(self) -> dict[str, Callable[[State], bool]]: ...


class Counted:
    """The successors of a model, and how many there were."""

    def __init__(self, model: Model) -> None:
        self.successors, self.steps = model.successors, 0

    def __call__(self, s: State) -> Steps:
        found = self.successors(s)
        self.steps += len(found)
        return found


def plain(model: Model) -> tuple[int, int, bool]:
    """A breadth-first search with a set, without traces: about the least that Python can do."""
    start, steps = model.start(), Counted(model)
    claims = list(model.claims().values())
    seen, layer = {start}, [start]
    holds = all(claim(start) for claim in claims)
    while layer:
        coming = []
        for state in layer:
            for _, successor in steps(state):
                if successor not in seen:
                    seen.add(successor)
                    coming.append(successor)
                    holds = holds and all(claim(successor) for claim in claims)
        layer = coming
    return len(seen), steps.steps, holds


def with_minicheck(model: Model) -> tuple[int, int, bool]:
    """A `Protocol` of minicheck: named fields, a function for the successors, predicates over a dictionary."""
    import minicheck

    start, steps = model.start(), Counted(model)

    def over_fields(claim: Callable[[State], bool]) -> Callable[[dict[str, Any]], bool]:
        return lambda fields: claim(tuple(fields.values()))

    protocol = minicheck.Protocol(
        name="model",
        candidate=False,
        fields=tuple(f"f{index}" for index in range(len(start))),
        initial=start,
        transitions=steps,
        invariants={name: over_fields(claim) for name, claim in model.claims().items()},
    )
    result = minicheck.check_safety(protocol, max_states=ENOUGH)
    holds = all(answer["holds"] for answer in result["properties"].values())
    return result["reachable_states"], steps.steps, holds


def with_musil(model: Model) -> tuple[int, int, bool]:
    """A `Model` of musil whose actions depend on the state; no state counts as a deadlock, as in the other models."""
    import musil

    steps = Counted(model)

    def always(_: State) -> bool:
        return True

    def leading_to(successor: State) -> Callable[[State], State]:
        return lambda _: successor

    def actions(s: State) -> list[Any]:
        return [musil.Action(label, always, leading_to(successor)) for label, successor in steps(s)]

    asked = musil.Model(init=[model.start()], actions_fn=actions, invariants=model.claims(), terminal=always)
    result = musil.check(asked, max_states=ENOUGH)
    return result.states_explored, steps.steps, result.ok and not result.truncated


CHECKERS: dict[str, Callable[[Model], tuple[int, int, bool]]] = {
    "plain": plain,
    "minicheck": with_minicheck,
    "musil": with_musil,
}


def main(checker: str, name: str, *constants: str) -> None:
    """Prints what was found in one line."""
    states, steps, holds = CHECKERS[checker](MODELS[name](*map(int, constants)))
    sys.stdout.write(f"states={states} steps={steps} holds={holds}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
