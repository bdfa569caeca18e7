"""Claims about joint states and about the states before steps, judged state by state."""

from __future__ import annotations

from tests.laws.graph import Graph
from tests.laws.verdicts.answer import Answer
from tests.laws.verdicts.atoms import Look, says_nothing, without_part
from tests.laws.verdicts.readings import happenings, true_in

from everystate.loading.spec import Claim, Monitor


def of_states(graph: Graph, claim: Claim) -> Answer:
    """`always`, `never`, `possible`, `after`."""
    places = list(range(len(graph.states)))
    if claim.kind == "after":
        places = [n for n in places if graph.settled[n] and claim.phase in ("", graph.states[n].phase)]
    wanted = claim.kind != "never"
    truth = true_in(graph, claim.formula, {})
    failing = [number for number in places if truth[number] != wanted]
    if claim.kind == "possible":
        return Answer(len(failing) < len(places), len(places))
    if failing:
        return Answer(False, len(places), len(failing), graph.depths[failing[0]])
    looks: list[Look] = [({}, graph.states[number]) for number in places]
    return _holding(graph, claim, len(places), looks, wanted)


def of_steps(graph: Graph, claim: Claim) -> Answer:
    """`whenever`: in the state before each step in which the event happens."""
    assert claim.event is not None
    judged = 0
    failing: list[int] = []
    looks: list[Look] = []
    for edge in graph.every():
        found = happenings(edge, claim.event)
        state = graph.states[edge.source]
        judged += bool(found)
        looks += [(happening.bound(claim.event), state) for happening in found]
        if not all(graph.laws.reader(happening.bound(claim.event), state).truth(claim.formula) for happening in found):
            failing.append(edge.source)
    if failing:
        return Answer(False, judged, len(failing), min(graph.depths[state] for state in failing))
    return _holding(graph, claim, judged, looks, True)


def _holding(graph: Graph, claim: Claim, judged: int, looks: list[Look], wanted: bool) -> Answer:
    vacuous = says_nothing(graph.laws, claim.formula, looks, wanted)
    return Answer(True, judged, 0, vacuous=vacuous, idle=without_part(graph.laws, claim.formula, looks, wanted))


def of_monitor(graph: Graph, monitor: Monitor) -> Answer:
    """No copy of a monitor is ever where it must not be."""
    failing = [
        number
        for number, state in enumerate(graph.states)
        if any(at in monitor.never for key, at in state.monitors.items() if key[0] == monitor.name)
    ]
    length = graph.depths[failing[0]] if failing else None
    return Answer(not failing, len(graph.states), len(failing), length)
