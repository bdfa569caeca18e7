"""Every claim of a spec, judged a second time, on the explicit graph, by code that shares nothing with `judging`."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from tests.laws.graph import Graph, graph_of
from tests.laws.interpreter import Interpreter
from tests.laws.verdicts import rows
from tests.laws.verdicts.answer import Answer
from tests.laws.verdicts.ends import Ending, every_phase_settles
from tests.laws.verdicts.fairness import Fairness
from tests.laws.verdicts.runs import of_runs, recoverable
from tests.laws.verdicts.states import of_monitor, of_states, of_steps

from everystate.loading.party import Known
from everystate.loading.spec import Claim, StateClaim, TimeClaim

Answers = dict[str, list[Answer]]
"""The answers to each claim by its name: several, where more than one is right."""


def answers(graph: Graph) -> Answers:
    """The answers to all claims, the built-in ones, too, but for *no vacuous claim*.

    A run that goes on for ever is as long as without monitors: with them no loop so short may lead back to its state.
    """
    made = _answers(graph)
    spec = graph.laws.spec
    if not spec.monitors:
        return made
    bare = graph_of(Interpreter(replace(spec, monitors=()), dict(graph.laws.world.parameters)), len(graph.states))
    assert bare is not None, "a monitor adds no state"
    unwatched = _answers(bare)
    endless = {claim.name for claim in spec.claims if claim.kind in get_args(TimeClaim)} | {"every phase settles"}
    for name in endless & set(made):
        made[name] = [_as_long_as(one, other) for one, other in zip(made[name], unwatched[name], strict=True)]
    return made


def _as_long_as(one: Answer, other: Answer) -> Answer:
    """An answer, with the length of the run of another one."""
    assert one.holds == other.holds, "a monitor changes no verdict"
    return replace(one, length=other.length)


def _answers(graph: Graph) -> Answers:
    """The answers on this graph."""
    spec, fairness = graph.laws.spec, Fairness(graph)
    made = {claim.name: _of(graph, fairness, claim) for claim in spec.claims}
    made |= {monitor.name: [of_monitor(graph, monitor)] for monitor in spec.monitors}
    return made | {name: [answer] for name, answer in _built_in(graph).items()}


def _of(graph: Graph, fairness: Fairness, claim: Claim) -> list[Answer]:
    match claim.kind:
        case "whenever":
            return [of_steps(graph, claim)]
        case "ends":
            return [Ending(graph, fairness, claim).answer()]
        case "recoverable":
            return recoverable(graph, claim)
        case kind if kind in get_args(StateClaim):
            return [of_states(graph, claim)]
        case _:
            return [of_runs(graph, fairness, claim)]


def known(graph: Graph, claims: tuple[Known, ...]) -> bool:
    """Whether a violation is said to be known."""
    return any(graph.laws.reader({}).truth(one.when) for one in claims)


def _built_in(graph: Graph) -> dict[str, Answer]:
    spec, states = graph.laws.spec, graph.states
    stuck = graph.deadlocks()
    unexpected = [n for n, state in enumerate(states) if graph.laws.unexpected(state)]
    dead, unsent = rows.dead(graph), rows.unsent(graph)
    made = {
        "no deadlock": _in_states(graph, stuck),
        "no unexpected message": _in_states(graph, unexpected),
        "no dead row": Answer(not dead, len(list(spec.rows())), len(dead)),
        "no message never sent": Answer(not unsent, len(spec.messages), unsent),
    }
    return made | ({"every phase settles": every_phase_settles(graph)} if spec.phases else {})


def _in_states(graph: Graph, failing: list[int]) -> Answer:
    return Answer(not failing, len(graph.states), len(failing), graph.depths[failing[0]] if failing else None)
