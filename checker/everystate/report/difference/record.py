"""The differences between two specs as plain values, which `everystate diff --format json` prints."""

from __future__ import annotations

from typing import Any

from everystate.judging.verdict import Verdict
from everystate.report.difference.text import COMPARED, in_its_place, sending
from everystate.report.forms.record import place_record, trace_record
from everystate.study.difference.comparing import Comparison, OneRun, Side
from everystate.study.difference.sources import Written
from everystate.wording.names import Names


def record_difference(comparison: Comparison) -> dict[str, Any]:
    """The comparison as dictionaries, lists, texts and numbers."""
    return {
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "same": comparison.is_same,
        "certain": comparison.is_certain,
        "changes": [
            {
                "how": change.how,
                "kind": change.kind,
                "name": change.name,
                "old": _written(change.old),
                "new": _written(change.new),
            }
            for change in comparison.changes
        ],
        "verdicts": [
            {"claim": change.name, "turn": change.turn, "old": _verdict(change.old), "new": _verdict(change.new)}
            for change in comparison.verdicts
        ],
        "reached": [
            {"kind": reach.kind, "name": reach.name, "in": "new" if reach.now else "old", **place_record(reach.place)}
            for reach in comparison.reached
        ],
        "compared": COMPARED,
        "only_in_old": _run("new", comparison.removed),
        "only_in_new": _run("old", comparison.added),
        "exit_code": comparison.exit_code,
    }


def _side(side: Side) -> dict[str, Any]:
    space = side.result.space
    states, steps, depth = side.size
    return {
        "spec": side.name,
        "title": side.result.network.spec.title,
        "layers": list(side.result.network.spec.laid),
        "parameters": dict(side.result.network.parameters),
        "states": states,
        "steps": steps,
        "depth": depth,
        "complete": space.complete,
        "stopped": space.stopped or None,
    }


def _written(written: Written | None) -> dict[str, Any] | None:
    return None if written is None else {"text": written.text, **place_record(written.place)}


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    length = verdict.trace.length if verdict.trace else None
    return {"verdict": verdict.answer, "length": length, "reason": verdict.reason, "known": verdict.known or None}


def _run(other: str, run: OneRun) -> dict[str, Any]:
    names = Names(run.lacks.network)
    return {
        "run": trace_record(run.has, run.trace) if run.trace else None,
        "instead": [{"text": names.step(label), "sends": sending(label)} for label in run.instead],
        "why": in_its_place(other, run, run.trace) if run.trace else None,
        "pairs": run.pairs,
        "cut": run.cut or None,
    }
