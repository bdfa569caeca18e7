"""The claims of a network, and what became of them, as values of JSON."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.composing.ground_timing import Case, GroundTiming
from everystate.composing.network import GroundClaim, Network
from everystate.exporting.events import place_record
from everystate.exporting.formulas import JSON, formula_record, guard_record
from everystate.judging.spots import spots_of
from everystate.judging.verdict import Result, Trace


def claim_record(ground: GroundClaim, network: Network) -> JSON:
    """A claim: its text, and its meaning over fields and events."""
    claim = ground.claim
    made = {
        "name": claim.name,
        "kind": claim.kind,
        "text": claim.text,
        **place_record(claim.place, network.spec.folder),
    }
    if ground.known:
        made["known"] = ground.known
    meaning = _of_states(ground, network) if ground.timing is None else _of_runs(ground, ground.timing, network)
    return {**made, **meaning}


def _of_states(ground: GroundClaim, network: Network) -> JSON:
    places = spots_of(ground, network)
    if ground.claim.kind == "whenever":
        return {"before": [{"event": place.event, "formula": formula_record(place.formula)} for place in places]}
    [place] = places
    return {"guard": guard_record(place.guard), "formula": formula_record(place.formula)}


def _of_runs(ground: GroundClaim, timing: GroundTiming, network: Network) -> JSON:
    claim = ground.claim
    if claim.kind == "ends":
        begins = [n for n, e in enumerate(network.events) if e.label.phase and claim.phase in ("", e.label.phase)]
        return {"at_start": claim.phase in ("", "start"), "begins": begins, "within": timing.within}
    readings = [
        {"copies": one.copies, "atoms": {atom.name: [_case(case) for case in atom.cases] for atom in one.atoms}}
        for one in timing.readings
    ]
    if claim.kind == "recoverable" or claim.timing is None:
        return {"readings": readings}
    return {"temporal": str(claim.timing.formula), "readings": readings}


def _case(case: Case) -> JSON:
    return {
        "formula": formula_record(case.formula),
        "settled": case.settled,
        "changes": case.changes,
        "events": None if case.events is None else sorted(case.events),
    }


def check_record(result: Result) -> JSON | None:
    """The counts of a check and its verdicts; None where the search was stopped before its end."""
    space = result.space
    if not space.complete:
        return None
    counts = {"states": len(space.states), "steps": space.steps, "depth": space.depth}
    return {**counts, "verdicts": list(_verdicts(result))}


def _verdicts(result: Result) -> Iterator[JSON]:
    for verdict in result.verdicts:
        trace = verdict.trace or verdict.witness
        run = {} if trace is None else {"run": _run(trace)}
        yield {
            "claim": verdict.name,
            "kind": verdict.kind,
            "answer": verdict.answer,
            "failures": verdict.failures,
            **run,
        }


def _run(trace: Trace) -> JSON:
    """The events of a run from an initial state, the offending one last; `length` counts the others, without a loop."""
    offending = [] if trace.offending is None else [trace.offending.event]
    return {
        "start": trace.start,
        "events": [step.event for step in trace.steps if step.event >= 0] + offending,
        "length": trace.length,
        "loop": trace.loop,
    }
