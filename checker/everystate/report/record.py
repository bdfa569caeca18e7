"""The report as plain values, for programs: what `--format json` prints. report.schema.json is its schema."""

from __future__ import annotations

import json
from typing import Any

from everystate.explore.space import Space
from everystate.judge.verdict import Cause, Result, Trace, Verdict
from everystate.problems import Place
from everystate.report.measures import out_degree, unit
from everystate.report.story import Scene, tell
from everystate.report.traffic import Passage
from everystate.report.wording import Wording


def record(result: Result) -> dict[str, Any]:
    """The report as dictionaries, lists, texts and numbers."""
    network = result.network
    return {
        "spec": network.spec.folder,
        "title": network.spec.title,
        "parameters": dict(network.parameters),
        "engine": result.space.engine,
        "space": _space(result.space),
        "claims": [_claim(result, verdict) for verdict in result.verdicts],
        "notes": list(result.notes),
        "exit_code": result.exit_code,
    }


def as_json(value: Any) -> str:
    """JSON for people, too: indented, a line at the end. ASCII only, so that any stream can take it."""
    return json.dumps(value, indent=2) + "\n"


def _space(space: Space) -> dict[str, Any]:
    return {
        "states": len(space.states),
        "steps": space.steps,
        "depth": space.depth,
        "complete": space.complete,
        "stopped": space.stopped or None,
        "expanded": space.expanded,
        "outdegree": round(out_degree(space), 3),
    }


def _claim(result: Result, verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.name,
        "verdict": verdict.answer,
        "states": verdict.states,
        "counterexample": _trace(result, verdict.trace),
        "judged_in": unit(result, verdict),
        "built_in": verdict.built_in,
        "text": verdict.text,
        "description": verdict.description,
        "reason": verdict.reason,
        "known": verdict.known or None,
        "failures": verdict.failures,
        "causes": [_cause(cause) for cause in verdict.causes],
        "witness": {"length": verdict.witness.length} if verdict.witness else None,
        **_place(verdict.place),
    }


def _place(place: Place | None) -> dict[str, Any]:
    return {"file": place.file if place else None, "line": place.line if place else None}


def _cause(cause: Cause) -> dict[str, Any]:
    return {"text": cause.text, "count": cause.count, **_place(cause.place)}


def _trace(result: Result, trace: Trace | None) -> dict[str, Any] | None:
    return None if trace is None else trace_record(result.space, trace)


def trace_record(space: Space, trace: Trace) -> dict[str, Any]:
    """A run as plain values."""
    story = tell(space, trace)
    wording = Wording(space.network)
    return {
        "length": trace.length,
        "steps": [_step(scene, wording) for scene in story.scenes],
        "offending": _step(story.offending, wording) if story.offending else None,
        "loop": trace.loop,
    }


def _step(scene: Scene, wording: Wording) -> dict[str, Any]:
    label = scene.step.label
    return {
        "party": str(label.actor) if label.actor else None,
        "trigger": label.name if label.kind in ("message", "action") else f"{label.name}.{label.kind}",
        "text": f"{scene.who} {scene.trigger}",
        "cause": scene.cause,
        "phase": scene.phase or None,
        "received": [_message(p, wording) for p in scene.passages if p.fate in ("received", "met")],
        "sent": [_message(p, wording) for p in scene.passages if p.fate in ("sent", "met", "unsent")],
        "lost": [_message(p, wording) for p in scene.passages if p.fate == "dropped"],
        "doubled": [_message(p, wording) for p in scene.passages if p.fate == "doubled"],
        "changes": [
            {"field": change.field, "before": before, "after": after}
            for change in scene.step.changes
            for before, after in [wording.values(change)]
        ],
        "rows": [{"machine": taken.machine, **_place(taken.row.place)} for taken in scene.step.rows],
    }


def _message(passage: Passage, wording: Wording) -> dict[str, Any]:
    return {
        "message": passage.packet.message,
        "values": dict(passage.packet.values),
        "text": wording.packet(passage.packet, passage.sender, passage.receiver),
        "from": str(passage.sender),
        "to": str(passage.receiver),
        "connection": passage.connection,
        "lost": passage.lost,
    }
